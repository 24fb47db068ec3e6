import { type PartRecord, sectionRange, selectHeaderFields } from '../../message/index.ts';
import type { Body } from '../../store/index.ts';
import type { ImapLimits } from '../limits.ts';
import type { Peer } from '../session/peer.ts';
import type { SectionFetchItem } from '../wire/index.ts';
import type { PlannedSection } from './fetch-plan.ts';

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Writes one section of a message, in pieces if it is large; NIL if the message has no such part. `root` may be missing
 * where the section is the whole message. False if the peer is gone.
 */
export async function sendSection(
  peer: Peer,
  { item, label, keys }: PlannedSection,
  root: PartRecord | undefined,
  body: Body,
  limits: ImapLimits,
): Promise<boolean> {
  const whole = wholeRange(item, root, body);
  if (whole === undefined) {
    peer.fetch.section(label, null);
    return true;
  }
  const { text } = item.section;
  if (text.kind === 'headerFields') {
    const header = await body.read(whole.start, Math.min(whole.end, whole.start + limits.headerMaxBytes));
    peer.fetch.section(label, cut(selectHeaderFields(header, keys, text.not), item));
    return true;
  }
  const { start, end } = partialRange(whole, item);
  if (end - start <= limits.bodyPieceBytes) {
    peer.fetch.section(label, await body.read(start, end));
    return true;
  }
  peer.fetch.sectionLiteral(label, end - start);
  return streamRange(peer, body, { start, end }, limits.bodyPieceBytes);
}

async function streamRange(peer: Peer, body: Body, { start, end }: ByteRange, pieceBytes: number): Promise<boolean> {
  peer.flush();
  for (let at = start; at < end; ) {
    const piece = await body.read(at, Math.min(end, at + pieceBytes));
    if (piece.length === 0) throw new Error('a message is shorter than its size');
    at += piece.length;
    peer.connection.write(piece);
    if (!peer.connection.writable && !(await peer.connection.drained())) return false;
  }
  return true;
}

/** The whole section, before a partial is cut out of it. */
function wholeRange({ section }: SectionFetchItem, root: PartRecord | undefined, body: Body): ByteRange | undefined {
  const { part, text } = section;
  if (root === undefined) return { start: 0, end: body.sizeBytes };
  const kind = text.kind === 'all' ? 'content' : text.kind === 'headerFields' ? 'header' : text.kind;
  return sectionRange(root, part, kind);
}

/** RFC 9051 §6.4.5: what lies behind the end is cut off; a start behind it gives the empty string. */
function partialRange(range: ByteRange, { partial }: SectionFetchItem): ByteRange {
  if (partial === undefined) return range;
  const start = Math.min(range.start + partial.offset, range.end);
  return { start, end: Math.min(start + partial.length, range.end) };
}

function cut(octets: Uint8Array, { partial }: SectionFetchItem): Uint8Array {
  return partial === undefined ? octets : octets.subarray(partial.offset, partial.offset + partial.length);
}
