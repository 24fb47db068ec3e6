import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLog } from '../../src/base/index.ts';
import { openDirectory, QUICK_PASSWORD_LIMITS } from '../../src/directory/index.ts';
import { Dovecot } from '../dovecot.ts';
import { address, PASSWORD, ProofServer } from '../server.ts';

/** A server that is measured. Its users log in, and get mail, as `address(name)`. */
export interface Contender {
  readonly name: 'Rookery' | 'Dovecot';
  readonly pid: number;
  readonly ports: { readonly lmtp: number; readonly imap: number; readonly imaps: number; readonly pop3: number };
  /** As many connections as it is asked to hold open. */
  readonly idleConnections: number;
  /** After the mailboxes were filled: from now on everything is durable. */
  filled(): Promise<void>;
  stop(): Promise<void>;
}

const IDLE = { Rookery: 5_000, Dovecot: 300 };

/** As an operator has it, with passwords of few passes for the sake of the start, and its log in a file. */
export async function startRookery(names: readonly string[]): Promise<Contender & { readonly dir: string }> {
  const server = await ProofServer.start([], async (_, dir) => {
    const file = join(dir, 'rookery.toml');
    const config = readFileSync(file, 'utf8');
    writeFileSync(file, config.replace(/^(\s*)#?\s*destination = .*$/m, '$1destination = "log"'));
    const directory = openDirectory({
      file: join(dir, 'directory.sqlite'),
      clock: { now: () => Date.now() },
      log: silentLog,
      limits: QUICK_PASSWORD_LIMITS,
    });
    for (const name of names) await directory.addAccount({ address: address(name), password: PASSWORD });
    await directory.close();
  });
  const port = (name: string) => server.port(name);
  return {
    name: 'Rookery',
    dir: server.dir,
    pid: server.pid,
    ports: { lmtp: port('lmtp'), imap: port('imap'), imaps: port('imaps'), pop3: port('pop3') },
    idleConnections: IDLE.Rookery,
    filled: async () => {},
    stop: async () => void (await server.stop()),
  };
}

/**
 * Login processes that serve many, mail processes that are used again, no bound on connections: what its manual
 * recommends for speed. Syncs are left as Debian has them. While mailboxes are filled it does not sync.
 */
const DOVECOT_FAST = [
  'default_process_limit = 2000\ndefault_client_limit = 20000\nmail_max_userip_connections = 0',
  'service imap-login {\n  service_count = 0\n  process_min_avail = 2\n}',
  'service pop3-login {\n  service_count = 0\n  process_min_avail = 2\n}',
  'service imap {\n  service_count = 256\n  process_min_avail = 2\n  vsz_limit = 2G\n}',
  'service pop3 {\n  service_count = 256\n  process_min_avail = 2\n}',
].join('\n');

export async function startDovecot(
  names: readonly string[],
  format: 'maildir' | 'sdbox',
  tls: { readonly certificateFile: string; readonly keyFile: string },
): Promise<Contender> {
  const settings = `${DOVECOT_FAST}\nmail_fsync = never`;
  const dovecot = await Dovecot.start(names, { format, lmtp: true, tls, settings });
  return {
    name: 'Dovecot',
    get pid() {
      return dovecot.pid;
    },
    ports: { lmtp: dovecot.lmtp, imap: dovecot.imap, imaps: dovecot.imaps, pop3: dovecot.pop3 },
    idleConnections: IDLE.Dovecot,
    filled: () => dovecot.restart(DOVECOT_FAST),
    stop: async () => {
      await dovecot.stop();
      dovecot.discard();
    },
  };
}
