import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { orFail, withDirectory } from '../open-folder.ts';

const FOLDER = { dir: DIR, json: JSON_OUTPUT };

export const domainAdd: Verb = {
  name: 'domain add',
  purpose: 'add a domain that mail is for',
  words: ['DOMAIN'],
  options: FOLDER,
  examples: ['rookery domain add example.net --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const domain = await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.addDomain(words[0]!)),
    );
    terminal.answer({ name: domain.name, catchAll: null }, `Added ${domain.name}.`);
    return 0;
  },
};

export const domainList: Verb = {
  name: 'domain list',
  purpose: 'list the domains',
  words: [],
  options: FOLDER,
  examples: ['rookery domain list --dir /var/lib/rookery'],
  async run({ options, engines, terminal }) {
    const domains = await withDirectory(options.required('dir'), engines, (directory) => directory.domains());
    const rows = domains.map(({ name, catchAll }) => [name, catchAll === undefined ? '' : `all else to ${catchAll}`]);
    terminal.answer(
      domains.map(({ name, catchAll }) => ({ name, catchAll: catchAll ?? null })),
      rows.length === 0 ? 'There are no domains yet.' : columns(rows),
    );
    return 0;
  },
};

export const domainRemove: Verb = {
  name: 'domain remove',
  purpose: 'remove a domain that has no account and no alias any more',
  words: ['DOMAIN'],
  options: FOLDER,
  examples: ['rookery domain remove example.net --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const domain = words[0]!;
    await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.removeDomain(domain)),
    );
    terminal.answer({ ok: true, domain }, `Removed ${domain}.`);
    return 0;
  },
};

export const domainCatchAll: Verb = {
  name: 'domain catch-all',
  purpose: 'say who gets mail for unknown names of a domain',
  words: ['DOMAIN', '[NAME@DOMAIN]'],
  options: FOLDER,
  notes: ['Without an address, mail for unknown names is refused.'],
  examples: [
    'rookery domain catch-all example.net ada@example.org --dir /var/lib/rookery',
    'rookery domain catch-all example.net --dir /var/lib/rookery',
  ],
  async run({ words, options, engines, terminal }) {
    const [domain, target] = words as readonly [string, string?];
    await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.setCatchAll(domain, target)),
    );
    const text = target === undefined ? 'is refused' : `goes to ${target}`;
    terminal.answer({ ok: true, domain, catchAll: target ?? null }, `Mail for unknown names of ${domain} ${text}.`);
    return 0;
  },
};
