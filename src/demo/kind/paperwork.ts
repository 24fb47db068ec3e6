import { makePdf } from '../attachment/pdf.ts';
import { SENDERS } from '../correspondent.table.ts';
import type { Correspondent, Letter } from '../letter.ts';
import { DAY_MS, hostOf, letterId, type Placed, place, type Scene, YEAR_DAYS } from '../scene.ts';

/** What machines send: invoices with a PDF, tickets, reminders, and the reports of a night. */
export function paperwork(scene: Scene): readonly Placed[] {
  const { chance, ada, kenji, now } = scene;
  const placed: Placed[] = [];
  const send = (letter: Letter, mailbox: readonly string[]) => placed.push(...place(letter, scene, { mailbox }));
  for (let month = 0; month < 24; month++) {
    const at = now - (month * 30.4 + 5) * DAY_MS;
    const year = new Date(at).getUTCFullYear();
    send(invoice(SENDERS.power, at, ada, scene), ['Receipts', String(year)]);
    if (chance.happens(0.7)) send(invoice(SENDERS.books, at - 3 * DAY_MS, ada, scene), ['Receipts', String(year)]);
    if (chance.happens(0.5)) send(invoice(SENDERS.rail, at - 9 * DAY_MS, kenji, scene), ['Travel']);
    if (chance.happens(0.5)) send(reminder(at - 7 * DAY_MS, scene), ['INBOX']);
  }
  for (let day = 0.3; day < 60; day++) {
    send(report(now - day * DAY_MS, chance.pick([SENDERS.backup, SENDERS.monitor]), scene), ['INBOX', 'Reports']);
  }
  for (let day = 60; day < 2 * YEAR_DAYS; day += 16) {
    send(report(now - day * DAY_MS, SENDERS.backup, scene), ['INBOX', 'Reports']);
  }
  return placed;
}

function invoice(from: Correspondent, at: number, to: Correspondent, scene: Scene): Letter {
  const { chance } = scene;
  const number = `${new Date(at).getUTCFullYear()}-${chance.between(10_000, 99_999)}`;
  const amount = `${chance.between(8, 190)}.${chance.between(10, 99)}`;
  const fileName = `invoice-${number}.pdf`;
  const lines = [`Number ${number}`, `For ${to.name}`, '', `Total: EUR ${amount}`, '', 'Paid. Thank you.'];
  return {
    id: letterId(scene, hostOf(from)),
    at,
    from,
    to: [to],
    subject: `Your invoice ${number}`,
    text: `Dear ${to.name},\n\nplease find attached your invoice ${number} over EUR ${amount}.\n\n${from.name}\n`,
    attachments: [{ fileName, contentType: 'application/pdf', content: makePdf(from.name, lines) }],
    fields: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
  };
}

function reminder(at: number, scene: Scene): Letter {
  return {
    id: letterId(scene, hostOf(SENDERS.library)),
    at,
    from: SENDERS.library,
    to: [scene.ada],
    subject: 'Two books are due on Friday',
    text: 'The Nature of Light and Colour in the Open Air\nA Field Guide to Rooks and Crows\n\nYou can keep them longer at https://library.example.\n',
    fields: [{ name: 'Auto-Submitted', value: 'auto-generated' }],
  };
}

function report(at: number, from: Correspondent, scene: Scene): Letter {
  const { chance, kenji } = scene;
  const failed = chance.happens(0.05);
  const octets = chance.between(100, 900);
  return {
    id: letterId(scene, hostOf(from)),
    at,
    offsetMinutes: 0,
    from,
    to: [kenji],
    subject: failed ? '[FAILED] nightly backup' : '[ok] nightly backup',
    text: failed
      ? 'The disk did not answer. Nothing was written.\n'
      : `${octets} MB in ${chance.between(20, 90)} s. All sums agree.\n`,
    fields: [
      { name: 'Auto-Submitted', value: 'auto-generated' },
      { name: 'X-Priority', value: failed ? '1' : '3' },
    ],
  };
}
