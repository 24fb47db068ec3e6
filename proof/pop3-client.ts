import { Peer } from './peer.ts';
import { PASSWORD } from './server.ts';

/** As much of POP3 (RFC 1939) as a proof needs. */
export class Pop3Client {
  readonly peer: Peer;

  private constructor(peer: Peer) {
    this.peer = peer;
  }

  static async open(port: number, options: { readonly tls?: boolean } = {}): Promise<Pop3Client> {
    const client = new Pop3Client(await Peer.open(port, options));
    await client.peer.line();
    return client;
  }

  async logIn(user: string): Promise<void> {
    await this.must(`USER ${user}`);
    await this.must(`PASS ${PASSWORD}`);
  }

  async command(line: string): Promise<string> {
    this.peer.send(`${line}\r\n`);
    return this.peer.line();
  }

  async must(line: string): Promise<string> {
    const answer = await this.command(line);
    if (!answer.startsWith('+OK')) throw new Error(`${line.split(' ')[0]}: ${answer}`);
    return answer;
  }

  /** The lines of a listing. */
  async lines(command: string): Promise<readonly string[]> {
    await this.must(command);
    const lines: string[] = [];
    for (;;) {
      const line = await this.peer.line();
      if (line === '.') return lines;
      lines.push(line);
    }
  }

  /** A message as it was before dot-stuffing. */
  async message(command: string): Promise<Buffer> {
    await this.must(command);
    const lines: string[] = [];
    for (;;) {
      const line = await this.peer.line();
      if (line === '.') return Buffer.from(lines.map((one) => `${one}\r\n`).join(''), 'latin1');
      lines.push(line.startsWith('.') ? line.slice(1) : line);
    }
  }

  close(): void {
    this.peer.close();
  }
}
