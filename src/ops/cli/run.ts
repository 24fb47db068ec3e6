import { diskFailure } from '../disk-failure.ts';
import type { Engines } from '../engines.ts';
import { type ExitCode, Failure, UsageFailure } from '../failure.ts';
import { verbs } from '../verb/verb.table.ts';
import { parseArguments } from './arguments.ts';
import { helpOn, overview } from './help.ts';
import { nearest } from './nearest.ts';
import { Terminal, type TerminalStreams } from './terminal.ts';
import type { Verb } from './verb.ts';

/** Runs one command line to its end and gives the exit code: 0 well, 1 failed, 2 written wrongly. */
export async function runCommandLine(
  args: readonly string[],
  engines: Engines,
  streams: TerminalStreams,
): Promise<ExitCode> {
  // What a verb writes is for its owner alone.
  process.umask(0o077);
  const terminal = new Terminal(streams, args.includes('--json'));
  try {
    return await dispatch(args, engines, terminal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.note(`rookery: ${error.message}`);
    if (terminal.json) terminal.answer({ ok: false, error: error.message }, '');
    return error.exitCode;
  }
}

async function dispatch(args: readonly string[], engines: Engines, terminal: Terminal): Promise<ExitCode> {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h') return help([], engines, terminal);
  if (first === '--version' || first === 'version') {
    terminal.answer({ version: engines.version }, engines.version);
    return 0;
  }
  if (first === 'help') return help(args.slice(1), engines, terminal);
  const { verb, rest } = findVerb(args);
  const { words, options } = parseArguments(verb, rest);
  if (options.has('help')) return help(verb.name.split(' '), engines, terminal);
  return verb.run({ engines, terminal, words, options }).catch((error: unknown) => {
    throw diskFailure(error, options.text('dir') ?? 'the data folder') ?? error;
  });
}

function help(words: readonly string[], engines: Engines, terminal: Terminal): ExitCode {
  const names = words.filter((word) => !word.startsWith('-'));
  const group = verbs.filter((verb) => names.length === 1 && verb.name.startsWith(`${names[0]} `));
  if (names.length === 0)
    terminal.answer(
      verbs.map(({ name, purpose }) => ({ name, purpose })),
      overview(verbs, engines.version),
    );
  else if (group.length > 0)
    terminal.answer(
      group.map(({ name, purpose }) => ({ name, purpose })),
      overview(group, engines.version),
    );
  else {
    const { verb } = findVerb(names);
    const { name, purpose, words: wanted, options, examples } = verb;
    terminal.answer({ name, purpose, words: wanted, options, examples }, helpOn(verb));
  }
  return 0;
}

/** A verb is one word or two. */
function findVerb(args: readonly string[]): { readonly verb: Verb; readonly rest: readonly string[] } {
  const [first = '', second = ''] = args;
  const two = verbs.find((verb) => verb.name === `${first} ${second}`);
  if (two !== undefined) return { verb: two, rest: args.slice(2) };
  const one = verbs.find((verb) => verb.name === first);
  if (one !== undefined) return { verb: one, rest: args.slice(1) };
  throw unknownVerb(first, second);
}

function unknownVerb(first: string, second: string): UsageFailure {
  const seconds = verbs.filter((verb) => verb.name.startsWith(`${first} `)).map((verb) => verb.name.split(' ')[1]!);
  if (seconds.length > 0) {
    const near = nearest(second, seconds);
    const hint = near === undefined ? `use one of: ${seconds.join(', ')}` : `did you mean ${first} ${near}?`;
    const said =
      second === '' || second.startsWith('-') ? `${first} needs a verb` : `there is no verb ${first} ${second}`;
    return new UsageFailure(`${said}: ${hint}`);
  }
  const near = nearest(first, [...new Set(verbs.flatMap((verb) => [verb.name, verb.name.split(' ')[0]!])), 'help']);
  const hint = near === undefined ? 'see rookery help' : `did you mean ${near}?`;
  return new UsageFailure(`there is no verb ${first}: ${hint}`);
}
