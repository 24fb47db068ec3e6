import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Marionette } from './marionette.ts';
import { Scratch } from './scratch.ts';

const START_TIMEOUT_MS = 120_000;
const SCRIPT_TIMEOUT_MS = 60_000;
const CHROME = readFileSync(new URL('./thunderbird.chrome.js', import.meta.url), 'utf8');

export interface ThunderbirdMessage {
  readonly subject: string;
  /** Octets, one to a code unit. */
  readonly text: string;
  /** Letters of Maildir: S, R, F. */
  readonly letters: string;
}

/** A Thunderbird without a window, on a profile of its own, driven by its remote control. */
export class Thunderbird {
  readonly #scratch = new Scratch('thunderbird');
  readonly #child: ChildProcess;
  #marionette: Marionette | undefined;
  #output = '';

  /** `webProxyPort` is asked for every http: URL, in place of the name service that a domain would have. */
  static async start(webProxyPort: number, mailHost: string): Promise<Thunderbird> {
    const program = new Thunderbird(webProxyPort, mailHost);
    try {
      await program.#connect();
      return program;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  private constructor(webProxyPort: number, mailHost: string) {
    this.#scratch.write(
      'profile/user.js',
      Object.entries(preferences(webProxyPort, mailHost)).map(
        ([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`,
      ),
    );
    const words = ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote'];
    this.#child = spawn('thunderbird', [...words, '--profile', this.#scratch.in('profile')], {
      env: { ...process.env, HOME: this.#scratch.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-5_000)));
    }
    this.#child.on('error', (error) => (this.#output += String(error)));
  }

  async #connect(): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline && this.#child.exitCode === null && this.#child.pid !== undefined) {
      const port = this.#port();
      if (port !== undefined) {
        this.#marionette = await Marionette.open(port);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`thunderbird did not start: ${this.#output}`);
  }

  #port(): number | undefined {
    try {
      return Number(readFileSync(this.#scratch.in('profile', 'MarionetteActivePort'), 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  }

  /** Calls a verb of `thunderbird.chrome.js`. */
  async call(name: string, ...words: readonly unknown[]): Promise<unknown> {
    if (this.#marionette === undefined) throw new Error('not connected');
    const body = `${CHROME}\nreturn globalThis.verbs.${name}(...args);`;
    try {
      return await this.#marionette.run(body, words, SCRIPT_TIMEOUT_MS);
    } catch (error) {
      throw new Error(`${name} ${JSON.stringify(words)}: ${error instanceof Error ? error.message : error}`);
    }
  }

  async messages(mailbox: string): Promise<readonly ThunderbirdMessage[]> {
    return (await this.call('messages', mailbox)) as readonly ThunderbirdMessage[];
  }

  async stop(): Promise<void> {
    const exited = new Promise((resolve) => this.#child.once('close', resolve));
    const running = this.#child.exitCode === null && this.#child.signalCode === null && this.#child.pid !== undefined;
    this.#child.kill('SIGKILL');
    if (running) await exited;
    this.#marionette?.close();
    this.#scratch.discard();
  }
}

function preferences(webProxyPort: number, mailHost: string): Readonly<Record<string, string | number | boolean>> {
  return {
    'marionette.port': 0,
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': webProxyPort,
    'network.proxy.no_proxies_on': '127.0.0.1, localhost',
    'network.dns.localDomains': mailHost,
    'app.update.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'mail.provider.suppress_dialog_on_startup': true,
    'mail.shell.checkDefaultClient': false,
    'mail.spotlight.firstRunDone': true,
    'mail.rights.version': 1,
    'mailnews.start_page.enabled': false,
    'mailnews.auto_config_url': '',
    'toolkit.telemetry.enabled': false,
    'services.settings.server': 'data:,#remote-settings-dummy/v1',
  };
}
