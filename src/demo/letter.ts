import { type ComposedAttachment, type ComposedField, composeDate, composeMessage } from '../message/index.ts';

export interface Correspondent {
  readonly name: string;
  readonly address: string;
}

/** One mail of the demo before it becomes octets. */
export interface Letter {
  /** The message id, without angle brackets. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Minutes east of Greenwich. */
  readonly offsetMinutes?: number;
  readonly from: Correspondent;
  readonly to: readonly Correspondent[];
  readonly cc?: readonly Correspondent[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly ComposedAttachment[];
  /** Forwarded as message/rfc822. */
  readonly forwarded?: readonly Letter[];
  readonly inReplyTo?: Letter;
  /** Further fields, such as those of a mailing list. */
  readonly fields?: readonly ComposedField[];
}

/** RFC 5322 §3.6.4: the ids of a thread up to a letter, oldest first. */
function references(letter: Letter): readonly string[] {
  return letter.inReplyTo === undefined ? [] : [...references(letter.inReplyTo), `<${letter.inReplyTo.id}>`];
}

export function composeLetter(letter: Letter): Uint8Array {
  const { id, at, from, to, cc = [], subject, inReplyTo, text, html, attachments, forwarded } = letter;
  const fields: ComposedField[] = [
    { name: 'Date', value: composeDate(at, letter.offsetMinutes ?? 60) },
    { name: 'From', addresses: [from] },
    { name: 'To', addresses: to },
  ];
  if (cc.length > 0) fields.push({ name: 'Cc', addresses: cc });
  fields.push({ name: 'Subject', value: subject }, { name: 'Message-ID', value: `<${id}>` });
  if (inReplyTo !== undefined) {
    fields.push({ name: 'In-Reply-To', value: `<${inReplyTo.id}>` });
    fields.push({ name: 'References', value: references(letter).join(' ') });
  }
  fields.push(...(letter.fields ?? []));
  return composeMessage({
    fields,
    boundarySeed: id,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(forwarded === undefined ? {} : { messages: forwarded.map(composeLetter) }),
  });
}
