import { CR, EMPTY, LF } from '../../base/index.ts';
import type { TransferDecoder } from '../../message/index.ts';

/** Makes CRLF of each LF that stands alone, while text streams by. */
export class CrlfWriter implements TransferDecoder {
  #last = 0;

  write(chunk: Uint8Array): Uint8Array {
    let alone = 0;
    let before = this.#last;
    for (const byte of chunk) {
      if (byte === LF && before !== CR) alone++;
      before = byte;
    }
    const out = alone === 0 ? chunk : this.#spread(chunk, alone);
    this.#last = before;
    return out;
  }

  end(): Uint8Array {
    return EMPTY;
  }

  #spread(chunk: Uint8Array, alone: number): Uint8Array {
    const out = new Uint8Array(chunk.length + alone);
    let at = 0;
    let before = this.#last;
    for (const byte of chunk) {
      if (byte === LF && before !== CR) out[at++] = CR;
      out[at++] = byte;
      before = byte;
    }
    return out;
  }
}
