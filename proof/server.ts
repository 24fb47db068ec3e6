import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOKERY = process.env.ROOKERY ?? fileURLToPath(new URL('../rookery', import.meta.url));
const WELL_KNOWN = [24, 25, 80, 110, 143, 443, 465, 587, 993, 995, 4190, 9464];
const READY_TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 30_000;
const run = promisify(execFile);

export const DOMAIN = 'example.org';
export const PASSWORD = 'correct horse 1';
export const address = (name: string): string => `${name}@${DOMAIN}`;

/** A real server on a folder of its own, driven as an operator would: by its command line and its signals. */
export class ProofServer {
  readonly dir: string;
  readonly #child: ChildProcess;
  ports: Readonly<Record<string, number>> = {};
  output = '';

  private constructor(dir: string, child: ChildProcess) {
    this.dir = dir;
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output = (this.output + chunk.toString()).slice(-20_000);
      });
    }
  }

  /** Makes a folder with the accounts and serves it; `prepare` comes before the server. */
  static async start(
    names: readonly string[],
    prepare?: (rookery: (words: readonly string[]) => Promise<string>, dir: string) => Promise<void>,
  ): Promise<ProofServer> {
    const dir = mkdtempSync(join(tmpdir(), 'rookery-proof-'));
    let server: ProofServer | undefined;
    try {
      const portBase = await freePortBase();
      await run(ROOKERY, ['init', '--dir', dir, '--domain', DOMAIN, '--port-base', String(portBase)]);
      for (const name of names) {
        await run(ROOKERY, ['account', 'add', address(name), '--dir', dir, '--password', PASSWORD]);
      }
      await prepare?.(async (words) => (await run(ROOKERY, [...words])).stdout, dir);
      const child = spawn(ROOKERY, ['serve', '--dir', dir], { stdio: ['ignore', 'pipe', 'pipe'] });
      server = new ProofServer(dir, child);
      await server.#ready();
      return server;
    } catch (error) {
      await server?.stop();
      rmSync(dir, { recursive: true, force: true });
      throw error;
    }
  }

  port(name: string): number {
    const port = this.ports[name];
    if (port === undefined) throw new Error(`the server has no listener ${name}: ${JSON.stringify(this.ports)}`);
    return port;
  }

  /** The name that it gives itself to the world. */
  get hostname(): string {
    const config = readFileSync(join(this.dir, 'rookery.toml'), 'utf8');
    return /^hostname = "(.+)"$/m.exec(config)?.[1] ?? 'localhost';
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Memory of the server and everything that it has started, octets. */
  memoryBytes(): number {
    let total = 0;
    for (const pid of processTree(this.pid)) {
      const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status'))?.[1];
      total += Number(kilobytes ?? 0) * 1024;
    }
    return total;
  }

  /** SIGTERM, then SIGKILL if it does not end; true if it ended by itself. Removes the folder. */
  async stop(): Promise<boolean> {
    const exited = this.running ? new Promise((resolve) => this.#child.once('close', resolve)) : Promise.resolve();
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
    rmSync(this.dir, { recursive: true, force: true });
    return this.#child.signalCode !== 'SIGKILL';
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!this.running) break;
      const status = await readStatus(this.dir);
      if (status?.ready) {
        this.ports = status.ports;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the server is not ready: ${this.output}`);
  }
}

async function readStatus(
  dir: string,
): Promise<{ readonly ready: boolean; readonly ports: Readonly<Record<string, number>> } | undefined> {
  try {
    const { stdout } = await run(ROOKERY, ['status', '--dir', dir, '--json']);
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** A base under which all ports of a server are free at this moment. */
async function freePortBase(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const base = 10_000 + Math.floor(Math.random() * 40_000);
    const free = await Promise.all(WELL_KNOWN.map((port) => isFree(base + port)));
    if (free.every((isOne) => isOne)) return base;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(/^PPid:\s+(\d+)/m.exec(readProc(Number(name), 'status'))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i]!) ?? []));
  return tree;
}

function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
