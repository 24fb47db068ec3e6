import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from './server.ts';

const NOBODY = 65_534;
const READY_TIMEOUT_MS = 20_000;
const PARTS = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/pop3'];

/** Why no Dovecot can run here; undefined if one can. */
export function dovecotMissing(): string | undefined {
  if (!PARTS.every((part) => existsSync(part))) return 'dovecot-imapd and dovecot-pop3d are not installed';
  return process.getuid?.() === 0 ? undefined : 'Dovecot wants to be started as root';
}

/** A Dovecot of its own, whose users have the proofs' password and each a Maildir below `mail`. */
export class Dovecot {
  readonly home = mkdtempSync(join(tmpdir(), 'rookery-dovecot-'));
  readonly #child: ChildProcess;
  readonly imap: number;
  readonly pop3: number;

  private constructor(users: readonly string[], imap: number, pop3: number) {
    this.imap = imap;
    this.pop3 = pop3;
    chmodSync(this.home, 0o755);
    for (const folder of ['mail', 'run', 'state']) mkdirSync(join(this.home, folder));
    chownSync(join(this.home, 'mail'), NOBODY, NOBODY);
    writeFileSync(join(this.home, 'users'), users.map((name) => `${name}:{PLAIN}${PASSWORD}\n`).join(''));
    const config = join(this.home, 'dovecot.conf');
    writeFileSync(config, this.#config());
    this.#child = spawn('/usr/sbin/dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  }

  static async start(users: readonly string[]): Promise<Dovecot> {
    const [imap, pop3] = [await freePort(), await freePort()];
    const dovecot = new Dovecot(users, imap, pop3);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!((await answers(imap)) && (await answers(pop3)))) {
      if (Date.now() > deadline || dovecot.#child.exitCode !== null) {
        const log = join(dovecot.home, 'log');
        const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
        await dovecot.stop();
        dovecot.discard();
        throw new Error(`Dovecot does not start: ${said.slice(-1000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return dovecot;
  }

  maildir(name: string): string {
    return join(this.home, 'mail', name);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGTERM');
    await ended;
  }

  discard(): void {
    rmSync(this.home, { recursive: true, force: true });
  }

  #config(): string {
    const listener = (protocol: string, port: number) =>
      `service ${protocol}-login {\n  inet_listener ${protocol} {\n    address = 127.0.0.1\n    port = ${port}\n  }\n` +
      `  inet_listener ${protocol}s {\n    port = 0\n  }\n}\n`;
    return [
      'protocols = imap pop3',
      `base_dir = ${this.home}/run\nstate_dir = ${this.home}/state\nlog_path = ${this.home}/log`,
      'ssl = no\ndisable_plaintext_auth = no\nauth_username_format = %n',
      `mail_location = maildir:${this.home}/mail/%n\nmail_uid = ${NOBODY}\nmail_gid = ${NOBODY}\nfirst_valid_uid = 1`,
      'namespace inbox {\n  inbox = yes\n  separator = /\n}',
      `passdb {\n  driver = passwd-file\n  args = ${this.home}/users\n}`,
      `userdb {\n  driver = static\n  args = uid=${NOBODY} gid=${NOBODY} home=${this.home}/mail/%n\n}`,
      listener('imap', this.imap),
      listener('pop3', this.pop3),
    ].join('\n');
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const at = probe.address();
      probe.close(() => resolve(at !== null && typeof at === 'object' ? at.port : 0));
    });
  });
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => socket.destroy());
    socket.once('data', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
}
