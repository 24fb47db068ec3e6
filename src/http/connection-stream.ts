import { Duplex } from 'node:stream';
import type { Clock } from '../base/index.ts';
import type { Connection } from '../connection/index.ts';
import type { HttpLimits } from './limits.ts';

/** What a connection is doing, which decides how long it may go on doing it. */
type Phase = 'idle' | 'header' | 'request';

/**
 * A Connection as the stream that node:http reads and writes, so that HTTP has the listeners, the TLS, the counting and
 * the back-pressure of all other protocols. It ends when the peer takes longer than the limits say.
 */
export class ConnectionStream extends Duplex {
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #limits: HttpLimits;
  #phase: Phase = 'idle';
  #deadline: number;
  #reading = false;

  constructor(connection: Connection, clock: Clock, limits: HttpLimits) {
    super({ allowHalfOpen: true });
    this.#connection = connection;
    this.#clock = clock;
    this.#limits = limits;
    this.#deadline = clock.now() + limits.keepAliveMs;
    void connection.closed.then(() => this.destroy());
  }

  get isIdle(): boolean {
    return this.#phase === 'idle';
  }
  beginRequest(): void {
    this.#enter('request', this.#limits.requestTimeoutMs);
  }
  endRequest(): void {
    this.#enter('idle', this.#limits.keepAliveMs);
  }

  /** What node:http asks of a socket. Time is kept here, and delay was turned off by the listener. */
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }

  override _read(): void {
    if (this.#reading) return;
    this.#reading = true;
    void this.#readOnce();
  }

  async #readOnce(): Promise<void> {
    // A request that began in the meantime has another deadline: so the wait is looked at again when it is over.
    for (;;) {
      const waitMs = Math.max(1, this.#deadline - this.#clock.now());
      const outcome = await this.#connection.read(waitMs);
      if (outcome === 'timeout' && this.#deadline > this.#clock.now()) continue;
      this.#reading = false;
      if (outcome === 'timeout') this.destroy();
      else if (outcome === 'closed') this.push(null);
      else {
        if (this.#phase === 'idle') this.#enter('header', this.#limits.headerTimeoutMs);
        this.push(outcome);
      }
      return;
    }
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#connection.write(chunk);
    this.#whenWritable(done);
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: (error?: Error) => void): void {
    for (const { chunk } of chunks) this.#connection.write(chunk);
    this.#whenWritable(done);
  }

  override _final(done: () => void): void {
    this.#connection.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (error === null) this.#connection.end();
    else this.#connection.destroy();
    done(error);
  }

  #whenWritable(done: (error?: Error) => void): void {
    if (this.#connection.writable) done();
    else void this.#connection.drained().then((open) => done(open ? undefined : new Error('the peer is gone')));
  }

  #enter(phase: Phase, ms: number): void {
    this.#phase = phase;
    this.#deadline = this.#clock.now() + ms;
  }
}
