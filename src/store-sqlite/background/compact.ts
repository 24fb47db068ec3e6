import { closeSync, fdatasyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { crc32, zstdCompressSync } from 'node:zlib';
import { BODY_HEADER_BYTES, bodyHeader, segmentPath } from '../../blob-fs/index.ts';
import { ENCODING_PLAIN, ENCODING_ZSTD } from '../encoding.ts';
import type { CompactTask, MovedBody } from './task.ts';

interface LiveBody {
  readonly id: number;
  readonly offset: number;
  readonly stored_bytes: number;
  readonly crc32: number;
  readonly encoding: number;
}

const PIECE_BYTES = 1024 * 1024;
/** A body is kept compressed if that saves at least this part of it. */
const WORTHWHILE = 0.1;

/**
 * Writes the bodies of a segment that are still in use into a new file, compressed where that is worthwhile, and makes it
 * durable. Nothing is changed before the writer has taken the moves into the index.
 */
export function compact(index: DatabaseSync, task: CompactTask): MovedBody[] {
  const bodies = index
    .prepare('SELECT id, offset, stored_bytes, crc32, encoding FROM body WHERE segment = ? ORDER BY offset')
    .all(task.segment) as unknown as LiveBody[];
  const from = openSync(segmentPath(task.directory, task.segment), 'r');
  const to = openSync(task.path, 'w', 0o600);
  try {
    const moved: MovedBody[] = [];
    let end = 0;
    for (const body of bodies) {
      const kept =
        body.stored_bytes <= task.compressMaxBytes ? copyWhole(from, to, end, body) : copyInPieces(from, to, end, body);
      moved.push({ ...kept, id: body.id, oldOffset: body.offset, offset: end + BODY_HEADER_BYTES });
      end += BODY_HEADER_BYTES + kept.storedBytes;
    }
    fdatasyncSync(to);
    return moved;
  } catch (error) {
    rmSync(task.path, { force: true });
    throw error;
  } finally {
    closeSync(from);
    closeSync(to);
  }
}

type Kept = Pick<MovedBody, 'storedBytes' | 'crc32' | 'encoding'>;

function copyWhole(from: number, to: number, at: number, body: LiveBody): Kept {
  const octets = readAll(from, body.offset, body.stored_bytes);
  if (crc32(octets) !== body.crc32) throw new Error(`body ${body.id} is damaged: its segment stays as it is`);
  let kept: { octets: Uint8Array; encoding: number } = { octets, encoding: body.encoding };
  if (body.encoding === ENCODING_PLAIN) {
    const compressed = zstdCompressSync(octets);
    if (compressed.length < octets.length * (1 - WORTHWHILE)) kept = { octets: compressed, encoding: ENCODING_ZSTD };
  }
  const sum = kept.octets === octets ? body.crc32 : crc32(kept.octets);
  writeAll(to, bodyHeader(sum, kept.octets.length), at);
  writeAll(to, kept.octets, at + BODY_HEADER_BYTES);
  return { storedBytes: kept.octets.length, crc32: sum, encoding: kept.encoding };
}

/** Large bodies stay as they are, and are never whole in memory. */
function copyInPieces(from: number, to: number, at: number, body: LiveBody): Kept {
  writeAll(to, bodyHeader(body.crc32, body.stored_bytes), at);
  let sum = 0;
  for (let done = 0; done < body.stored_bytes; done += PIECE_BYTES) {
    const piece = readAll(from, body.offset + done, Math.min(PIECE_BYTES, body.stored_bytes - done));
    sum = crc32(piece, sum);
    writeAll(to, piece, at + BODY_HEADER_BYTES + done);
  }
  if (sum !== body.crc32) throw new Error(`body ${body.id} is damaged: its segment stays as it is`);
  return { storedBytes: body.stored_bytes, crc32: body.crc32, encoding: body.encoding };
}

function readAll(fd: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const got = readSync(fd, bytes, done, length - done, position + done);
    if (got === 0) throw new Error('the segment is cut short');
    done += got;
  }
  return bytes;
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}
