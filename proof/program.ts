import { execFile, spawn } from 'node:child_process';

export interface Outcome {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const TIMEOUT_MS = 60_000;

/** Runs a program to its end; its exit code is the caller's to judge. Rejects if it is not installed. */
export function run(program: string, words: readonly string[], input?: Uint8Array): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'buffer', maxBuffer: 200_000_000, timeout: TIMEOUT_MS } as const;
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr: stderr.toString() });
    });
    child.stdin?.on('error', () => {});
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Runs a program and gives what it printed; throws if it failed. */
export async function output(program: string, words: readonly string[], input?: Uint8Array): Promise<Buffer> {
  const { code, stdout, stderr } = await run(program, words, input);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${stderr.trim() || stdout.toString()}`);
  return stdout;
}

/** A dialogue with a program: each line is sent when what was awaited has been heard. Gives all that was said. */
export async function converse(
  program: string,
  words: readonly string[],
  turns: readonly (readonly [awaited: RegExp, line: string])[],
): Promise<string> {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
  let heard = '';
  let turn = 0;
  const hear = (chunk: Buffer) => {
    heard += chunk.toString('latin1');
    for (let next = turns[turn]; next?.[0].test(heard); next = turns[++turn]) child.stdin.write(`${next[1]}\n`);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.stdin.on('error', () => {});
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (turn < turns.length) throw new Error(`${program} never said ${turns[turn]![0]}: ${heard.slice(-500)}`);
  return heard;
}
