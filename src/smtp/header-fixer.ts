import { concatBytes, EMPTY } from '../base/index.ts';
import { type FixUpFacts, fixHeader } from './fix-up.ts';
import { HeaderEnd } from './wire/index.ts';

/**
 * Holds the header of a mail back until it is whole, sets it right, and lets all behind it through as it comes. Of a
 * header that is too large nothing is let through: the mail is refused.
 */
export class HeaderFixer {
  readonly #facts: FixUpFacts;
  readonly #maxBytes: number;
  readonly #end = new HeaderEnd();
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #state: 'holding' | 'passing' | 'tooLarge' = 'holding';

  constructor(facts: FixUpFacts, maxBytes: number) {
    this.#facts = facts;
    this.#maxBytes = maxBytes;
  }

  get isTooLarge(): boolean {
    return this.#state === 'tooLarge';
  }

  /** What can go on now. */
  async take(piece: Uint8Array): Promise<readonly Uint8Array[]> {
    if (this.#state !== 'holding') return this.#state === 'passing' ? [piece] : [];
    const count = this.#end.feed(piece);
    // A view of the connection's buffer, which may be used again.
    this.#held.push(piece.slice(0, count));
    this.#heldBytes += count ?? piece.length;
    if (this.#heldBytes > this.#maxBytes) {
      this.#held = [];
      this.#state = 'tooLarge';
      return [];
    }
    return count === undefined ? [] : [...(await this.#release()), piece.subarray(count)];
  }

  /** The mail ends, perhaps within its header. */
  end(): Promise<readonly Uint8Array[]> {
    return this.#state === 'holding' ? this.#release() : Promise.resolve([]);
  }

  async #release(): Promise<readonly Uint8Array[]> {
    this.#state = 'passing';
    const header = this.#held.length === 0 ? EMPTY : concatBytes(this.#held);
    this.#held = [];
    return fixHeader(header, this.#facts);
  }
}
