import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { bare, bareId, flat, sizeOf, sizes, time, type View } from './corpus.oracle.ts';

interface Named {
  readonly address?: string | undefined;
}

export async function postalMimeView(bytes: Uint8Array): Promise<View> {
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' });
  const from = mail.from === undefined ? [] : (mail.from.group ?? [mail.from]);
  return {
    subject: flat(mail.subject ?? ''),
    from: addresses(from.slice(0, 1)),
    to: addresses((mail.to ?? []).flatMap((address) => address.group ?? [address])),
    date: time(mail.date === undefined ? undefined : new Date(mail.date)),
    messageId: bareId(mail.messageId),
    text: bare(mail.text ?? ''),
    hasHtml: mail.html !== undefined,
    hasMessages: false,
    attachments: sizes(
      mail.attachments.map(({ content }) =>
        typeof content === 'string' ? content.length : sizeOf(new Uint8Array(content)),
      ),
    ),
  };
}

export async function mailparserView(bytes: Uint8Array): Promise<View> {
  const options = { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true };
  const startedAt = Date.now();
  const mail = await simpleParser(Buffer.from(bytes), options);
  const list = (field: typeof mail.to): string =>
    addresses(
      [field ?? []]
        .flat()
        .flatMap(({ value }) => value)
        .flatMap((address) => address.group ?? [address]),
    );
  const date = time(mail.date);
  return {
    subject: flat(mail.subject ?? ''),
    from: list(mail.from).replace(/,.*/, ''),
    to: list(mail.to),
    // It takes the present for a date that it cannot read.
    date: date !== undefined && date >= startedAt - 1000 ? undefined : date,
    messageId: bareId(mail.messageId),
    text: bare(mail.text ?? ''),
    hasHtml: typeof mail.html === 'string',
    hasMessages: false,
    attachments: sizes(mail.attachments.map(({ content }) => sizeOf(content))),
  };
}

/** The fields in which two views differ, of those that can be compared at all. */
export function differences(oracle: 'postal-mime' | 'mailparser', ours: View, theirs: View): (keyof View)[] {
  const keys: (keyof View)[] = ['subject', 'from', 'to', 'date', 'messageId', 'text', 'attachments'];
  return keys.filter((key) => {
    // Without plain text the others make some from HTML, each in its own way.
    if (key === 'text' && ours.text === '' && theirs.hasHtml) return false;
    // mailparser reads messages and reports inside of the message as text of it.
    if (oracle === 'mailparser' && ours.hasMessages && (key === 'text' || key === 'attachments')) return false;
    return ours[key] !== theirs[key];
  });
}

function addresses(list: readonly Named[]): string {
  return list
    .map(({ address }) => address ?? '')
    .filter((address) => address.includes('@'))
    .join()
    .toLowerCase();
}
