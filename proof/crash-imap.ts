import { connect, type Socket } from 'node:net';

/** An untagged response: its text, with each literal left as `{n}`, and the literals in order. */
export interface Untagged {
  readonly text: string;
  readonly literals: readonly Buffer[];
}
export interface Completion {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** What stands behind the status. */
  readonly text: string;
  readonly untagged: readonly Untagged[];
}

/** The connection ended before the command was answered. */
export class ConnectionGone extends Error {}

/**
 * An IMAP client that hides nothing: commands may be sent before earlier ones are answered, and what the server says
 * reaches the caller as it stands. It answers a command only when its tagged line has come.
 */
export class ImapClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, { resolve(done: Completion): void; reject(error: Error): void }>();
  readonly #greeting: Promise<void>;
  #greeted!: () => void;
  #ungreeted!: (error: Error) => void;
  #continuation: { resolve(): void; reject(error: Error): void } | undefined;
  #sending: Promise<void> = Promise.resolve();
  #untagged: Untagged[] = [];
  #input: Buffer = Buffer.alloc(0);
  #text = '';
  #literals: Buffer[] = [];
  #tag = 0;
  #gone = false;

  static async open(port: number): Promise<ImapClient> {
    const client = new ImapClient(connect({ host: '127.0.0.1', port, noDelay: true }));
    await client.#greeting;
    return client;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#greeting = new Promise((resolve, reject) => {
      this.#greeted = resolve;
      this.#ungreeted = reject;
    });
    this.#greeting.catch(() => {});
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  /** Sends a command and resolves with its completion. A `literal` follows the text, as APPEND wants it. */
  command(text: string, literal?: Buffer): Promise<Completion> {
    const tag = `t${++this.#tag}`;
    const done = new Promise<Completion>((resolve, reject) => {
      if (this.#gone) reject(new ConnectionGone());
      else this.#waiting.set(tag, { resolve, reject });
    });
    this.#sending = this.#sending.then(() => this.#send(tag, text, literal)).catch(() => {});
    return done;
  }

  async #send(tag: string, text: string, literal: Buffer | undefined): Promise<void> {
    if (this.#gone) return;
    if (literal === undefined) {
      this.#socket.write(`${tag} ${text}\r\n`);
      return;
    }
    const refused = this.#waiting.get(tag);
    const ready = new Promise<void>((resolve, reject) => {
      this.#continuation = { resolve, reject };
      // A tagged answer instead of the continuation: the literal is not wanted.
      if (refused !== undefined) {
        this.#waiting.set(tag, {
          resolve: (done) => {
            reject(new Error('refused'));
            refused.resolve(done);
          },
          reject: refused.reject,
        });
      }
    });
    this.#socket.write(`${tag} ${text} {${literal.length}}\r\n`);
    await ready;
    this.#socket.write(literal);
    this.#socket.write('\r\n');
  }

  close(): void {
    this.#socket.destroy();
    this.#end();
  }

  #end(): void {
    if (this.#gone) return;
    this.#gone = true;
    const gone = new ConnectionGone('the connection ended');
    this.#ungreeted(gone);
    this.#continuation?.reject(gone);
    for (const waiter of this.#waiting.values()) waiter.reject(gone);
    this.#waiting.clear();
  }

  #receive(chunk: Buffer): void {
    this.#input = this.#input.length === 0 ? chunk : Buffer.concat([this.#input, chunk]);
    for (;;) {
      const end = this.#input.indexOf('\r\n');
      if (end === -1) return;
      const line = this.#input.toString('latin1', 0, end);
      const announced = /\{(\d+)\}$/.exec(line);
      const length = announced === null ? 0 : Number(announced[1]);
      if (this.#input.length < end + 2 + length) return;
      this.#text += line;
      if (announced !== null) this.#literals.push(this.#input.subarray(end + 2, end + 2 + length));
      this.#input = this.#input.subarray(end + 2 + length);
      if (announced === null) {
        const response = { text: this.#text, literals: this.#literals };
        this.#text = '';
        this.#literals = [];
        this.#take(response);
      }
    }
  }

  #take(response: Untagged): void {
    if (response.text.startsWith('+')) {
      this.#continuation?.resolve();
      this.#continuation = undefined;
    } else if (response.text.startsWith('* ')) {
      this.#greeted();
      this.#untagged.push(response);
    } else {
      const [, tag, status, text] = /^(\S+) (OK|NO|BAD) ?(.*)$/.exec(response.text) ?? [];
      const waiter = this.#waiting.get(tag ?? '');
      if (waiter === undefined) return;
      this.#waiting.delete(tag!);
      const untagged = this.#untagged;
      this.#untagged = [];
      waiter.resolve({ status: status as Completion['status'], text: text ?? '', untagged });
    }
  }
}

/** A uid set (`3:5,9`) as its numbers, in the order written. */
export function expandUids(set: string): readonly number[] {
  const uids: number[] = [];
  for (const part of set.split(',')) {
    const [first, last] = part.split(':').map(Number);
    for (let uid = first!; uid <= (last ?? first!); uid++) uids.push(uid);
  }
  return uids;
}
