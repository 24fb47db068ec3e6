import { createHmac, randomBytes } from 'node:crypto';
import { addressKey, isLoopback } from './address.ts';
import type { ConnectionLimits } from './limits.ts';

export type RefusalReason = 'connectionsMax' | 'connectionsPerAddressMax';

/** What the threads of a process give to each other to count together. */
export interface CensusShare {
  readonly counts: SharedArrayBuffer;
  readonly secret: Uint8Array;
  readonly places: number;
}

/** Two counters for each key, chosen by a keyed hash: a key counts as the smaller of the two. */
const SLOTS = 32_768;
const PLACE_BYTES = 2 * SLOTS * Int32Array.BYTES_PER_ELEMENT;

/** Memory for the census of a process of so many threads; a page of it costs nothing before somebody is counted there. */
export function shareCensus(places: number): CensusShare {
  return { counts: new SharedArrayBuffer(places * PLACE_BYTES), secret: randomBytes(16), places };
}

/** Forgets whom a thread has counted: it is gone, and its connections with it. */
export function clearPlace({ counts }: CensusShare, place: number): void {
  new Int32Array(counts, place * PLACE_BYTES, 2 * SLOTS).fill(0);
}

/**
 * Who is connected, counted by listener and network address over all threads of a process. Each thread writes its own
 * counters alone and adds up everybody's, so nobody is asked and nobody waits. Two strangers that share both counters are
 * counted as one, which the secret makes a matter of chance.
 */
export class Census {
  readonly #share: CensusShare;
  readonly #counts: Int32Array;
  readonly #own: number;

  constructor(share: CensusShare = shareCensus(1), place = 0) {
    this.#share = share;
    this.#counts = new Int32Array(share.counts);
    this.#own = place * 2 * SLOTS;
  }

  /** Counts a connection in, and gives the way to count it out; or says which limit it would exceed. */
  enter(listener: string, address: string, limits: ConnectionLimits): RefusalReason | (() => void) {
    const { connectionsMax, connectionsFromLoopbackMax, connectionsPerAddressMax } = limits;
    const ofListener = this.#slots(listener);
    const ofAddress = this.#slots(`${listener} ${addressKey(address)}`);
    // Counted first and looked at then: of two that come at once to the last place, never both get it.
    const inAll = this.#add(ofListener, 1);
    const fromAddress = this.#add(ofAddress, 1);
    let entered = true;
    const leave = (): void => {
      if (!entered) return;
      entered = false;
      this.#add(ofListener, -1);
      this.#add(ofAddress, -1);
    };
    const allowed = isLoopback(address) ? connectionsFromLoopbackMax : connectionsPerAddressMax;
    if (inAll <= connectionsMax && fromAddress <= allowed) return leave;
    leave();
    return inAll > connectionsMax ? 'connectionsMax' : 'connectionsPerAddressMax';
  }

  /** Adds to this thread's counters of a key; gives what all threads have counted for it. */
  #add([first, second]: readonly [number, number], by: 1 | -1): number {
    Atomics.add(this.#counts, this.#own + first, by);
    Atomics.add(this.#counts, this.#own + SLOTS + second, by);
    let sumFirst = 0;
    let sumSecond = 0;
    for (let place = 0; place < this.#share.places; place++) {
      sumFirst += Atomics.load(this.#counts, place * 2 * SLOTS + first);
      sumSecond += Atomics.load(this.#counts, place * 2 * SLOTS + SLOTS + second);
    }
    return Math.min(sumFirst, sumSecond);
  }

  #slots(key: string): readonly [number, number] {
    const hash = createHmac('sha256', this.#share.secret).update(key).digest();
    return [hash.readUInt32LE(0) % SLOTS, hash.readUInt32LE(4) % SLOTS];
  }
}
