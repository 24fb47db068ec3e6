import { decodeLatin1 } from '../base/index.ts';

/** An ENVELOPE read back: strings raw, one code unit for each byte; undefined where they are NIL. */
export interface EnvelopeRecord {
  readonly date: string | undefined;
  readonly subject: string | undefined;
  /** The first entry of each list; of a group, its beginning. */
  readonly from: EnvelopeAddress | undefined;
  readonly to: EnvelopeAddress | undefined;
  readonly cc: EnvelopeAddress | undefined;
  readonly inReplyTo: string | undefined;
  readonly messageId: string | undefined;
}

export interface EnvelopeAddress {
  readonly name: string | undefined;
  readonly local: string | undefined;
  /** Undefined for a group. */
  readonly domain: string | undefined;
}

type Field = string | undefined | EnvelopeAddress;

const TOKEN = /[()]|NIL|"(?:[^"\\]|\\.)*"|\{(\d+)\}\r\n/gs;

/** Reads `(date subject from sender reply-to to cc bcc in-reply-to message-id)` as `renderEnvelope` writes it. */
export function readEnvelope(envelope: Uint8Array): EnvelopeRecord {
  const text = decodeLatin1(envelope);
  const fields: Field[] = [];
  let depth = 0;
  let address: (string | undefined)[] = [];
  let first: EnvelopeAddress | undefined;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const token = match[0];
    if (token === '(') {
      depth++;
      if (depth === 2) first = undefined;
      if (depth === 3) address = [];
    } else if (token === ')') {
      if (depth === 3) first ??= { name: address[0], local: address[2], domain: address[3] };
      if (depth === 2) fields.push(first);
      depth--;
    } else {
      let value: string | undefined;
      if (match[1] !== undefined) {
        value = text.slice(TOKEN.lastIndex, TOKEN.lastIndex + Number(match[1]));
        TOKEN.lastIndex += value.length;
      } else if (token !== 'NIL') value = token.slice(1, -1).replace(/\\(.)/gs, '$1');
      if (depth === 1) fields.push(value);
      else if (depth === 3) address.push(value);
    }
  }
  return {
    date: textOf(fields[0]),
    subject: textOf(fields[1]),
    from: addressOf(fields[2]),
    to: addressOf(fields[5]),
    cc: addressOf(fields[6]),
    inReplyTo: textOf(fields[8]),
    messageId: textOf(fields[9]),
  };
}

function textOf(field: Field): string | undefined {
  return typeof field === 'string' ? field : undefined;
}

function addressOf(field: Field): EnvelopeAddress | undefined {
  return typeof field === 'object' ? field : undefined;
}
