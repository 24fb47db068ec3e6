import { parse, TomlError } from 'smol-toml';
import * as v from 'valibot';
import { err, ok, type Result } from '../../base/index.ts';
import { nearest } from '../cli/nearest.ts';
import { type Config, configOf } from './config.ts';
import { lineOf } from './line.ts';
import type { ConfigSection, ConfigValue } from './section.ts';

/** What is wrong with a configuration, for a person. */
export interface ConfigProblem {
  /** From 1; undefined where it cannot be told. */
  readonly line: number | undefined;
  readonly detail: string;
}

type Table = Readonly<Record<string, unknown>>;

/** Reads the configuration: what is left out has its default, what is unknown is refused. Gives all problems at once. */
export function parseConfig(
  source: string,
  sections: readonly ConfigSection[],
): Result<Config, readonly ConfigProblem[]> {
  const document = parseToml(source);
  if (!document.ok) return document;
  const reader = new ConfigReader(source, sections);
  reader.readTable('', document.value);
  return reader.problems.length > 0 ? err(reader.problems) : ok(configOf(reader.values));
}

function parseToml(source: string): Result<Table, readonly ConfigProblem[]> {
  try {
    return ok(parse(source, { unsafeKeyBehaviour: 'throw' }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const detail = (error.message.split('\n')[0] ?? '').replace('Invalid TOML document: ', '');
    return err([{ line: error.line, detail }]);
  }
}

class ConfigReader {
  readonly problems: ConfigProblem[] = [];
  readonly values: Readonly<Record<string, Record<string, ConfigValue>>>;
  readonly #source: string;
  readonly #sections: ReadonlyMap<string, ConfigSection>;

  constructor(source: string, sections: readonly ConfigSection[]) {
    this.#source = source;
    this.#sections = new Map(sections.map((section) => [section.name, section]));
    const defaults = sections.map((section) => {
      const entries = Object.entries(section.keys).map(([name, key]) => [name, key.default] as const);
      return [section.name, Object.fromEntries(entries)] as const;
    });
    this.values = Object.fromEntries(defaults);
  }

  /** Reads the section `path`, and those within it; '' is the whole document. */
  readTable(path: string, table: Table): void {
    const keys = this.#sections.get(path)?.keys ?? {};
    const within = this.#namesWithin(path);
    for (const [name, given] of Object.entries(table)) {
      const inner = path === '' ? name : `${path}.${name}`;
      if (Object.hasOwn(keys, name)) this.#readKey(path, name, given);
      else if (within.includes(name)) this.#readSection(inner, given);
      else this.#refuse(path, name, isTable(given), [...Object.keys(keys), ...within]);
    }
  }

  #readSection(path: string, given: unknown): void {
    if (isTable(given)) this.readTable(path, given);
    else this.#problem(lineOf(this.#source, path), `${path} must be a section: [${path}]`);
  }

  #readKey(path: string, name: string, given: unknown): void {
    const checked = v.safeParse(this.#sections.get(path)!.keys[name]!.schema, given);
    if (checked.success) this.values[path]![name] = checked.output;
    else this.#problem(lineOf(this.#source, path, name), `${path}.${name} ${checked.issues[0].message}`);
  }

  #refuse(path: string, name: string, asSection: boolean, known: readonly string[]): void {
    const near = nearest(name, known);
    const hint = near === undefined ? '' : `: did you mean ${near}?`;
    const inner = path === '' ? name : `${path}.${name}`;
    if (asSection) this.#problem(lineOf(this.#source, inner), `there is no section [${inner}]${hint}`);
    else if (path === '') this.#problem(lineOf(this.#source, '', name), `${name} stands in no section${hint}`);
    else this.#problem(lineOf(this.#source, path, name), `[${path}] has no key ${name}${hint}`);
  }

  #problem(line: number | undefined, detail: string): void {
    this.problems.push({ line, detail });
  }

  #namesWithin(path: string): readonly string[] {
    const start = path === '' ? '' : `${path}.`;
    const inner = [...this.#sections.keys()].filter((name) => name.startsWith(start));
    return [...new Set(inner.map((name) => name.slice(start.length).split('.')[0]!))];
  }
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
