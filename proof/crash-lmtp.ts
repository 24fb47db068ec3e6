import { connect, type Socket } from 'node:net';
import { ConnectionGone } from './crash-imap.ts';

/** A line-by-line LMTP client (RFC 2033): it pipelines (RFC 2920) everything up to DATA. */
export class LmtpClient {
  readonly #socket: Socket;
  #input = '';
  #replies: string[] = [];
  #waiting: { resolve(reply: string): void; reject(error: Error): void }[] = [];
  #gone = false;

  static async open(port: number): Promise<LmtpClient> {
    const client = new LmtpClient(connect({ host: '127.0.0.1', port, noDelay: true }));
    await client.#reply();
    client.#socket.write('LHLO proof.example.net\r\n');
    await client.#reply();
    return client;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => this.#receive(chunk));
    socket.on('error', () => this.#end());
    socket.on('close', () => this.#end());
  }

  /**
   * Offers one message to several recipients. Gives the reply code for each, in order: that of RCPT where it was
   * refused there, else that which followed the content. `onReply` hears each as it comes.
   */
  async deliver(
    recipients: readonly string[],
    content: Buffer,
    onReply: (index: number, code: number) => void,
  ): Promise<void> {
    const envelope = ['MAIL FROM:<sender@example.net>', ...recipients.map((to) => `RCPT TO:<${to}>`), 'DATA'];
    this.#socket.write(`${envelope.join('\r\n')}\r\n`);
    await this.#reply();
    const accepted: number[] = [];
    for (let i = 0; i < recipients.length; i++) {
      const code = codeOf(await this.#reply());
      if (code === 250) accepted.push(i);
      else onReply(i, code);
    }
    const go = codeOf(await this.#reply());
    if (go !== 354) {
      for (const index of accepted) onReply(index, go);
      this.#socket.write('RSET\r\n');
      await this.#reply();
      return;
    }
    this.#socket.write(stuffDots(content));
    for (const index of accepted) onReply(index, codeOf(await this.#reply()));
  }

  close(): void {
    this.#socket.destroy();
    this.#end();
  }

  #reply(): Promise<string> {
    const reply = this.#replies.shift();
    if (reply !== undefined) return Promise.resolve(reply);
    if (this.#gone) return Promise.reject(new ConnectionGone());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #receive(chunk: string): void {
    const lines = (this.#input + chunk).split('\r\n');
    this.#input = lines.pop()!;
    for (const line of lines) {
      if (line[3] === '-') continue;
      const waiter = this.#waiting.shift();
      if (waiter === undefined) this.#replies.push(line);
      else waiter.resolve(line);
    }
  }

  #end(): void {
    this.#gone = true;
    for (const waiter of this.#waiting.splice(0)) waiter.reject(new ConnectionGone());
  }
}

function codeOf(reply: string): number {
  return Number(reply.slice(0, 3));
}

/** The content as DATA sends it: lines that begin with a dot get another, and a dot ends it (RFC 5321 §4.5.2). */
function stuffDots(content: Buffer): Buffer {
  const text = content.toString('latin1').replace(/^\./gm, '..');
  return Buffer.from(`${text}.\r\n`, 'latin1');
}
