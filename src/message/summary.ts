import type { Rendered } from './rendered.ts';

/** Everything the store keeps of a message beside its octets: derived, and so rebuildable from them at any time. */
export interface Summary {
  readonly sizeBytes: number;
  /** The record that list views are answered from; `encodeRendered` made it. */
  readonly rendered: Uint8Array;
  readonly threading: {
    /** The message's own id first, then those that it refers to, nearest first; without angle brackets; bounded. */
    readonly messageIds: readonly string[];
    /** RFC 5256 §2.1 */
    readonly baseSubject: string;
  };
}

export type { Rendered };
