import type { SecureContext } from 'node:tls';
import { type Connection, DeflateConnection, type DeflateOptions } from '../../connection/index.ts';
import {
  ByteWriter,
  FetchWriter,
  Framer,
  type FramerEvent,
  type Response,
  type WireLimits,
  type WireMode,
  writeResponse,
} from '../wire/index.ts';

/** The other end of a session: its bytes cut into events, and answers gathered into few pieces. */
export class Peer {
  /** Another one once it is compressed. */
  #connection: Connection;
  readonly framer: Framer;
  readonly writer = new ByteWriter();
  readonly fetch = new FetchWriter(this.writer);
  /** What the client has enabled that changes the bytes themselves. */
  mode: WireMode = { utf8: false };
  /** A response was begun and not ended: should it fail now, only closing the connection keeps the peer from a lie. */
  unfinished = false;
  /** The session waits for bytes from the peer. */
  waiting = false;
  readonly #gatherMaxBytes: number;

  constructor(connection: Connection, wireLimits: WireLimits, gatherMaxBytes: number) {
    this.#connection = connection;
    this.framer = new Framer(wireLimits);
    this.#gatherMaxBytes = gatherMaxBytes;
  }

  get connection(): Connection {
    return this.#connection;
  }

  respond(response: Response): void {
    writeResponse(this.writer, response, this.mode);
  }

  /** Gives what was gathered to the connection. */
  flush(): void {
    if (this.writer.length > 0) this.connection.write(this.writer.take());
  }

  /** Whether so much was gathered that `pace` should be awaited. */
  get isFull(): boolean {
    return this.writer.length >= this.#gatherMaxBytes;
  }

  /** Sends what was gathered and waits until the peer has taken most of it; false if it is gone. */
  async pace(): Promise<boolean> {
    this.flush();
    return this.connection.writable || (await this.connection.drained());
  }

  /** The next event in the stream; what was gathered is sent before waiting. */
  async next(timeoutMs: number): Promise<FramerEvent | 'closed' | 'timeout'> {
    for (;;) {
      const event = this.framer.next();
      if (event !== undefined) return event;
      this.flush();
      this.waiting = true;
      const bytes = await this.connection.read(timeoutMs);
      this.waiting = false;
      if (typeof bytes === 'string') return bytes;
      this.framer.push(bytes);
    }
  }

  /** One line that is no command: an answer to a SASL challenge, or DONE. Undefined: something else came. */
  async nextLine(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout' | undefined> {
    this.framer.expectLine();
    const event = await this.next(timeoutMs);
    if (typeof event === 'string') return event;
    return event.kind === 'line' ? event.bytes : undefined;
  }

  /** What was sent in plaintext behind STARTTLS is dropped (RFC 9051 §11.1). False: the handshake failed. */
  startTls(context: SecureContext): Promise<boolean> {
    this.flush();
    this.framer.takeRest();
    return this.connection.startTls(context);
  }

  get isCompressed(): boolean {
    return this.#connection instanceof DeflateConnection;
  }

  /** From here on everything is compressed, both ways; what was gathered leaves as it is (RFC 4978 §3). */
  compress(options: DeflateOptions): void {
    this.flush();
    this.#connection.unread(this.framer.takeRest());
    this.#connection = new DeflateConnection(this.#connection, options);
  }
}
