import { concatBytes, encodeUtf8 } from '../base/index.ts';
import { type BodyEncoding, encodeBody } from './compose-body.ts';
import { type ComposedField, composeFields } from './compose-header.ts';

/** A file to go with a message. */
export interface ComposedAttachment {
  readonly fileName: string;
  /** `application/pdf` */
  readonly contentType: string;
  readonly content: Uint8Array;
  /** Shown inside the text; named from HTML by `cid:` and this id. */
  readonly inlineId?: string;
}

export interface ComposedMessage {
  /** Written in order, before the MIME fields. */
  readonly fields: readonly ComposedField[];
  readonly text?: string;
  readonly html?: string;
  readonly attachments?: readonly ComposedAttachment[];
  /** Messages to go inside, as message/rfc822. */
  readonly messages?: readonly Uint8Array[];
  /**
   * Makes the boundaries different from those of other messages. The text must not hold it; what the caller takes for a
   * message id will do.
   */
  readonly boundarySeed?: string;
}

interface Entity {
  readonly fields: readonly ComposedField[];
  readonly body: Uint8Array;
}

/**
 * Builds a message (RFC 5322, RFC 2045 to 2047, RFC 2231) with CRLF line ends: plain text, HTML or both as alternatives,
 * then attachments. The same arguments give the same bytes; ids, dates and boundaries come from the caller.
 */
export function composeMessage(message: ComposedMessage): Uint8Array {
  const seed = boundarySeed(message.boundarySeed ?? 'rookery');
  const parts = [
    textEntity(message, seed),
    ...(message.attachments ?? []).map(attachmentEntity),
    ...(message.messages ?? []).map(messageEntity),
  ];
  const root = parts.length === 1 ? parts[0]! : multipart('mixed', `=_m_${seed}`, parts);
  const fields = [...message.fields, { name: 'MIME-Version', value: '1.0' }, ...root.fields];
  return concatBytes([composeFields(fields), encodeUtf8('\r\n'), root.body]);
}

/** Characters that a boundary may hold (RFC 2046 §5.1.1), at most 40 of them. */
function boundarySeed(seed: string): string {
  return seed.replace(/[^A-Za-z0-9_.]/g, '_').slice(0, 40);
}

function textEntity({ text, html }: ComposedMessage, seed: string): Entity {
  const plain = text === undefined && html !== undefined ? undefined : leaf('text/plain', encodeText(text ?? ''));
  const rich = html === undefined ? undefined : leaf('text/html', encodeText(html));
  if (plain !== undefined && rich !== undefined) return multipart('alternative', `=_a_${seed}`, [plain, rich]);
  return (plain ?? rich)!;
}

function encodeText(text: string): Uint8Array {
  return encodeUtf8(text.replace(/\r\n|\r|\n/g, '\r\n'));
}

function leaf(type: string, bytes: Uint8Array): Entity {
  const { body, encoding } = encodeBody(bytes, 'text');
  const charset = encoding === '7bit' ? 'us-ascii' : 'utf-8';
  return {
    fields: [{ name: 'Content-Type', value: type, parameters: { charset } }, encodingField(encoding)],
    body,
  };
}

function attachmentEntity({ fileName, contentType, content, inlineId }: ComposedAttachment): Entity {
  const { body, encoding } = encodeBody(content, 'binary');
  const kind = inlineId === undefined ? 'attachment' : 'inline';
  const fields: ComposedField[] = [
    { name: 'Content-Type', value: contentType, parameters: { name: fileName } },
    { name: 'Content-Disposition', value: kind, parameters: { filename: fileName } },
    encodingField(encoding),
  ];
  if (inlineId !== undefined) fields.push({ name: 'Content-ID', value: `<${inlineId}>` });
  return { fields, body };
}

function messageEntity(message: Uint8Array): Entity {
  const encoding = message.some((byte) => byte > 0x7f) ? '8bit' : '7bit';
  return { fields: [{ name: 'Content-Type', value: 'message/rfc822' }, encodingField(encoding)], body: message };
}

function encodingField(encoding: BodyEncoding | '8bit'): ComposedField {
  return { name: 'Content-Transfer-Encoding', value: encoding };
}

function multipart(subtype: string, boundary: string, parts: readonly Entity[]): Entity {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    pieces.push(encodeUtf8(`--${boundary}\r\n`), composeFields(part.fields), encodeUtf8('\r\n'));
    pieces.push(part.body, encodeUtf8('\r\n'));
  }
  pieces.push(encodeUtf8(`--${boundary}--\r\n`));
  const type: ComposedField = { name: 'Content-Type', value: `multipart/${subtype}`, parameters: { boundary } };
  return { fields: [type], body: concatBytes(pieces) };
}
