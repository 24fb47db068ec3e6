import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from './server.ts';

/** Beside what every proof wants of it. */
export interface DovecotOptions {
  /** `maildir` where none is named. */
  readonly format?: 'maildir' | 'sdbox';
  /** LMTP as well. */
  readonly lmtp?: boolean;
  /** A certificate; without one there is no TLS. */
  readonly tls?: { readonly certificateFile: string; readonly keyFile: string };
  /** Lines of its configuration that go behind the others. */
  readonly settings?: string;
}

const NOBODY = 65_534;
const READY_TIMEOUT_MS = 20_000;
const PARTS = ['/usr/sbin/dovecot', '/usr/lib/dovecot/imap', '/usr/lib/dovecot/pop3'];

/** Why no Dovecot can run here, with LMTP if that is asked for; undefined if one can. */
export function dovecotMissing(lmtp?: 'lmtp'): string | undefined {
  if (!PARTS.every((part) => existsSync(part))) return 'dovecot-imapd and dovecot-pop3d are not installed';
  if (lmtp !== undefined && !existsSync('/usr/lib/dovecot/lmtp')) return 'dovecot-lmtpd is not installed';
  return process.getuid?.() === 0 ? undefined : 'Dovecot wants to be started as root';
}

/** A Dovecot of its own, whose users have the proofs' password and each a Maildir below `mail`. */
export class Dovecot {
  readonly home = mkdtempSync(join(tmpdir(), 'rookery-dovecot-'));
  readonly #options: DovecotOptions;
  #child: ChildProcess;
  readonly imap: number;
  readonly imaps: number;
  readonly pop3: number;
  readonly lmtp: number;

  private constructor(users: readonly string[], ports: readonly number[], options: DovecotOptions) {
    [this.imap = 0, this.imaps = 0, this.pop3 = 0, this.lmtp = 0] = ports;
    this.#options = options;
    chmodSync(this.home, 0o755);
    for (const folder of ['mail', 'run', 'state']) mkdirSync(join(this.home, folder));
    chownSync(join(this.home, 'mail'), NOBODY, NOBODY);
    writeFileSync(join(this.home, 'users'), users.map((name) => `${name}:{PLAIN}${PASSWORD}\n`).join(''));
    this.#child = this.#run(options.settings ?? '');
  }

  static async start(users: readonly string[], options: DovecotOptions = {}): Promise<Dovecot> {
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    const dovecot = new Dovecot(users, ports, options);
    await dovecot.#ready();
    return dovecot;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Starts it again with other settings. */
  async restart(settings: string): Promise<void> {
    await this.stop();
    this.#child = this.#run(settings);
    await this.#ready();
  }

  #run(settings: string): ChildProcess {
    const config = join(this.home, 'dovecot.conf');
    writeFileSync(config, `${this.#config()}\n${settings}\n`);
    return spawn('/usr/sbin/dovecot', ['-F', '-c', config], { stdio: 'ignore' });
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!((await answers(this.imap)) && (await answers(this.pop3)))) {
      if (Date.now() > deadline || this.#child.exitCode !== null) {
        const log = join(this.home, 'log');
        const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
        await this.stop();
        this.discard();
        throw new Error(`Dovecot does not start: ${said.slice(-1000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
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
    const { format = 'maildir', lmtp = false, tls } = this.#options;
    const inet = (name: string, port: number) =>
      `  inet_listener ${name} {\n    address = 127.0.0.1\n    port = ${port}\n  }\n`;
    const login = (protocol: string, port: number, tlsPort: number) =>
      `service ${protocol}-login {\n${inet(protocol, port)}  inet_listener ${protocol}s {\n    port = ${tlsPort}\n` +
      `    address = 127.0.0.1\n    ssl = yes\n  }\n}\n`;
    return [
      `protocols = imap pop3${lmtp ? ' lmtp' : ''}`,
      `base_dir = ${this.home}/run\nstate_dir = ${this.home}/state\nlog_path = ${this.home}/log`,
      tls === undefined ? 'ssl = no' : `ssl = yes\nssl_cert = <${tls.certificateFile}\nssl_key = <${tls.keyFile}`,
      'disable_plaintext_auth = no\nauth_username_format = %n',
      `mail_location = ${format}:${this.home}/mail/%n\nmail_uid = ${NOBODY}\nmail_gid = ${NOBODY}\nfirst_valid_uid = 1`,
      'namespace inbox {\n  inbox = yes\n  separator = /\n}',
      `passdb {\n  driver = passwd-file\n  args = ${this.home}/users\n}`,
      `userdb {\n  driver = static\n  args = uid=${NOBODY} gid=${NOBODY} home=${this.home}/mail/%n\n}`,
      login('imap', this.imap, tls === undefined ? 0 : this.imaps),
      login('pop3', this.pop3, 0),
      lmtp ? `service lmtp {\n${inet('lmtp', this.lmtp)}}\n` : '',
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
