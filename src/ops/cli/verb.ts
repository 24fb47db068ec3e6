import type { Engines } from '../engines.ts';
import type { ExitCode } from '../failure.ts';
import type { Terminal } from './terminal.ts';

/** One verb of the command line, such as `account add`: what it takes, and what it does. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly purpose: string;
  /** Names of the words behind the verb; a last one that ends in `…` takes one or more. In brackets: may be left out. */
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, VerbOption>>;
  /** Further lines for `rookery help VERB`. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  run(call: Call): Promise<ExitCode>;
}

export interface VerbOption {
  /** What stands for the value, such as DIR; without it the option is a switch. */
  readonly value?: string;
  readonly about: string;
  readonly required?: boolean;
}

/** A verb as it was called. */
export interface Call {
  readonly engines: Engines;
  readonly terminal: Terminal;
  readonly words: readonly string[];
  readonly options: Options;
}

export class Options {
  readonly #values: ReadonlyMap<string, string | true>;
  constructor(values: ReadonlyMap<string, string | true>) {
    this.#values = values;
  }
  /** Undefined if it was not given. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === true ? undefined : value;
  }
  /** Of an option that is required, which the command line has seen to. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`the option --${name} is not there`);
    return value;
  }
  has(name: string): boolean {
    return this.#values.has(name);
  }
}

/** Options that many verbs have. */
export const DIR: VerbOption = { value: 'DIR', about: 'the data folder', required: true };
export const JSON_OUTPUT: VerbOption = { about: 'answer in JSON on standard output' };
