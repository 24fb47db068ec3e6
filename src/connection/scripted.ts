import type { SecureContext } from 'node:tls';
import { concatBytes, decodeLatin1, encodeUtf8 } from '../base/index.ts';
import type { Connection } from './connection.ts';

export interface ScriptedOptions {
  readonly secure?: boolean;
  readonly loopback?: boolean;
  readonly remoteAddress?: string;
  readonly localPort?: number;
  /** What `startTls` comes to; true unless told otherwise. */
  readonly startTls?: (context: SecureContext) => boolean;
}

/**
 * A Connection in memory whose peer is a test: `send`, let the session work until it waits again (`settled`), look at
 * what it has written (`take`). No timer runs: a read times out when the test calls `expire`.
 */
export class ScriptedConnection implements Connection {
  readonly id = 1;
  readonly remoteAddress: string;
  readonly remotePort = 40_000;
  readonly localPort: number;
  readonly loopback: boolean;
  readonly closed: Promise<void>;
  readonly #startTls: (context: SecureContext) => boolean;
  readonly #resolveClosed: () => void;
  #secure: boolean;
  #input: Uint8Array[] = [];
  #output: Uint8Array[] = [];
  #hungUp = false;
  #isClosed = false;
  #stalled = false;
  #reader: ((outcome: Uint8Array | 'closed' | 'timeout') => void) | undefined;
  #drainWaiters: ((open: boolean) => void)[] = [];
  #settleWaiters: (() => void)[] = [];
  /** The timeout that the session gave to its last read, milliseconds. */
  readTimeoutMs: number | undefined;
  bytesRead = 0;
  bytesWritten = 0;

  constructor(options: ScriptedOptions = {}) {
    this.remoteAddress = options.remoteAddress ?? '192.0.2.1';
    this.localPort = options.localPort ?? 1143;
    this.loopback = options.loopback ?? true;
    this.#secure = options.secure ?? false;
    this.#startTls = options.startTls ?? (() => true);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
  }

  /** The peer sends; each call is one chunk. */
  send(bytes: Uint8Array | string): void {
    if (bytes.length > 0) this.#input.push(typeof bytes === 'string' ? encodeUtf8(bytes) : bytes);
    this.#feed();
  }

  /** The peer sends and the session answers: everything that it wrote until it waits again or has closed. */
  async exchange(bytes: Uint8Array | string): Promise<string> {
    this.send(bytes);
    await this.settled();
    return this.take();
  }

  /** Resolves when the session waits for input, for a peer that does not read, or has closed. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settleWaiters.push(resolve);
      this.#settle();
    });
  }

  /** What the session has written since the last call, one byte to one code unit. */
  take(): string {
    return decodeLatin1(this.takeBytes());
  }
  takeBytes(): Uint8Array {
    const bytes = concatBytes(this.#output);
    this.#output = [];
    return bytes;
  }

  /** The session's read, if one waits, times out. */
  expire(): void {
    this.#answer('timeout');
  }
  /** The peer closes its side: what it has sent can still be read. */
  hangUp(): void {
    this.#hungUp = true;
    this.#feed();
  }
  /** The peer stops reading: `writable` turns false and `drained` waits until `resume`. */
  stall(): void {
    this.#stalled = true;
  }
  resume(): void {
    this.#stalled = false;
    for (const waiter of this.#drainWaiters.splice(0)) waiter(!this.#isClosed);
  }
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get secure(): boolean {
    return this.#secure;
  }
  get cipher(): string | undefined {
    return this.#secure ? 'TLS_AES_256_GCM_SHA384' : undefined;
  }
  get writable(): boolean {
    return !this.#stalled;
  }

  read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout'> {
    if (this.#reader !== undefined) throw new Error('a read is under way already');
    this.readTimeoutMs = timeoutMs;
    return new Promise((resolve) => {
      this.#reader = resolve;
      this.#feed();
      this.#settle();
    });
  }
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#input.unshift(bytes);
  }
  write(bytes: Uint8Array | string): void {
    if (this.#isClosed || bytes.length === 0) return;
    const piece = typeof bytes === 'string' ? encodeUtf8(bytes) : bytes.slice();
    this.bytesWritten += piece.length;
    this.#output.push(piece);
  }
  drained(): Promise<boolean> {
    if (!this.#stalled || this.#isClosed) return Promise.resolve(!this.#isClosed);
    return new Promise((resolve) => {
      this.#drainWaiters.push(resolve);
      this.#settle();
    });
  }
  async startTls(context: SecureContext): Promise<boolean> {
    this.#input = [];
    this.#secure = this.#startTls(context);
    if (!this.#secure) this.destroy();
    return this.#secure;
  }
  end(): void {
    this.destroy();
  }
  destroy(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#input = [];
    this.#answer('closed');
    for (const waiter of this.#drainWaiters.splice(0)) waiter(false);
    this.#resolveClosed();
    this.#settle();
  }

  #feed(): void {
    if (this.#reader === undefined) return;
    if (this.#isClosed) this.#answer('closed');
    else if (this.#input.length > 0) {
      const chunk = this.#input.shift()!;
      this.bytesRead += chunk.length;
      this.#answer(chunk);
    } else if (this.#hungUp) this.#answer('closed');
  }
  #answer(outcome: Uint8Array | 'closed' | 'timeout'): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.(outcome);
  }
  #settle(): void {
    const waiting = this.#reader !== undefined && this.#input.length === 0;
    if (!waiting && this.#drainWaiters.length === 0 && !this.#isClosed) return;
    for (const waiter of this.#settleWaiters.splice(0)) waiter();
  }
}
