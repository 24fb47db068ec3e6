import { Random } from './crash-random.ts';

export const ID_FIELD = 'X-Proof-Id';

/**
 * The message with a number: always the same octets, so that the ledger need not keep them. Most are small, some have
 * some hundred thousand octets, a few more than the store holds in memory; some lines begin with a dot, some are empty,
 * some hold 8-bit text.
 */
export function proofMessage(id: number): Buffer {
  const random = new Random(id * 2_654_435_761);
  const lines = [
    `From: Sender ${id % 7} <sender${id % 7}@example.net>`,
    'To: somebody@example.org',
    `Subject: Proof ${id}, thread ${id % 13}`,
    `Message-ID: <proof-${id}@example.net>`,
    ...(id % 3 === 0 && id > 0 ? [`In-Reply-To: <proof-${id - 1}@example.net>`] : []),
    `${ID_FIELD}: ${id}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
  ];
  if (random.chance(0.004))
    lines.push(...Array.from({ length: 1_300 }, () => random.next().toString(36).slice(2).repeat(90).slice(0, 900)));
  const lineCount = random.chance(0.02)
    ? random.between(2_000, 5_000)
    : random.between(2, random.chance(0.2) ? 400 : 40);
  for (let i = 0; i < lineCount; i++) lines.push(proofLine(random));
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'utf8');
}

function proofLine(random: Random): string {
  const kind = random.between(0, 19);
  if (kind === 0) return '';
  if (kind === 1) return `.${'.'.repeat(random.between(0, 3))}`;
  if (kind === 2) return '.a line that begins with a dot';
  const text = random.next().toString(36).slice(2).repeat(random.between(1, 6));
  return kind === 3 ? `grüße ${text} 鸦` : text;
}
