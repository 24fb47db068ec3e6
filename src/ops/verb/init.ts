import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { silentLog } from '../../base/index.ts';
import { canonicalDomain } from '../../directory/index.ts';
import { portBaseOption } from '../cli/port-base.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { type ConfigValues, configSections } from '../config/config.ts';
import { renderConfig } from '../config/render.ts';
import { dataFolder } from '../data-folder.ts';
import type { Engines } from '../engines.ts';
import { Failure } from '../failure.ts';
import { openDirectoryOf, openFolder, openStoreOf, orFail } from '../open-folder.ts';
import { writeAtomically } from '../run/atomic-file.ts';
import { ensureSelfSigned } from '../tls/certificate.ts';

export const init: Verb = {
  name: 'init',
  purpose: 'make a data folder with a configuration',
  words: [],
  options: {
    dir: { ...DIR, about: 'the data folder to make' },
    domain: { value: 'DOMAIN', about: 'the first domain that mail is for', required: true },
    'port-base': { value: 'N', about: "is added to each protocol's well-known port; 0 for a real server" },
    json: JSON_OUTPUT,
  },
  examples: [
    'rookery init --dir /var/lib/rookery --domain example.org',
    'rookery init --dir ~/mail --domain example.org --port-base 10000',
  ],
  async run({ engines, terminal, options }) {
    const portBase = portBaseOption(options) ?? 0;
    const made = await makeFolder(options.required('dir'), { domain: options.required('domain'), portBase }, engines);
    const next = `rookery account add NAME@${made.domain} --dir ${options.required('dir')}`;
    terminal.answer(made, `Made ${made.dir} for ${made.domain}. Its configuration is ${made.config}.\nNext: ${next}`);
    return 0;
  },
};

export interface Made {
  readonly dir: string;
  readonly config: string;
  readonly domain: string;
  readonly portBase: number;
}

/** Makes a data folder, with a store that is empty: one that is missing later is damage. */
export async function makeFolder(
  path: string,
  { domain: text, portBase }: { readonly domain: string; readonly portBase: number },
  engines: Engines,
): Promise<Made> {
  const folder = dataFolder(resolve(path));
  const domain = canonicalDomain(text);
  if (domain === undefined) throw new Failure(`"${text}" is not a domain name: write it as example.org`);
  if (existsSync(folder.config)) {
    throw new Failure(
      `${folder.path} is a data folder already: serve it with rookery serve --dir ${path}, or choose another`,
    );
  }
  const values: ConfigValues = { server: { hostname: domain }, listeners: { portBase } };
  const content = renderConfig(configSections(engines.sections), values);
  mkdirSync(folder.path, { recursive: true, mode: 0o700 });
  await ensureSelfSigned(folder, domain, engines.clock);
  await writeAtomically(folder.config, content, 0o600);
  const open = openFolder(path, engines);
  const directory = openDirectoryOf(open, engines, silentLog);
  try {
    const added = await directory.addDomain(domain);
    if (!added.ok && added.error.code !== 'exists') orFail(added);
    const store = await openStoreOf(open, engines, silentLog);
    await store.close();
  } finally {
    directory.close();
  }
  return { dir: folder.path, config: folder.config, domain, portBase };
}
