import { ByteWriter } from './byte-writer.ts';

const OPEN = 0x28;
const CLOSE = 0x29;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const SPACE = 0x20;

/**
 * BODY from a rendered BODYSTRUCTURE: the same without extension data (RFC 9051 §7.5.2). Only for what
 * `renderBodyStructure` made.
 */
export function bodyOfStructure(structure: Uint8Array): Uint8Array {
  const out = new ByteWriter(structure.length);
  copyBody(structure, 0, out);
  return out.finish();
}

/** Copies the body at `from` and gives the place after it. */
function copyBody(bytes: Uint8Array, from: number, out: ByteWriter): number {
  let at = from + 1;
  out.byte(OPEN);
  if (bytes[at] === OPEN) {
    while (bytes[at] === OPEN) at = copyBody(bytes, at, out);
    // The space and the subtype.
    const end = itemEnd(bytes, at + 1);
    out.bytes(bytes.subarray(at, end));
    at = end;
  } else {
    at = copySingle(bytes, at, out);
  }
  out.byte(CLOSE);
  while (bytes[at] === SPACE) at = itemEnd(bytes, at + 1);
  return at + 1;
}

/** Type, subtype, parameters, id, description, encoding, size; then what text and messages have more. */
function copySingle(bytes: Uint8Array, from: number, out: ByteWriter): number {
  const typeEnd = itemEnd(bytes, from);
  const subtypeEnd = itemEnd(bytes, typeEnd + 1);
  let at = subtypeEnd;
  for (let i = 0; i < 5; i++) at = itemEnd(bytes, at + 1);
  out.bytes(bytes.subarray(from, at));
  const type = word(bytes, from, typeEnd);
  const subtype = word(bytes, typeEnd + 1, subtypeEnd);
  if (type === 'message' && (subtype === 'rfc822' || subtype === 'global')) {
    const envelopeEnd = itemEnd(bytes, at + 1);
    out.bytes(bytes.subarray(at, envelopeEnd + 1));
    at = copyBody(bytes, envelopeEnd + 1, out);
  } else if (type !== 'text') {
    return at;
  }
  const linesEnd = itemEnd(bytes, at + 1);
  out.bytes(bytes.subarray(at, linesEnd));
  return linesEnd;
}

/** A short quoted string's content. */
function word(bytes: Uint8Array, start: number, end: number): string {
  return end - start > 16 ? '' : String.fromCharCode(...bytes.subarray(start + 1, end - 1));
}

/** The place after the string, number, NIL or list at `from`. */
function itemEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let at = from;
  do {
    switch (bytes[at]) {
      case OPEN:
        depth++;
        at++;
        break;
      case CLOSE:
        depth--;
        at++;
        break;
      case QUOTE:
        at = quotedEnd(bytes, at);
        break;
      case BRACE:
        at = literalEnd(bytes, at);
        break;
      case SPACE:
        at++;
        break;
      default:
        while (at < bytes.length && bytes[at]! > SPACE && bytes[at] !== CLOSE && bytes[at] !== OPEN) at++;
    }
  } while (depth > 0 && at < bytes.length);
  return at;
}

function quotedEnd(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function literalEnd(bytes: Uint8Array, from: number): number {
  let length = 0;
  let at = from + 1;
  for (let digit = bytes[at]! - 0x30; digit >= 0 && digit <= 9; digit = bytes[++at]! - 0x30)
    length = length * 10 + digit;
  // The closing brace, CR and LF.
  return at + 3 + length;
}
