import { decodeLatin1 } from '../../base/index.ts';

/** The fields of a rendered ENVELOPE that are plain strings; undefined where they are NIL. Raw, as in the message. */
export interface EnvelopeFields {
  readonly date: string | undefined;
  readonly subject: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly messageId: string | undefined;
}

const TOKEN = /[()]|NIL|"(?:[^"\\]|\\.)*"|\{(\d+)\}\r\n/gs;

/** Reads `(date subject from sender reply-to to cc bcc in-reply-to message-id)` as `message` renders it. */
export function envelopeFields(envelope: Uint8Array): EnvelopeFields {
  const text = decodeLatin1(envelope);
  const fields: (string | undefined)[] = [];
  let depth = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[0];
    let value: string | undefined;
    if (match[1] !== undefined) {
      value = text.slice(TOKEN.lastIndex, TOKEN.lastIndex + Number(match[1]));
      TOKEN.lastIndex += value.length;
    } else if (token.startsWith('"')) {
      value = token.slice(1, -1).replace(/\\(.)/gs, '$1');
    }
    if (token === '(') depth++;
    else if (token === ')') depth--;
    // An address list takes its place in the order when it closes.
    if (depth === 1 && token !== '(') fields.push(value);
  }
  return { date: fields[0], subject: fields[1], inReplyTo: fields[8], messageId: fields[9] };
}
