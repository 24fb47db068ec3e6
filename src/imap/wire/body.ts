import { decodeLatin1 } from '../../base/index.ts';
import { ArgumentReader } from './argument-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { PAREN_CLOSE, PAREN_OPEN } from './character.ts';
import { DEFAULT_WIRE_LIMITS } from './limits.ts';

const DEPTH_MAX = 500;

/**
 * BODY out of a rendered BODYSTRUCTURE: the same without extension data (RFC 9051 §9, body-ext-1part and
 * body-ext-mpart). Undefined: it is no body structure.
 */
export function bodyWithoutExtensions(bodyStructure: Uint8Array): Uint8Array | undefined {
  const writer = new ByteWriter(bodyStructure.length);
  const reader = new ArgumentReader(bodyStructure, { utf8: true }, DEFAULT_WIRE_LIMITS);
  return copyBody(reader, writer, 0) && reader.atEnd ? writer.take() : undefined;
}

function copyBody(reader: ArgumentReader, writer: ByteWriter, depth: number): boolean {
  if (depth > DEPTH_MAX || !copyByte(reader, writer, PAREN_OPEN)) return false;
  const copied = reader.peek() === PAREN_OPEN ? copyMultipart(reader, writer, depth) : copyPart(reader, writer, depth);
  if (!copied) return false;
  while (reader.skip(0x20)) if (!skipValue(reader)) return false;
  return copyByte(reader, writer, PAREN_CLOSE);
}

/** Parts, then the subtype. */
function copyMultipart(reader: ArgumentReader, writer: ByteWriter, depth: number): boolean {
  while (reader.peek() === PAREN_OPEN) if (!copyBody(reader, writer, depth + 1)) return false;
  return copyFields(reader, writer, 1);
}

/** Type, subtype, parameters, id, description, encoding and size; then what TEXT and MESSAGE/RFC822 have more. */
function copyPart(reader: ArgumentReader, writer: ByteWriter, depth: number): boolean {
  const start = reader.at;
  if (!skipValue(reader) || !reader.skip(0x20) || !skipValue(reader)) return false;
  const type = decodeLatin1(reader.bytes, start, reader.at).toUpperCase();
  writer.bytes(reader.bytes.subarray(start, reader.at));
  if (!copyFields(reader, writer, 5)) return false;
  if (type.startsWith('"TEXT" ')) return copyFields(reader, writer, 1);
  if (type !== '"MESSAGE" "RFC822"' && type !== '"MESSAGE" "GLOBAL"') return true;
  if (!copyFields(reader, writer, 1) || !copyByte(reader, writer, 0x20)) return false;
  return copyBody(reader, writer, depth + 1) && copyFields(reader, writer, 1);
}

/** Copies ` value` so many times. */
function copyFields(reader: ArgumentReader, writer: ByteWriter, count: number): boolean {
  const start = reader.at;
  for (let i = 0; i < count; i++) if (!reader.skip(0x20) || !skipValue(reader)) return false;
  writer.bytes(reader.bytes.subarray(start, reader.at));
  return true;
}

function copyByte(reader: ArgumentReader, writer: ByteWriter, byte: number): boolean {
  if (!reader.skip(byte)) return false;
  writer.byte(byte);
  return true;
}

/** Passes a string, a number, NIL or a list of such. */
function skipValue(reader: ArgumentReader): boolean {
  let depth = 0;
  do {
    if (reader.skip(PAREN_OPEN)) depth++;
    else if (depth > 0 && reader.skip(PAREN_CLOSE)) depth--;
    else if (depth > 0 && reader.skip(0x20)) continue;
    else if (reader.astring() === undefined) return false;
  } while (depth > 0);
  return true;
}
