import { Peer } from './peer.ts';

/** As much of LMTP (RFC 2033) and SMTP as a proof needs. */
export class LmtpClient {
  readonly peer: Peer;

  private constructor(peer: Peer) {
    this.peer = peer;
  }

  static async open(port: number, hello: 'LHLO' | 'EHLO' = 'LHLO'): Promise<LmtpClient> {
    const client = new LmtpClient(await Peer.open(port));
    await client.reply();
    await client.must(`${hello} proof.example`, 2);
    return client;
  }

  /** All lines of one reply, joined. */
  async reply(): Promise<string> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.peer.line();
      if (!/^[2345]\d\d[ -]/.test(line)) throw new Error(`no SMTP reply: ${JSON.stringify(line)}`);
      lines.push(line);
      if (line[3] === ' ') return lines.join('\n');
    }
  }

  async command(line: string): Promise<string> {
    this.peer.send(`${line}\r\n`);
    return this.reply();
  }

  async must(line: string, kind: 2 | 3): Promise<void> {
    const reply = await this.command(line);
    if (!reply.startsWith(String(kind))) throw new Error(`${line}: ${reply}`);
  }

  /** One mail; the last reply for each recipient. The message must end with CRLF, as DATA does. */
  async deliver(recipients: readonly string[], message: Uint8Array): Promise<readonly string[]> {
    await this.must('MAIL FROM:<sender@elsewhere.example>', 2);
    for (const recipient of recipients) await this.must(`RCPT TO:<${recipient}>`, 2);
    await this.must('DATA', 3);
    this.peer.send(dotStuffed(message));
    this.peer.send('.\r\n');
    const replies: string[] = [];
    for (const _ of recipients) replies.push(await this.reply());
    return replies;
  }

  close(): void {
    this.peer.close();
  }
}

function dotStuffed(message: Uint8Array): Buffer {
  const text = Buffer.from(message).toString('latin1');
  return Buffer.from(text.replace(/(^|\r\n)\./g, '$1..'), 'latin1');
}
