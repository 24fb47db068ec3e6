import type { SecureContext } from 'node:tls';
import { constants, createDeflateRaw, createInflateRaw, type DeflateRaw, type InflateRaw } from 'node:zlib';
import { encodeUtf8 } from '../base/index.ts';
import type { Connection } from './connection.ts';

/** What compression may take of memory: 2^(window + 2) + 2^(memory level + 9) octets out, at most 44 KB and two pieces in. */
export interface DeflateOptions {
  /** Of what we send: 9 to 15. What the peer sends may use the largest, as nothing is negotiated. */
  readonly windowBits: number;
  /** 1 to 9. */
  readonly memoryLevel: number;
  /** 1, quick, to 9, small. */
  readonly level: number;
  /** Octets that leave the compressor, or the decompressor, in one piece. */
  readonly pieceBytes: number;
  /** Octets waiting to be compressed above which `writable` is false. */
  readonly highWaterBytes: number;
}

/**
 * A connection whose octets are compressed both ways (raw DEFLATE, RFC 1951), laid over another. What is written in one
 * turn is compressed together, off this thread, and flushed, so that no peer waits for what lies here. What comes in is
 * taken apart a piece at a time, and the next piece only when the one before was read: however well it was packed, no more
 * than two pieces of it are in memory. Octets that are not DEFLATE close the connection.
 */
export class DeflateConnection implements Connection {
  readonly #inner: Connection;
  readonly #highWaterBytes: number;
  readonly #inflate: InflateRaw;
  readonly #deflate: DeflateRaw;
  #held: Uint8Array | undefined;
  /** The decompressor has not yet taken all of what it was given. */
  #feeding = false;
  #inputEnded = false;
  #wakeReader: () => void = () => {};
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  /** Given to the compressor and not yet written below. */
  #flightBytes = 0;
  #scheduled = false;
  #ending = false;
  #closed = false;
  #waiters: (() => void)[] = [];

  constructor(inner: Connection, options: DeflateOptions) {
    this.#inner = inner;
    this.#highWaterBytes = options.highWaterBytes;
    const { windowBits, memoryLevel: memLevel, level, pieceBytes: chunkSize } = options;
    const inflating = { chunkSize, readableHighWaterMark: chunkSize };
    this.#inflate = createInflateRaw(inflating);
    this.#deflate = createDeflateRaw({ windowBits, memLevel, level, chunkSize });
    for (const event of ['readable', 'end', 'close']) this.#inflate.on(event, () => this.#wakeReader());
    this.#inflate.on('end', () => {
      this.#inputEnded = true;
    });
    this.#deflate.on('readable', () => this.#send());
    for (const stream of [this.#inflate, this.#deflate]) stream.on('error', () => this.destroy());
    void inner.closed.then(() => this.#onClosed());
  }

  get id(): number {
    return this.#inner.id;
  }
  get remoteAddress(): string {
    return this.#inner.remoteAddress;
  }
  get remotePort(): number {
    return this.#inner.remotePort;
  }
  get localPort(): number {
    return this.#inner.localPort;
  }
  get secure(): boolean {
    return this.#inner.secure;
  }
  get cipher(): string | undefined {
    return this.#inner.cipher;
  }
  get loopback(): boolean {
    return this.#inner.loopback;
  }
  get closed(): Promise<void> {
    return this.#inner.closed;
  }
  /** Octets on the wire, compressed. */
  get bytesRead(): number {
    return this.#inner.bytesRead;
  }
  get bytesWritten(): number {
    return this.#inner.bytesWritten;
  }
  get writable(): boolean {
    return this.#waitingBytes <= this.#highWaterBytes && this.#inner.writable;
  }

  async read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout'> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) return held;
    for (;;) {
      const piece: Uint8Array | null = this.#closed ? null : this.#inflate.read();
      if (piece !== null) return piece;
      if (this.#closed || this.#inputEnded) return 'closed';
      if (this.#feeding) {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
        continue;
      }
      // The end of the stream is told a tick after nothing is left of it.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if (this.#inputEnded) return 'closed';
      // Nobody is waited for while something for him lies here.
      while (this.#waitingBytes > 0 && !this.#closed) await this.#progress();
      const bytes = await this.#inner.read(timeoutMs);
      if (typeof bytes === 'string') return bytes;
      this.#feed(bytes);
    }
  }

  unread(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#held = this.#held === undefined ? bytes : Buffer.concat([bytes, this.#held]);
  }

  write(bytes: Uint8Array | string): void {
    if (this.#closed || this.#ending || bytes.length === 0) return;
    const piece = typeof bytes === 'string' ? encodeUtf8(bytes) : bytes;
    this.#gathered.push(piece);
    this.#gatheredBytes += piece.length;
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.#compress();
    });
  }

  async drained(): Promise<boolean> {
    while (this.#waitingBytes > this.#highWaterBytes && !this.#closed) await this.#progress();
    return !this.#closed && this.#inner.drained();
  }

  /** TLS comes before compression, never after it (RFC 4978 §3). */
  async startTls(_: SecureContext): Promise<boolean> {
    return false;
  }

  end(): void {
    if (this.#ending || this.#closed) return;
    this.#compress();
    this.#ending = true;
    this.#deflate.once('end', () => this.#inner.end());
    this.#deflate.end();
  }

  destroy(): void {
    this.#inner.destroy();
    this.#onClosed();
  }

  get #waitingBytes(): number {
    return this.#gatheredBytes + this.#flightBytes;
  }

  #feed(bytes: Uint8Array): void {
    if (this.#closed || this.#inputEnded) return;
    this.#feeding = true;
    this.#inflate.write(bytes, () => {
      this.#feeding = false;
      this.#wakeReader();
    });
  }

  #compress(): void {
    if (this.#closed || this.#ending || this.#gatheredBytes === 0) return;
    const bytes = this.#gatheredBytes;
    const pieces = this.#gathered;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#flightBytes += bytes;
    for (const piece of pieces) this.#deflate.write(piece);
    this.#deflate.flush(constants.Z_SYNC_FLUSH, () => {
      this.#send();
      this.#flightBytes -= bytes;
      this.#release();
    });
  }

  #send(): void {
    for (;;) {
      const piece: Uint8Array | null = this.#closed ? null : this.#deflate.read();
      if (piece === null) return;
      this.#inner.write(piece);
    }
  }

  /** Resolves when something was compressed, or at the end. */
  #progress(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #release(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) waiter();
  }

  #onClosed(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#held = undefined;
    this.#inflate.destroy();
    this.#deflate.destroy();
    this.#release();
    this.#wakeReader();
  }
}
