import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { orFail, withDirectory } from '../open-folder.ts';

const FOLDER = { dir: DIR, json: JSON_OUTPUT };

export const aliasAdd: Verb = {
  name: 'alias add',
  purpose: 'let an address stand for others',
  words: ['NAME@DOMAIN', 'TARGET…'],
  options: FOLDER,
  examples: ['rookery alias add team@example.org ada@example.org kenji@example.org --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const [address = '', ...targets] = words;
    await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.addAlias({ address, targets })),
    );
    terminal.answer({ address, targets }, `Mail for ${address} goes to ${targets.join(', ')}.`);
    return 0;
  },
};

export const aliasList: Verb = {
  name: 'alias list',
  purpose: 'list the aliases',
  words: [],
  options: FOLDER,
  examples: ['rookery alias list --dir /var/lib/rookery'],
  async run({ options, engines, terminal }) {
    const aliases = await withDirectory(options.required('dir'), engines, (directory) => directory.aliases());
    const rows = aliases.map(({ address, targets }) => [address, targets.join(', ')]);
    terminal.answer(aliases, rows.length === 0 ? 'There are no aliases yet.' : columns(rows));
    return 0;
  },
};

export const aliasRemove: Verb = {
  name: 'alias remove',
  purpose: 'remove an alias',
  words: ['NAME@DOMAIN'],
  options: FOLDER,
  examples: ['rookery alias remove team@example.org --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const address = words[0]!;
    await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.removeAlias(address)),
    );
    terminal.answer({ ok: true, address }, `Removed ${address}.`);
    return 0;
  },
};
