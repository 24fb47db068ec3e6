import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './program.ts';
import { PASSWORD } from './server.ts';

/** fetchmail with its list of unique ids: it leaves mail on the server, and fetches what it does not know. */
export class Fetchmail {
  readonly #home = mkdtempSync(join(tmpdir(), 'rookery-fetchmail-'));

  /** Gives how many messages were fetched. */
  async fetch(port: number, user: string): Promise<number> {
    const before = this.#fetched();
    const config = join(this.#home, 'fetchmailrc');
    const delivery = `mda "/bin/sh -c 'cat >> ${this.#home}/mail; echo; echo FETCHED >> ${this.#home}/count'"`;
    const poll = `poll 127.0.0.1 protocol pop3 port ${port} uidl auth password`;
    const account = `user "${user}" password "${PASSWORD}" keep no rewrite sslproto "" ${delivery}`;
    writeFileSync(config, `${poll}\n  ${account}\n`, { mode: 0o600 });
    const files = ['--idfile', join(this.#home, 'ids'), '--pidfile', join(this.#home, 'pid')];
    const { code, stdout, stderr } = await run('fetchmail', ['-f', config, ...files, '--nosyslog']);
    // 1: there was no mail to fetch.
    if (code !== 0 && code !== 1) throw new Error(`fetchmail ended with ${code}: ${stderr}${stdout}`);
    return this.#fetched() - before;
  }

  discard(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  #fetched(): number {
    const file = join(this.#home, 'count');
    return existsSync(file) ? readFileSync(file, 'latin1').split('\n').length - 1 : 0;
  }
}
