import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface Heard {
  /** Octets up to and with the line that was waited for. */
  readonly bytes: number;
  /** How often `count` came in them. */
  readonly counted: number;
  /** The line, from what was waited for to its end. */
  readonly line: string;
  /** All octets, if they were to be kept. */
  readonly text: string;
}

export interface Listening {
  readonly count?: string;
  readonly keep?: boolean;
}

interface Wish {
  readonly needle: Buffer;
  readonly count: Buffer | undefined;
  readonly kept: Buffer[] | undefined;
  /** The end of what came before, in which a needle may have begun. */
  carry: Buffer;
  /** The needle begins the carry; only its line is not whole. */
  found: boolean;
  bytes: number;
  counted: number;
  readonly resolve: (heard: Heard) => void;
  readonly reject: (error: Error) => void;
}

const LF = 10;
const NOTHING = Buffer.alloc(0);
const SILENCE_MS = 120_000;

/** A connection that costs little: it looks for octets and counts them, and parses nothing. */
export class Wire {
  readonly #socket: Socket;
  #early: Buffer = NOTHING;
  #wish: Wish | undefined;
  #broken: Error | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setTimeout(SILENCE_MS, () => this.#wish !== undefined && this.#break('the server is silent'));
    socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    socket.on('error', (error) => this.#break(error.message));
    socket.on('close', () => this.#break('the server closed the connection'));
  }

  static open(port: number, options: { readonly tls?: boolean } = {}): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const target = { host: '127.0.0.1', port };
      const socket = options.tls ? connectTls({ ...target, rejectUnauthorized: false }) : connectTcp(target);
      socket.once('error', reject);
      socket.once(options.tls ? 'secureConnect' : 'connect', () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
    });
  }

  send(data: string | Uint8Array): void {
    this.#socket.write(data);
  }

  /** Resolves at the end of the first line that holds the needle. One at a time. */
  until(needle: string, { count, keep = false }: Listening = {}): Promise<Heard> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#wish = {
        needle: Buffer.from(needle, 'latin1'),
        count: count === undefined ? undefined : Buffer.from(count, 'latin1'),
        kept: keep ? [] : undefined,
        carry: NOTHING,
        found: false,
        bytes: 0,
        counted: 0,
        resolve,
        reject,
      };
      const early = this.#early;
      this.#early = NOTHING;
      if (early.length > 0) this.#hear(early);
    });
  }

  /** The next line, without its end. */
  async line(): Promise<string> {
    return (await this.until('\n', { keep: true })).text.trimEnd();
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear(chunk: Buffer): void {
    const wish = this.#wish;
    if (wish === undefined) {
      this.#early = this.#early.length === 0 ? chunk : Buffer.concat([this.#early, chunk]);
      return;
    }
    const { needle, carry } = wish;
    const octets = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const at = wish.found ? 0 : octets.indexOf(needle, Math.max(0, carry.length - needle.length + 1));
    if (!wish.found) countIn(wish, octets, at < 0 ? octets.length : at);
    const end = at < 0 ? -1 : octets.indexOf(LF, at + needle.length - 1);
    if (end < 0) {
      wish.found = at >= 0;
      const begun = Math.max(needle.length, wish.count?.length ?? 0) - 1;
      wish.carry = Buffer.from(octets.subarray(at >= 0 ? at : Math.max(0, octets.length - begun)));
      wish.bytes += chunk.length;
      wish.kept?.push(chunk);
      return;
    }
    const own = end + 1 - carry.length;
    wish.kept?.push(chunk.subarray(0, own));
    this.#early = chunk.subarray(own);
    this.#wish = undefined;
    wish.resolve({
      bytes: wish.bytes + own,
      counted: wish.counted,
      line: octets.toString('latin1', at, end).trimEnd(),
      text: wish.kept === undefined ? '' : Buffer.concat(wish.kept).toString('latin1'),
    });
  }

  #break(why: string): void {
    this.#broken ??= new Error(why);
    this.#wish?.reject(this.#broken);
    this.#wish = undefined;
    this.#socket.destroy();
  }
}

function countIn(wish: Wish, octets: Buffer, end: number): void {
  if (wish.count === undefined) return;
  let at = Math.max(0, wish.carry.length - wish.count.length + 1);
  for (;;) {
    at = octets.indexOf(wish.count, at);
    if (at < 0 || at >= end) return;
    wish.counted++;
    at += wish.count.length;
  }
}
