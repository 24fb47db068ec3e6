import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { openDirectory, QUICK_PASSWORD_LIMITS } from '../directory/index.ts';
import { DEFAULT_STORE_LIMITS, MemoryStore } from '../store/index.ts';
import { runCommandLine } from './cli/run.ts';
import type { Engines } from './engines.ts';

/** What Node has compiled once, the next process finds: a third of the time to start. */
const ENVIRONMENT = { NODE_COMPILE_CACHE: join(tmpdir(), 'rookery-test-compile-cache'), ...process.env };
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line as a process of its own, with all of Rookery behind it, to its end. */
export async function runProcess(args: readonly string[], input = ''): Promise<Finished> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'pipe', env: ENVIRONMENT });
  child.stdin.end(input);
  const exit = exitOf(child);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exit).code, stdout, stderr };
}

/** Runs one command line in this process, with a store in memory and no protocol behind it. */
export async function rookery(args: readonly string[], input = '', engines = testEngines): Promise<Finished> {
  const streams = { stdin: Readable.from([input]), stdout: new PassThrough(), stderr: new PassThrough() };
  const texts = Promise.all([text(streams.stdout), text(streams.stderr)]);
  const code = await runCommandLine(args, engines, streams);
  streams.stdout.end();
  streams.stderr.end();
  const [stdout, stderr] = await texts;
  return { code, stdout, stderr };
}

const clock = { now: () => Date.UTC(2026, 0, 1) };

/** Engines that take no time and keep nothing. */
export const testEngines: Engines = {
  version: '0.0.0',
  clock,
  sections: [{ name: 'store', defaults: DEFAULT_STORE_LIMITS }],
  openStore: async ({ directory }) => {
    mkdirSync(directory, { recursive: true });
    return new MemoryStore({ clock });
  },
  openDirectory: (file, _config, log, authenticate) =>
    openDirectory({ file, clock, log, limits: QUICK_PASSWORD_LIMITS, ...(authenticate && { authenticate }) }),
  checkStore: async () => ({
    ok: true,
    accounts: 0,
    mailboxes: 0,
    messages: 0,
    bodies: 0,
    bytes: 0,
    unindexed: 0,
    problems: [],
  }),
  services: () => [],
  plantDemo: async () => {},
};

export interface TestScope {
  after(work: () => void): void;
}

export interface Running {
  readonly pid: number;
  /** Everything on standard output up to now. */
  stdout(): string;
  kill(signal: NodeJS.Signals): void;
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** Starts a command that stays; resolves once a line of standard output matches. Rejects if it ends before that. */
export async function start(test: TestScope, args: readonly string[], readyLine: RegExp): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: ENVIRONMENT });
  const exit = exitOf(child);
  // Whatever the test comes to, nothing of it stays.
  test.after(() => void child.kill('SIGKILL'));
  const errors = text(child.stderr);
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (readyLine.test(line)) resolve();
    });
    void exit.then(async ({ code }) => reject(new Error(`ended with ${code}: ${await errors}`)));
  });
  const kill = (signal: NodeJS.Signals) => void child.kill(signal);
  return { pid: child.pid!, stdout: () => lines.join('\n'), kill, exit };
}

function exitOf(child: ChildProcess): Running['exit'] {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}

/** A folder that is gone after the test. */
export function scratchFolder(test: TestScope): string {
  const path = mkdtempSync(join(tmpdir(), 'rookery-test-'));
  test.after(() => rmSync(path, { recursive: true, force: true }));
  return join(path, 'data');
}

const PORTS = [24, 25, 80, 110, 143, 443, 465, 587, 993, 995, 9464] as const;

/** A base at which every port that the server opens is free just now. */
export async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(PORTS.map((port) => isFree(base + port)));
    if (free.every(Boolean)) return base;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** Says lines over TLS and gives all that came back until the server closed. */
export async function converse(port: number, lines: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  socket.write(lines.map((line) => `${line}\r\n`).join(''));
  return text(socket);
}
