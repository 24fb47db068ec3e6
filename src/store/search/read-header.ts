import { EMPTY, indexOfBytes } from '../../base/index.ts';
import type { Body } from '../body.ts';
import type { SearchReadLimits } from './limits.ts';

const HEADER_END = Uint8Array.of(13, 10, 13, 10);
const BARE_HEADER_END = Uint8Array.of(10, 10);

/** The bytes of a message through the blank line after its header, or more. */
export async function readHeader(body: Body, limits: SearchReadLimits): Promise<Uint8Array> {
  const max = Math.min(body.sizeBytes, limits.headerMaxBytes);
  for (let length = limits.headerStepBytes; ; length *= 2) {
    const bytes = max === 0 ? EMPTY : await body.read(0, Math.min(length, max));
    if (length >= max) return bytes;
    const ends = [indexOfBytes(bytes, HEADER_END), indexOfBytes(bytes, BARE_HEADER_END)].filter((end) => end !== -1);
    if (ends.length > 0) return bytes.subarray(0, Math.min(...ends) + HEADER_END.length);
  }
}
