import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { configSections, configValues } from '../config/config.ts';
import type { ConfigValue } from '../config/section.ts';
import type { Engines } from '../engines.ts';
import { openFolder } from '../open-folder.ts';

interface NamedLimit {
  /** As it stands in rookery.toml: section and key. */
  readonly key: string;
  readonly value: ConfigValue;
  readonly default: ConfigValue;
  readonly changed: boolean;
  readonly meaning: string;
}

export const limits: Verb = {
  name: 'limits',
  purpose: 'list every named limit with its value, its default and its meaning',
  words: [],
  options: { dir: { ...DIR, required: false }, json: JSON_OUTPUT },
  notes: ['Without --dir the defaults are listed. A star marks what your rookery.toml has changed.'],
  examples: ['rookery limits', 'rookery limits --dir /var/lib/rookery --json'],
  async run({ engines, terminal, options }) {
    const listed = limitsOf(engines, options.text('dir'));
    terminal.answer(listed, columns(listed.map(row)));
    return 0;
  },
};

function limitsOf(engines: Engines, dir: string | undefined): readonly NamedLimit[] {
  const values = dir === undefined ? undefined : configValues(openFolder(dir, engines).config);
  const rooms = new Set(engines.sections.map(({ name }) => name));
  // The sections of ops itself say how it is run, and bound nothing.
  const sections = configSections(engines.sections).filter(({ name }) => rooms.has(name.split('.')[0]!));
  return sections.flatMap(({ name, keys }) =>
    Object.entries(keys).map(([key, { default: usual, comment }]) => {
      const value = values?.[name]?.[key] ?? usual;
      return { key: `${name}.${key}`, value, default: usual, changed: value !== usual, meaning: comment };
    }),
  );
}

function row({ key, value, default: usual, changed, meaning }: NamedLimit): readonly string[] {
  const shown = JSON.stringify(value);
  return [changed ? '*' : '', key, changed ? `${shown} (default ${JSON.stringify(usual)})` : shown, meaning];
}
