import { PASSWORD } from '../server.ts';
import { type Heard, type Listening, Wire } from './wire.ts';

/** IMAP as a load: commands go out as they are, answers are looked through for the tag. */
export class ImapWire {
  readonly wire: Wire;
  #tags = 0;

  private constructor(wire: Wire) {
    this.wire = wire;
  }

  static async open(port: number, options: { readonly tls?: boolean } = {}): Promise<ImapWire> {
    const wire = await Wire.open(port, options);
    const greeting = await wire.line();
    if (!greeting.startsWith('* OK')) throw new Error(`greeting: ${greeting}`);
    return new ImapWire(wire);
  }

  static async logIn(port: number, user: string, options: { readonly tls?: boolean } = {}): Promise<ImapWire> {
    const imap = await ImapWire.open(port, options);
    await imap.must(`LOGIN ${user} "${PASSWORD}"`);
    return imap;
  }

  /** Sends a command and gives its tag; `literals` follow it, each announced by the text before it. */
  send(command: string, ...more: readonly (string | Uint8Array)[]): string {
    const tag = `zq${++this.#tags}x`;
    if (more.length === 0) this.wire.send(`${tag} ${command}\r\n`);
    else this.wire.send(Buffer.concat([Buffer.from(`${tag} ${command}`), ...more.map((part) => Buffer.from(part))]));
    return tag;
  }

  async answer(tag: string, listening?: Listening): Promise<Heard> {
    const heard = await this.wire.until(`${tag} `, listening);
    if (!heard.line.startsWith(`${tag} OK`)) throw new Error(`not OK: ${heard.line.slice(0, 200)}`);
    return heard;
  }

  must(command: string, listening?: Listening): Promise<Heard> {
    return this.answer(this.send(command), listening);
  }

  /** A command whose answer must hold something so many times. */
  async mustCount(command: string, what: string, times: number): Promise<Heard> {
    const heard = await this.must(command, { count: what });
    if (heard.counted !== times) throw new Error(`${command}: ${heard.counted} times "${what}", not ${times}`);
    return heard;
  }

  async select(mailbox: string, messages: number): Promise<void> {
    await this.mustCount(`SELECT ${mailbox}`, `* ${messages} EXISTS\r\n`, 1);
  }

  /** Non-synchronising literals (RFC 7888), several messages in one command (RFC 3502). */
  append(mailbox: string, messages: readonly Uint8Array[]): Promise<Heard> {
    const parts = messages.flatMap((message) => [` {${message.length}+}\r\n`, message]);
    return this.answer(this.send(`APPEND ${mailbox}`, ...parts, '\r\n'));
  }

  async logOut(): Promise<void> {
    await this.must('LOGOUT');
    this.wire.close();
  }

  close(): void {
    this.wire.close();
  }
}
