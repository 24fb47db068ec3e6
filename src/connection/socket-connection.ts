import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { threadId } from 'node:worker_threads';
import { isLoopback, plainAddress } from './address.ts';
import type { Connection } from './connection.ts';
import { SocketInput } from './input.ts';
import type { ConnectionLimits } from './limits.ts';
import { SocketOutput } from './output.ts';

/** Ids are unique over all threads of the process, and say to people which thread it was. */
let lastId = threadId * 1_000_000_000;

/** A Connection over a real socket: accepted, paused, with `allowHalfOpen`, so that what was pipelined is answered. */
export class SocketConnection implements Connection {
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  readonly loopback: boolean;
  readonly closed: Promise<void>;
  readonly #limits: ConnectionLimits;
  readonly #input = new SocketInput();
  readonly #output: SocketOutput;
  readonly #resolveClosed: () => void;
  #socket: Socket;
  #secure = false;
  #isClosed = false;
  #ending = false;

  constructor(socket: Socket, limits: ConnectionLimits) {
    this.id = ++lastId;
    this.remoteAddress = plainAddress(socket.remoteAddress ?? '');
    this.remotePort = socket.remotePort ?? 0;
    this.localPort = socket.localPort ?? 0;
    this.loopback = isLoopback(this.remoteAddress);
    this.#limits = limits;
    this.#socket = socket;
    this.#output = new SocketOutput(socket, limits, () => this.destroy());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.#watch(socket);
    this.#input.attach(socket);
  }

  get secure(): boolean {
    return this.#secure;
  }
  get cipher(): string | undefined {
    return this.#secure && this.#socket instanceof TLSSocket ? this.#socket.getCipher().standardName : undefined;
  }
  get writable(): boolean {
    return this.#output.writable;
  }
  get bytesRead(): number {
    return this.#input.bytesRead;
  }
  get bytesWritten(): number {
    return this.#output.bytesWritten;
  }

  read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout'> {
    return this.#input.read(timeoutMs);
  }
  unread(bytes: Uint8Array): void {
    if (!this.#isClosed) this.#input.unread(bytes);
  }
  write(bytes: Uint8Array | string): void {
    this.#output.write(bytes);
  }
  drained(): Promise<boolean> {
    return this.#output.drained();
  }

  /**
   * RFC 9051 §11.1, RFC 2595 §4, RFC 3207 §6: nothing that came before TLS may count afterwards. What had arrived is
   * dropped; what arrives from here on is given to TLS, which refuses anything but a handshake.
   */
  async startTls(context: SecureContext): Promise<boolean> {
    if (this.#isClosed || this.#secure || this.#ending) return false;
    this.#input.detach();
    if (!(await this.#output.flushed())) return false;
    const secured = new TLSSocket(this.#socket, { isServer: true, secureContext: context, requestCert: false });
    secured.disableRenegotiation();
    this.#watch(secured);
    const handshake = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => handshake.resolve(false), this.#limits.handshakeTimeoutMs);
    secured.once('secure', () => handshake.resolve(true));
    void this.closed.then(() => handshake.resolve(false));
    const succeeded = await handshake.promise;
    clearTimeout(timer);
    this.#socket = secured;
    if (!succeeded || this.#isClosed) {
      this.destroy();
      return false;
    }
    this.#secure = true;
    this.#output.moveTo(secured);
    this.#input.attach(secured);
    return true;
  }

  end(): void {
    if (this.#ending || this.#isClosed) return;
    this.#ending = true;
    this.#input.close(true);
    const socket = this.#socket;
    socket.once('finish', () => {
      // Closing on unread octets would send a reset, and the peer might lose our last words: its end is waited for.
      this.#input.detach();
      socket.on('data', () => {});
      socket.resume();
      const timer = setTimeout(() => this.destroy(), this.#limits.lingerMs);
      socket.once('end', () => socket.destroy());
      socket.once('close', () => clearTimeout(timer));
      if (socket.readableEnded) socket.destroy();
    });
    this.#output.end();
  }

  destroy(): void {
    this.#socket.destroy();
    this.#onClosed();
  }

  #watch(socket: Socket): void {
    // Whatever the error was, it ends the socket, and that is all that a session has to know.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#onClosed());
  }

  #onClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#output.close();
    this.#input.close(true);
    this.#resolveClosed();
  }
}
