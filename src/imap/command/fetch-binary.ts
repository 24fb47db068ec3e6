import { EMPTY } from '../../base/index.ts';
import { findPart, type PartRecord, type TransferDecoder, transferDecoder } from '../../message/index.ts';
import type { Body } from '../../store/index.ts';
import type { Peer } from '../session/peer.ts';
import { CrlfWriter } from './crlf-writer.ts';
import type { PlannedBinary } from './fetch-plan.ts';

const KNOWN_ENCODINGS: ReadonlySet<string> = new Set([
  ...['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable'],
  ...['uuencode', 'x-uuencode', 'uue', 'x-uue'],
]);

/** Octets of a message and what is to be taken off them. */
interface Source {
  readonly start: number;
  readonly end: number;
  readonly encoding: string;
  readonly isText: boolean;
}

/** Whether the part's transfer encoding is one that nobody here can take away: the request then fails (RFC 9051 §7.5.2). */
export function hasUnknownEncoding({ item }: PlannedBinary, root: PartRecord | undefined): boolean {
  const source = findSource(item.part, root, 0);
  return source !== undefined && !KNOWN_ENCODINGS.has(source.encoding);
}

/**
 * Writes BINARY[…] or BINARY.SIZE[…] of a leaf part; NIL or 0 where there is none. The part is decoded twice, once to know
 * its size, once to send it, so that no part is ever whole in memory. False: the peer is gone.
 */
export async function sendBinary(
  peer: Peer,
  { item, label }: PlannedBinary,
  root: PartRecord | undefined,
  body: Body,
  pieceBytes: number,
): Promise<boolean> {
  const source = findSource(item.part, root, body.sizeBytes);
  const from = item.kind === 'binary' ? (item.partial?.offset ?? 0) : 0;
  const to = item.kind === 'binary' && item.partial !== undefined ? from + item.partial.length : Infinity;
  let sizeBytes = 0;
  let hasNul = false;
  if (source !== undefined) {
    for await (const piece of decodedRange(body, source, pieceBytes, from, to)) {
      sizeBytes += piece.length;
      hasNul ||= piece.includes(0);
    }
  }
  if (item.kind === 'binarySize') peer.fetch.sectionNumber(label, sizeBytes);
  else if (source === undefined) peer.fetch.section(label, null);
  else {
    if (hasNul) peer.fetch.sectionLiteral8(label, sizeBytes);
    else peer.fetch.sectionLiteral(label, sizeBytes);
    for await (const piece of decodedRange(body, source, pieceBytes, from, to)) {
      peer.writer.bytes(piece);
      if (peer.isFull && !(await peer.pace())) return false;
    }
  }
  return true;
}

function findSource(path: readonly number[], root: PartRecord | undefined, sizeBytes: number): Source | undefined {
  // The message as a whole has no transfer encoding of its own.
  if (path.length === 0) return { start: 0, end: sizeBytes, encoding: '', isText: false };
  const part = root === undefined ? undefined : findPart(root, path);
  if (part === undefined || part.type === 'multipart' || part.message !== undefined) return undefined;
  return { start: part.bodyStart, end: part.bodyEnd, encoding: part.encoding, isText: part.type === 'text' };
}

/** The decoded octets from `from` up to but not including `to`. */
async function* decodedRange(
  body: Body,
  source: Source,
  pieceBytes: number,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const piece of decoded(body, source, pieceBytes)) {
    const start = Math.max(0, from - at);
    const end = Math.min(piece.length, to - at);
    if (start < end) yield piece.subarray(start, end);
    at += piece.length;
    if (at >= to) return;
  }
}

async function* decoded(body: Body, source: Source, pieceBytes: number): AsyncGenerator<Uint8Array> {
  const decoder = transferDecoder(source.encoding);
  // Lines of text end with CRLF on the wire, however they are kept (RFC 9051 §7.5.2).
  const lines: TransferDecoder | undefined = source.isText ? new CrlfWriter() : undefined;
  const through = (bytes: Uint8Array): Uint8Array => lines?.write(bytes) ?? bytes;
  for (let at = source.start; at < source.end; ) {
    const raw = await body.read(at, Math.min(source.end, at + pieceBytes));
    if (raw.length === 0) throw new Error('a message is shorter than its size');
    at += raw.length;
    yield through(decoder.write(raw));
  }
  yield through(decoder.end());
  yield lines?.end() ?? EMPTY;
}
