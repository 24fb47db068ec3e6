import { concatBytes, encodeLatin1 } from '../base/index.ts';
import { encodeBase64 } from './base64.ts';
import { findHeader, isMessageType, isMultipart, type Part } from './part.ts';
import { parseMessage } from './reader.ts';

const CRLF = '\r\n';
/** Octets of one line of base64 (RFC 2045 §6.8). */
const LINE_OCTETS = 57;
/** A domain in which a NUL can stand; of these binary alone allows it (RFC 2045 §6.2). */
const IDENTITY: ReadonlySet<string> = new Set(['7bit', '8bit', 'binary', '']);

/** A stretch of the message and what takes its place. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/**
 * The message with each part that is binary, or holds NUL, in base64 (RFC 3516 §4.4): so it can be kept, sent and read as
 * any other. All other octets stay as they are. Undefined: a NUL stands where no transfer encoding can take it away.
 */
export function encodeBinaryParts(message: Uint8Array): Uint8Array | undefined {
  const { root } = parseMessage(message);
  const binary = leavesOf(root).filter((part) => isBinary(part, message));
  const edits = binary.flatMap((part) => [labelEdit(part, message), bodyEdit(part, message)]);
  if (binary.length > 0 && findHeader(root, 'mime-version') === undefined) {
    edits.push(insertion(root.headerStart, `MIME-Version: 1.0${CRLF}`));
  }
  const encoded = apply(message, edits);
  return encoded.includes(0) ? undefined : encoded;
}

function leavesOf(part: Part): readonly Part[] {
  if (part.message !== undefined) return leavesOf(part.message);
  if (part.children.length > 0) return part.children.flatMap(leavesOf);
  return isMultipart(part) || isMessageType(part.contentType) ? [] : [part];
}

function isBinary({ encoding, bodyStart, bodyEnd }: Part, message: Uint8Array): boolean {
  if (encoding === 'binary') return bodyEnd > bodyStart;
  return IDENTITY.has(encoding) && message.subarray(bodyStart, bodyEnd).includes(0);
}

function labelEdit(part: Part, message: Uint8Array): Edit {
  const label = `Content-Transfer-Encoding: base64${CRLF}`;
  const field = findHeader(part, 'content-transfer-encoding');
  if (field !== undefined) return { start: field.start, end: field.end, bytes: encodeLatin1(label) };
  const blankLine = message[part.bodyStart - 2] === 0x0d ? 2 : 1;
  return insertion(part.bodyStart - blankLine, label);
}

function bodyEdit({ bodyStart, bodyEnd, end }: Part, message: Uint8Array): Edit {
  const lines: string[] = [];
  for (let at = bodyStart; at < bodyEnd; at += LINE_OCTETS) {
    lines.push(encodeBase64(message.subarray(at, Math.min(at + LINE_OCTETS, bodyEnd))));
  }
  // Before a delimiter there is a line end already, which belongs to that.
  if (bodyEnd === end && end === message.length) lines.push('');
  return { start: bodyStart, end: bodyEnd, bytes: encodeLatin1(lines.join(CRLF)) };
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, bytes: encodeLatin1(text) };
}

function apply(message: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return message;
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, bytes } of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    pieces.push(message.subarray(at, start), bytes);
    at = end;
  }
  pieces.push(message.subarray(at));
  return concatBytes(pieces);
}
