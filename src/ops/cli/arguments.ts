import { parseArgs } from 'node:util';
import { UsageFailure } from '../failure.ts';
import { nearest } from './nearest.ts';
import { Options, type Verb } from './verb.ts';

export interface Arguments {
  readonly words: readonly string[];
  readonly options: Options;
}

/** Reads what stands behind a verb. Throws a UsageFailure that says what is wrong and what would be right. */
export function parseArguments(verb: Verb, args: readonly string[]): Arguments {
  const known: Verb['options'] = { ...verb.options, help: { about: 'help on this verb' } };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(known).map(([name, option]) => [name, { type: option.value ? 'string' : 'boolean' } as const]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string | true>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) throw unknownOption(verb, token.rawName, Object.keys(known));
    if (values.has(token.name)) throw wrong(verb, `--${token.name} is given twice`);
    if (option.value === undefined && token.value !== undefined) throw wrong(verb, `--${token.name} takes no value`);
    // What looks like the next option is not the value of this one; `--password=-x` says that it is.
    const missing = token.value === undefined || (!token.inlineValue && /^--./.test(token.value));
    if (option.value !== undefined && missing) {
      throw wrong(verb, `--${token.name} needs a value: --${token.name} ${option.value}`);
    }
    values.set(token.name, option.value === undefined ? true : (token.value ?? ''));
  }
  const options = new Options(values);
  if (!options.has('help')) checkComplete(verb, words, options);
  return { words, options };
}

function checkComplete(verb: Verb, words: readonly string[], options: Options): void {
  const repeated = verb.words.at(-1)?.endsWith('…') ?? false;
  const missing = verb.words.slice(words.length).find((word) => !word.startsWith('['));
  if (missing !== undefined) throw wrong(verb, `${missing.replace('…', '')} is missing`);
  const extra = repeated ? undefined : words[verb.words.length];
  if (extra !== undefined) throw wrong(verb, `"${extra}" is one word too many`);
  for (const [name, option] of Object.entries(verb.options)) {
    if (option.required && !options.has(name)) throw wrong(verb, `--${name} ${option.value ?? ''} is missing`);
  }
}

function unknownOption(verb: Verb, rawName: string, known: readonly string[]): UsageFailure {
  const near = nearest(rawName.replace(/^-+/, ''), known);
  return wrong(verb, `there is no option ${rawName}${near === undefined ? '' : `: did you mean --${near}?`}`);
}

function wrong(verb: Verb, detail: string): UsageFailure {
  return new UsageFailure(`${detail}\nSee: rookery help ${verb.name}`);
}
