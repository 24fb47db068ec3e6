import type { FindDotLine } from '../wire/index.ts';

const DOT_LINE = Buffer.from('\n.');

/** One native search for all lines of a chunk, where a search for each line would cost as much as all else together. */
export const findDotLine: FindDotLine = (chunk, from) => {
  const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  return bytes.indexOf(DOT_LINE, from);
};
