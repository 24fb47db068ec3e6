import { decodeUtf8, encodeUtf8 } from '../base/index.ts';

/**
 * What list views ask for, rendered once at delivery and copied afterwards. Fields of a record:
 * envelope and body structure in IMAP's own form (RFC 9051 §7.5.2, BODYSTRUCTURE with extension data), the tree of parts
 * with offsets, a preview (RFC 8970), and what the message refers to.
 */
export interface Rendered {
  /** `(date subject from sender reply-to to cc bcc in-reply-to message-id)` */
  readonly envelope: Uint8Array;
  readonly bodyStructure: Uint8Array;
  /** The parts with their byte offsets, as `decodeParts` reads them. */
  readonly parts: Uint8Array;
  /** At most 200 characters of the text, for people. */
  readonly preview: string;
  /** Message ids of the References field, oldest first, without brackets; undefined in a record of version 1. */
  readonly references: readonly string[] | undefined;
}

/**
 * Layout: version, lengths of 32 bits with the lowest byte first, then envelope, structure, parts, preview, references.
 * Version 1, of records made earlier, has three lengths and no references; version 2 has four, the last of the preview.
 */
const VERSION = 2;
const HEADS: readonly (number | undefined)[] = [undefined, 13, 17];
const HEAD = 17;

export function encodeRendered({ envelope, bodyStructure, parts, preview, references }: Rendered): Uint8Array {
  const text = encodeUtf8(preview);
  const ids = encodeUtf8((references ?? []).join('\n'));
  const pieces = [envelope, bodyStructure, parts, text, ids];
  const bytes = new Uint8Array(HEAD + pieces.reduce((sum, piece) => sum + piece.length, 0));
  bytes[0] = VERSION;
  writeLength(bytes, 1, envelope.length);
  writeLength(bytes, 5, bodyStructure.length);
  writeLength(bytes, 9, parts.length);
  writeLength(bytes, 13, text.length);
  let at = HEAD;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** All fields of a record. The byte fields are views into it. Throws on a version that this program does not know. */
export function decodeRendered(bytes: Uint8Array): Rendered {
  return {
    envelope: renderedEnvelope(bytes),
    bodyStructure: renderedBodyStructure(bytes),
    parts: renderedParts(bytes),
    preview: renderedPreview(bytes),
    references: renderedReferences(bytes),
  };
}

function envelopeStart(bytes: Uint8Array): number {
  const head = HEADS[bytes[0] ?? 0];
  if (head === undefined) throw new Error(`rendered record of unknown version ${bytes[0]}`);
  return head;
}

function bodyStructureStart(bytes: Uint8Array): number {
  return envelopeStart(bytes) + readLength(bytes, 1);
}

function partsStart(bytes: Uint8Array): number {
  return bodyStructureStart(bytes) + readLength(bytes, 5);
}

export function renderedEnvelope(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(envelopeStart(bytes), bodyStructureStart(bytes));
}

export function renderedBodyStructure(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(bodyStructureStart(bytes), partsStart(bytes));
}

export function renderedParts(bytes: Uint8Array): Uint8Array {
  const start = partsStart(bytes);
  return bytes.subarray(start, start + readLength(bytes, 9));
}

export function renderedPreview(bytes: Uint8Array): string {
  return decodeUtf8(bytes.subarray(previewStart(bytes), previewEnd(bytes)));
}

/** Undefined for a record of version 1: the References field is to be looked up in the message itself. */
export function renderedReferences(bytes: Uint8Array): readonly string[] | undefined {
  if (bytes[0] === 1) return undefined;
  const text = decodeUtf8(bytes.subarray(previewEnd(bytes)));
  return text === '' ? [] : text.split('\n');
}

function previewStart(bytes: Uint8Array): number {
  return partsStart(bytes) + readLength(bytes, 9);
}

function previewEnd(bytes: Uint8Array): number {
  return envelopeStart(bytes) === HEAD ? previewStart(bytes) + readLength(bytes, 13) : bytes.length;
}

function writeLength(bytes: Uint8Array, at: number, length: number): void {
  bytes[at] = length;
  bytes[at + 1] = length >>> 8;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 24;
}

function readLength(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}
