import { PAGE_UIDS } from '../store/index.ts';
import { ColumnReader } from './column-codec.ts';

/** One viewer's \Seen for the 512 uids of a page, indexed by uid mod 512: 0 or 1, and when it last changed (0: never). */
export interface SeenPage {
  readonly seen: Uint32Array;
  readonly modSeqs: Float64Array;
}

export function decodeSeenPage(data: Uint8Array | undefined): SeenPage {
  if (data === undefined) return { seen: new Uint32Array(PAGE_UIDS), modSeqs: new Float64Array(PAGE_UIDS) };
  const reader = new ColumnReader(data);
  return { seen: reader.words(0), modSeqs: reader.doubles(1) };
}
