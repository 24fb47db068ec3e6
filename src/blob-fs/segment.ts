import { join } from 'node:path';

/**
 * A segment is a file of bodies, one behind the other, each after a header of 16 bytes: the mark `RKB1`, the CRC-32 of the
 * octets as stored (32 bits), and their number (64 bits), big-endian. The index says where each body lies; the headers
 * let `rookery check` read a segment without it.
 */
export const BODY_HEADER_BYTES = 16;
const MARK = 0x524b4231;

/** Where a body's octets lie: `offset` is that of the first octet, behind the header. */
export interface BodyLocation {
  readonly segment: number;
  readonly offset: number;
  readonly storedBytes: number;
}

export function bodyHeader(crc32: number, storedBytes: number): Uint8Array {
  const header = new Uint8Array(BODY_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, MARK);
  view.setUint32(4, crc32);
  view.setBigUint64(8, BigInt(storedBytes));
  return header;
}

/** Reads a header; undefined if there is none at that place. */
export function readBodyHeader(header: Uint8Array): { crc32: number; storedBytes: number } | undefined {
  if (header.length < BODY_HEADER_BYTES) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.getUint32(0) !== MARK) return undefined;
  return { crc32: view.getUint32(4), storedBytes: Number(view.getBigUint64(8)) };
}

export function segmentPath(directory: string, segment: number): string {
  return join(directory, `segment-${String(segment).padStart(8, '0')}`);
}

/** The number in a segment's file name, or undefined for another file. */
export function segmentNumber(fileName: string): number | undefined {
  const match = /^segment-(\d{8,})$/.exec(fileName);
  return match === null ? undefined : Number(match[1]);
}

export function stagingDirectory(directory: string): string {
  return join(directory, 'staging');
}
