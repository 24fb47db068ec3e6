import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImapClient } from '../imap-client.ts';
import { LmtpClient } from '../lmtp-client.ts';
import { output } from '../program.ts';
import { expect, type Report } from '../report.ts';
import { address, type ProofServer } from '../server.ts';

/** How a program reaches a server: in the clear, TLS begun by a command, or TLS from the first octet. */
export type Security = 'plain' | 'starttls' | 'tls';
export const SECURITIES: readonly Security[] = ['plain', 'starttls', 'tls'];

/** What each program is tried in: one server, one report, a way to put mail in and a certificate to trust. */
export class World {
  readonly server: ProofServer;
  readonly report: Report;
  readonly #lmtp: LmtpClient;
  #certificate: Promise<string> | undefined;

  static async open(server: ProofServer, report: Report): Promise<World> {
    return new World(server, report, await LmtpClient.open(server.port('lmtp')));
  }

  private constructor(server: ProofServer, report: Report, lmtp: LmtpClient) {
    this.server = server;
    this.report = report;
    this.#lmtp = lmtp;
  }

  async deliver(name: string, message: Buffer): Promise<void> {
    const [reply = ''] = await this.#lmtp.deliver([address(name)], message);
    expect(reply.startsWith('250'), reply);
  }

  /** A session of our own beside the program, to see what the server has. */
  async imap(name: string): Promise<ImapClient> {
    const imap = await ImapClient.open(this.server.port('imap'));
    await imap.logIn(address(name));
    return imap;
  }

  /** The file of the server's certificate, as the server shows it. */
  certificate(): Promise<string> {
    this.#certificate ??= this.#fetchCertificate();
    return this.#certificate;
  }

  async #fetchCertificate(): Promise<string> {
    const file = join(this.server.dir, 'shown.pem');
    const words = ['s_client', '-connect', `127.0.0.1:${this.server.port('imaps')}`, '-showcerts'];
    const shown = await output('openssl', words, Buffer.from('\n'));
    writeFileSync(file, await output('openssl', ['x509'], shown));
    return file;
  }

  close(): void {
    this.#lmtp.close();
  }
}

/** The listener of a protocol for a way to secure it. */
export function listenerFor(protocol: 'imap' | 'pop3' | 'submission', security: Security): string {
  return security === 'tls' ? `${protocol}s` : protocol;
}
