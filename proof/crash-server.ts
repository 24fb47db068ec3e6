import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACCOUNTS, PASSWORD } from './crash-load.ts';

const ROOKERY = process.env.ROOKERY ?? fileURLToPath(new URL('../rookery', import.meta.url));
const READY_TIMEOUT_MS = 30_000;
/** The code is compiled once and not at each of some hundred starts. */
const ENVIRONMENT = {
  ...process.env,
  NODE_COMPILE_CACHE: join(tmpdir(), `rookery-compiled-${process.getuid?.() ?? 0}`),
};

export interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one verb of the command line to its end. */
export function rookery(...words: readonly string[]): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(ROOKERY, words, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

async function mustSucceed(...words: readonly string[]): Promise<void> {
  const { code, output } = await rookery(...words);
  if (code !== 0) throw new Error(`rookery ${words.join(' ')} gave ${code}: ${output}`);
}

/** Makes a data folder with the accounts of the proof; gives the base of its ports. */
export async function makeFolder(dir: string): Promise<number> {
  const portBase = await freePortBase();
  await mustSucceed('init', '--dir', dir, '--domain', 'example.org', '--port-base', String(portBase));
  for (const account of ACCOUNTS) await mustSucceed('account', 'add', account, '--dir', dir, '--password', PASSWORD);
  return portBase;
}

const PORTS = [24, 25, 80, 110, 143, 443, 465, 587, 993, 995, 4190];

/** A number under which all ports of a server are free at this moment. */
async function freePortBase(): Promise<number> {
  for (let base = 20_000 + (process.pid % 200) * 50; base < 60_000; base += 5_000) {
    const free = await Promise.all(PORTS.map((port) => isFree(base + port)));
    if (free.every((isOne) => isOne)) return base;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** One run of `rookery serve`. */
export class Server {
  static readonly #running = new Set<Server>();

  /** Leaves nothing behind, whatever went wrong. */
  static async killAll(): Promise<void> {
    await Promise.all([...Server.#running].map((server) => server.kill()));
  }

  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly ready: Promise<boolean>;
  output = '';

  constructor(dir: string) {
    this.#child = spawn(ROOKERY, ['serve', '--dir', dir], { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
    Server.#running.add(this);
    this.#exited = new Promise((resolve) => {
      this.#child.once('close', () => {
        Server.#running.delete(this);
        resolve();
      });
    });
    this.ready = new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS);
      const hear = (chunk: Buffer): void => {
        this.output = (this.output + chunk.toString()).slice(-20_000);
        if (/\bready\b/.test(this.output)) resolve(true);
      };
      this.#child.stdout!.on('data', hear);
      this.#child.stderr!.on('data', hear);
      void this.#exited.then(() => {
        clearTimeout(timer);
        resolve(false);
      });
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  get signal(): string | null {
    return this.#child.signalCode;
  }

  /** `kill -9`: the whole process, threads and all, at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Stops every thread where it stands. Only `kill` comes after it. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  /** The polite way; false if it had to be killed in the end. */
  async stop(timeoutMs = 20_000): Promise<boolean> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), timeoutMs);
    await this.#exited;
    clearTimeout(timer);
    return this.#child.signalCode !== 'SIGKILL';
  }
}
