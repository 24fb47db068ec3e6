import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIMEOUT_MS = 30_000;

/** The client's end of a connection: lines and octets are asked for, and come or the proof fails. */
export class Peer {
  #socket: Socket;
  #chunks: Buffer[] = [];
  #length = 0;
  #ended = false;
  #wake: (() => void) | undefined;
  timeoutMs = TIMEOUT_MS;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen(socket);
  }

  static async open(port: number, options: { readonly tls?: boolean } = {}): Promise<Peer> {
    const socket = options.tls
      ? connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
      : connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, options.tls ? 'secureConnect' : 'connect');
    return new Peer(socket);
  }

  get socket(): Socket {
    return this.#socket;
  }
  /** Octets that came and were not asked for yet. */
  get pendingBytes(): number {
    return this.#length;
  }
  get ended(): boolean {
    return this.#ended && this.#length === 0;
  }

  send(data: string | Uint8Array): void {
    this.#socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  /** Sends, and waits until the kernel has taken it; false if the server hung up. */
  async sendAll(data: Uint8Array): Promise<boolean> {
    if (this.#socket.destroyed) return false;
    return new Promise((resolve) =>
      this.#socket.write(data, (error) => resolve(error === null || error === undefined)),
    );
  }

  /** One line without its CRLF, one byte to one code unit. A bare LF or CR in it is an error. */
  async line(maxBytes = 100_000_000): Promise<string> {
    let searched = 0;
    for (;;) {
      const buffer = this.#whole();
      const end = buffer.indexOf(0x0a, searched);
      if (end !== -1) {
        const line = this.#take(end + 1).toString('latin1');
        if (!line.endsWith('\r\n')) throw new Error(`a line ends with a bare LF: ${JSON.stringify(line.slice(-80))}`);
        return line.slice(0, -2);
      }
      if (buffer.length > maxBytes) throw new Error(`a line longer than ${maxBytes} octets`);
      searched = buffer.length;
      await this.#more();
    }
  }

  async octets(count: number): Promise<Buffer> {
    while (this.#length < count) await this.#more();
    return this.#take(count);
  }

  /** Whether a line is there, or comes within so long. */
  async hears(withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (this.#whole().indexOf(0x0a) === -1) {
      const leftMs = deadline - Date.now();
      if (leftMs <= 0 || this.#ended) return false;
      await this.#wait(leftMs);
    }
    return true;
  }

  /** Waits for the server to hang up; false if it does not in time. What it says meanwhile is dropped. */
  async hangsUp(withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (!this.#ended) {
      this.#chunks = [];
      this.#length = 0;
      const leftMs = deadline - Date.now();
      if (leftMs <= 0) return false;
      await this.#wait(leftMs);
    }
    return true;
  }

  /** Goes on in TLS; nothing may wait to be read. */
  async startTls(): Promise<void> {
    if (this.#length > 0) throw new Error('the server said more before TLS');
    this.#socket.removeAllListeners('data');
    const secured = connectTls({ socket: this.#socket, rejectUnauthorized: false });
    await once(secured, 'secureConnect');
    this.#socket = secured;
    this.#listen(secured);
  }

  close(): void {
    this.#socket.destroy();
  }

  #listen(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake?.();
    });
    const end = () => {
      this.#ended = true;
      this.#wake?.();
    };
    socket.on('end', end);
    socket.on('close', end);
    socket.on('error', end);
  }

  async #more(): Promise<void> {
    if (this.#ended)
      throw new Error(`the server hung up; last: ${JSON.stringify(this.#whole().toString('latin1').slice(-200))}`);
    const before = this.#length;
    await this.#wait(this.timeoutMs);
    if (this.#length === before && !this.#ended) throw new Error(`no answer within ${this.timeoutMs} ms`);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }

  #whole(): Buffer {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!;
  }

  #take(count: number): Buffer {
    const whole = this.#whole();
    this.#chunks = [whole.subarray(count)];
    this.#length -= count;
    return whole.subarray(0, count);
  }
}
