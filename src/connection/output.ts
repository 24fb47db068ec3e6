import type { Socket } from 'node:net';
import type { ConnectionLimits } from './limits.ts';

/** Pieces up to this size are joined before they go to the socket: copying is cheaper than one more write. */
const JOIN_MAX_BYTES = 4_096;

/**
 * What goes to the peer. Pieces gather until the end of the turn and leave together, a batch at a time; the next batch
 * follows when the kernel has taken the one before, so that progress, and its lack, are seen.
 */
export class SocketOutput {
  readonly #limits: ConnectionLimits;
  readonly #onStall: () => void;
  #socket: Socket;
  #pieces: Uint8Array[] = [];
  #queuedBytes = 0;
  #flightBytes = 0;
  #scheduled = false;
  #releasing = false;
  #ending = false;
  #closed = false;
  #stallTimer: NodeJS.Timeout | undefined;
  #waiters: ((open: boolean) => void)[] = [];
  bytesWritten = 0;

  constructor(socket: Socket, limits: ConnectionLimits, onStall: () => void) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onStall = onStall;
  }

  get writable(): boolean {
    return this.#queuedBytes + this.#flightBytes <= this.#limits.writeHighWaterBytes;
  }

  write(bytes: Uint8Array | string): void {
    if (this.#closed || this.#ending || bytes.length === 0) return;
    const piece = typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
    this.#pieces.push(piece);
    this.#queuedBytes += piece.length;
    if (this.#flightBytes > 0) this.#watch();
    else if (this.#queuedBytes >= this.#limits.writeBatchMaxBytes) this.#pump();
    else this.#schedule();
  }

  /** True once below the mark, false once closed. */
  drained(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    if (this.writable) return Promise.resolve(true);
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  /** Resolves when the kernel has taken everything: true, or false once closed. */
  async flushed(): Promise<boolean> {
    while (!this.#closed && this.#queuedBytes + this.#flightBytes > 0) {
      this.#pump();
      if (!(await new Promise<boolean>((resolve) => this.#waiters.push(resolve)))) return false;
    }
    return !this.#closed;
  }

  /** From now on to another socket; only when flushed. */
  moveTo(socket: Socket): void {
    this.#socket = socket;
  }

  /** Sends what is queued, then our end. */
  end(): void {
    if (this.#ending || this.#closed) return;
    this.#ending = true;
    this.#pump();
  }

  close(): void {
    this.#closed = true;
    this.#pieces = [];
    this.#queuedBytes = 0;
    clearTimeout(this.#stallTimer);
    this.#stallTimer = undefined;
    this.#release(false);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#closed || this.#flightBytes > 0) return;
    const batch = this.#takeBatch();
    if (batch.length === 0) {
      if (this.#ending) this.#socket.end();
      return;
    }
    for (const piece of batch) this.#flightBytes += piece.length;
    this.#queuedBytes -= this.#flightBytes;
    this.bytesWritten += this.#flightBytes;
    if (batch.length > 1) this.#socket.cork();
    for (let i = 0; i < batch.length - 1; i++) this.#socket.write(batch[i]!);
    this.#socket.write(batch.at(-1)!, this.#onTaken);
    if (batch.length > 1) this.#socket.uncork();
    this.#watch();
  }

  #onTaken = (): void => {
    if (this.#closed) return;
    this.#flightBytes = 0;
    this.#stallTimer?.refresh();
    this.#pump();
    this.#watch();
    this.#releaseSoon();
  };

  /** After a full turn of the loop, so that one long answer does not keep all others waiting. */
  #releaseSoon(): void {
    if (this.#releasing || !this.writable || this.#waiters.length === 0) return;
    this.#releasing = true;
    setImmediate(() => {
      this.#releasing = false;
      if (!this.#closed && this.writable) this.#release(true);
    });
  }

  /** A stall can begin only while the peer owes us reading: over the mark, or at the end. */
  #watch(): void {
    const owed = !this.writable || (this.#ending && this.#flightBytes > 0);
    if (owed && this.#stallTimer === undefined) {
      this.#stallTimer = setTimeout(this.#onStall, this.#limits.writeStallMs);
    } else if (!owed && this.#stallTimer !== undefined) {
      clearTimeout(this.#stallTimer);
      this.#stallTimer = undefined;
    }
  }

  #release(open: boolean): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    for (const waiter of waiters) waiter(open);
  }

  /** At most a batch from the front of the queue, runs of small pieces joined. */
  #takeBatch(): Uint8Array[] {
    const batch: Uint8Array[] = [];
    let small: Uint8Array[] = [];
    let room = this.#limits.writeBatchMaxBytes;
    let taken = 0;
    for (; taken < this.#pieces.length && room > 0; taken++) {
      let piece = this.#pieces[taken]!;
      if (piece.length > room) {
        this.#pieces[taken] = piece.subarray(room);
        piece = piece.subarray(0, room);
        taken--;
      }
      room -= piece.length;
      if (piece.length <= JOIN_MAX_BYTES) small.push(piece);
      else {
        if (small.length > 0) batch.push(joined(small));
        small = [];
        batch.push(piece);
      }
    }
    if (small.length > 0) batch.push(joined(small));
    this.#pieces = taken >= this.#pieces.length ? [] : this.#pieces.slice(taken);
    return batch;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}
