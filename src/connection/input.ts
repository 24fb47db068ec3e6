import type { Socket } from 'node:net';
import { concatBytes } from '../base/index.ts';

const TIMER_MAX_MS = 0x7fffffff;

/**
 * What comes from the peer, pulled. While nobody reads, one chunk is held here and the socket is paused; Node holds at
 * most its own mark of 64 KB behind that, and then the kernel stops the peer.
 */
export class SocketInput {
  #socket: Socket | undefined;
  #held: Uint8Array | undefined;
  #waiter: ((outcome: Uint8Array | 'closed' | 'timeout') => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #paused = true;
  #ended = false;
  bytesRead = 0;

  /** Begins to take from a socket, which must be paused. */
  attach(socket: Socket): void {
    this.#socket = socket;
    this.#paused = true;
    socket.pause();
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
  }

  /** Lets go of the socket; what it and we hold is dropped. */
  detach(): void {
    const socket = this.#socket;
    this.#held = undefined;
    if (socket === undefined) return;
    this.#socket = undefined;
    socket.off('data', this.#onData);
    socket.off('end', this.#onEnd);
    socket.pause();
    while (socket.read() !== null);
  }

  read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout'> {
    if (this.#waiter !== undefined) throw new Error('a read is under way already');
    if (this.#held !== undefined) {
      const held = this.#held;
      this.#held = undefined;
      return Promise.resolve(held);
    }
    if (this.#ended) return Promise.resolve('closed');
    return new Promise((resolve) => {
      this.#waiter = resolve;
      if (timeoutMs <= TIMER_MAX_MS) this.#timer = setTimeout(() => this.#settle('timeout'), timeoutMs);
      if (this.#paused) {
        this.#paused = false;
        this.#socket?.resume();
      }
    });
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#held = this.#held === undefined ? bytes : concatBytes([bytes, this.#held]);
  }

  /** Nothing more will come. What is held can still be read, unless `drop` says that nobody will answer it. */
  close(drop: boolean): void {
    this.#ended = true;
    if (drop) this.#held = undefined;
    this.#settle('closed');
  }

  #onData = (chunk: Uint8Array): void => {
    this.bytesRead += chunk.length;
    if (this.#waiter !== undefined) {
      this.#settle(chunk);
      return;
    }
    this.#held = this.#held === undefined ? chunk : concatBytes([this.#held, chunk]);
    this.#paused = true;
    this.#socket?.pause();
  };

  #onEnd = (): void => this.close(false);

  #settle(outcome: Uint8Array | 'closed' | 'timeout'): void {
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    this.#waiter = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    waiter(outcome);
  }
}
