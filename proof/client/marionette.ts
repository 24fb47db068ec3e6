import { connect, type Socket } from 'node:net';

type Reply = readonly [
  kind: 1,
  id: number,
  error: { readonly error: string; readonly message: string } | null,
  result: unknown,
];

/** The remote control that Mozilla's programs have: JSON messages, each behind its length and a colon. */
export class Marionette {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #input: Buffer = Buffer.alloc(0);
  #id = 0;

  static async open(port: number): Promise<Marionette> {
    const socket = connect(port, '127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    const marionette = new Marionette(socket);
    await marionette.command('WebDriver:NewSession', {});
    await marionette.command('Marionette:SetContext', { value: 'chrome' });
    return marionette;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', () => {});
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the program has gone'));
      this.#waiting.clear();
    });
  }

  command(name: string, parameters: object): Promise<unknown> {
    const id = ++this.#id;
    const text = JSON.stringify([0, id, name, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  /** Runs the body of an asynchronous function with the program's own rights; gives what it returns, as JSON carries it. */
  async run(body: string, words: readonly unknown[], timeoutMs: number): Promise<unknown> {
    const script = `const [args, done] = arguments; (async () => {${body}})().then(
      (value) => done({ value }), (error) => done({ error: String(error) + ' ' + (error.stack ?? '') }));`;
    await this.command('WebDriver:SetTimeouts', { script: timeoutMs });
    const parameters = { script, args: [words], newSandbox: true };
    const { value: outcome } = (await this.command('WebDriver:ExecuteAsyncScript', parameters)) as {
      readonly value: { readonly value?: unknown; readonly error?: string };
    };
    if (outcome.error !== undefined) throw new Error(outcome.error);
    return outcome.value;
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#input = Buffer.concat([this.#input, chunk]);
    for (;;) {
      const colon = this.#input.indexOf(':');
      const end = colon + 1 + Number(this.#input.toString('latin1', 0, colon));
      if (colon === -1 || this.#input.length < end) return;
      const message: unknown = JSON.parse(this.#input.toString('utf8', colon + 1, end));
      this.#input = this.#input.subarray(end);
      // The greeting is an object; it asks for nothing.
      if (Array.isArray(message)) this.#take(message as unknown as Reply);
    }
  }

  #take([, id, error, result]: Reply): void {
    const waiter = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === null) waiter?.resolve(result);
    else waiter?.reject(new Error(`${error.error}: ${error.message}`));
  }
}
