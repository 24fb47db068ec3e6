import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { Failure, UsageFailure } from '../failure.ts';
import { readHidden } from './hidden-line.ts';
import type { Call, VerbOption } from './verb.ts';

export const PASSWORD_OPTIONS: Readonly<Record<string, VerbOption>> = {
  'password-file': { value: 'FILE', about: 'the password is the first line of this file; - for standard input' },
  password: {
    value: 'TEXT',
    about: 'the password itself; other people of this machine may see it in the process list',
  },
};

/** The password that a verb was given: by a file, by an option, or typed twice at the terminal. */
export async function readPassword({ options, terminal }: Call): Promise<string> {
  const file = options.text('password-file');
  const given = options.text('password');
  if (file !== undefined && given !== undefined) {
    throw new UsageFailure('--password and --password-file exclude each other: give one');
  }
  if (given !== undefined) return given;
  if (file !== undefined) return firstLine(file === '-' ? await text(terminal.streams.stdin) : readFile(file));
  if (!terminal.streams.stdin.isTTY) {
    throw new UsageFailure(
      'there is no terminal to ask for the password: give --password-file FILE, or - for standard input',
    );
  }
  const password = await readHidden('Password: ', terminal);
  if ((await readHidden('Once more: ', terminal)) !== password)
    throw new Failure('the two passwords differ: try again');
  return password;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read the password file: ${(error as Error).message}`);
  }
}

function firstLine(content: string): string {
  const line = content.split(/\r?\n/, 1)[0] ?? '';
  if (line === '') throw new Failure('the first line of the password file is empty');
  return line;
}
