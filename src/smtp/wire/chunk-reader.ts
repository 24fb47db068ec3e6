import { EMPTY } from '../../base/index.ts';

/** `rest`: what the peer sent behind the chunk; undefined while it goes on. */
export interface ChunkPart {
  /** Octets of the mail; a view of what was fed. */
  readonly piece: Uint8Array;
  readonly rest: Uint8Array | undefined;
}

/** Counts the octets of one BDAT off what comes (RFC 3030 §2): exactly so many, whatever they are. */
export class ChunkReader {
  #leftBytes: number;

  constructor(sizeBytes: number) {
    this.#leftBytes = sizeBytes;
  }

  feed(bytes: Uint8Array): ChunkPart {
    const piece = this.#leftBytes === 0 ? EMPTY : bytes.subarray(0, Math.min(bytes.length, this.#leftBytes));
    this.#leftBytes -= piece.length;
    return { piece, rest: this.#leftBytes === 0 ? bytes.subarray(piece.length) : undefined };
  }
}
