import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { Failure } from '../failure.ts';
import type { Terminal } from './terminal.ts';

/** Asks for a line at the terminal without showing what is typed. */
export async function readHidden(prompt: string, terminal: Terminal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  terminal.streams.stderr.write(prompt);
  const lines = createInterface({ input: terminal.streams.stdin, output: nowhere, terminal: true });
  try {
    const given = new AbortController();
    lines.once('SIGINT', () => given.abort());
    lines.once('close', () => given.abort());
    return await lines.question('', { signal: given.signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw new Failure('no password was given');
    throw error;
  } finally {
    lines.close();
    terminal.streams.stderr.write('\n');
  }
}
