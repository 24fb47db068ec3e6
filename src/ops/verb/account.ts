import { silentLog } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import { PASSWORD_OPTIONS, readPassword } from '../cli/password.ts';
import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Options, type Verb } from '../cli/verb.ts';
import { UsageFailure } from '../failure.ts';
import { openStoreOf, orFail, withDirectory } from '../open-folder.ts';
import { takeLock } from '../run/lock.ts';
import { carryOutRemovals, requestRemoval } from '../run/removals.ts';

const FOLDER = { dir: DIR, json: JSON_OUTPUT };
const AT_ONCE = ['A running server knows it at once.'];

export const accountAdd: Verb = {
  name: 'account add',
  purpose: 'add a person, or anything else that has mail',
  words: ['NAME@DOMAIN'],
  options: {
    ...FOLDER,
    ...PASSWORD_OPTIONS,
    quota: { value: 'BYTES', about: 'the most that its mail may take; none: no limit' },
  },
  notes: ['Without a password option it is asked for at the terminal.', ...AT_ONCE],
  examples: [
    'rookery account add ada@example.org --dir /var/lib/rookery',
    'rookery account add ada@example.org --dir /var/lib/rookery --password-file ada.txt --quota 5000000000',
  ],
  async run(call) {
    const quotaBytes = quotaOption(call.options);
    const password = await readPassword(call);
    const address = call.words[0]!;
    const account = await withDirectory(call.options.required('dir'), call.engines, async (directory) =>
      orFail(await directory.addAccount({ address, password, ...(quotaBytes === undefined ? {} : { quotaBytes }) })),
    );
    call.terminal.answer(shownAccount(account), `Added ${account.address}.`);
    return 0;
  },
};

export const accountList: Verb = {
  name: 'account list',
  purpose: 'list the accounts',
  words: [],
  options: FOLDER,
  examples: ['rookery account list --dir /var/lib/rookery'],
  async run({ options, engines, terminal }) {
    const accounts = await withDirectory(options.required('dir'), engines, (directory) => directory.accounts());
    const rows = accounts.map(({ address, quotaBytes }) => [address, quotaText(quotaBytes)]);
    terminal.answer(accounts.map(shownAccount), rows.length === 0 ? 'There are no accounts yet.' : columns(rows));
    return 0;
  },
};

export const accountPassword: Verb = {
  name: 'account password',
  purpose: 'change a password',
  words: ['NAME@DOMAIN'],
  options: { ...FOLDER, ...PASSWORD_OPTIONS },
  notes: ['Without a password option it is asked for at the terminal.', ...AT_ONCE],
  examples: ['rookery account password ada@example.org --dir /var/lib/rookery'],
  async run(call) {
    const password = await readPassword(call);
    const address = call.words[0]!;
    await withDirectory(call.options.required('dir'), call.engines, async (directory) =>
      orFail(await directory.setPassword(address, password)),
    );
    call.terminal.answer({ ok: true, address }, `Changed the password of ${address}.`);
    return 0;
  },
};

export const accountQuota: Verb = {
  name: 'account quota',
  purpose: 'change what the mail of an account may take',
  words: ['NAME@DOMAIN', 'BYTES|none'],
  options: FOLDER,
  notes: ['A running server goes by it from the next mail or login on.'],
  examples: ['rookery account quota ada@example.org 5000000000 --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const [address, text] = words as readonly [string, string];
    const quotaBytes = parseQuota(text);
    await withDirectory(options.required('dir'), engines, async (directory) =>
      orFail(await directory.setQuota(address, quotaBytes)),
    );
    terminal.answer({ ok: true, address, quotaBytes: quotaBytes ?? null }, `${address}: ${quotaText(quotaBytes)}.`);
    return 0;
  },
};

export const accountRemove: Verb = {
  name: 'account remove',
  purpose: 'remove an account with all its mail',
  words: ['NAME@DOMAIN'],
  options: FOLDER,
  notes: ['Nobody can log in or send mail to it from now on. A running server deletes the mail within seconds.'],
  examples: ['rookery account remove ada@example.org --dir /var/lib/rookery'],
  async run({ words, options, engines, terminal }) {
    const address = words[0]!;
    await withDirectory(options.required('dir'), engines, async (directory, open) => {
      const { folder } = open;
      await requestRemoval(folder, orFail(await directory.removeAccount(address)));
      const lock = takeLock(folder);
      // Somebody serves, and will see to it.
      if (lock === undefined) return;
      const store = await openStoreOf(open, engines, silentLog);
      await carryOutRemovals({ folder, store, directory, log: silentLog });
      await store.close();
      lock.release();
    });
    terminal.answer({ ok: true, address }, `Removed ${address} and its mail.`);
    return 0;
  },
};

function shownAccount({ id, address, quotaBytes }: Account) {
  return { id, address, quotaBytes: quotaBytes ?? null };
}

function quotaText(quotaBytes: number | undefined): string {
  return quotaBytes === undefined ? 'no quota' : `${quotaBytes} octets`;
}

function quotaOption(options: Options): number | undefined {
  const text = options.text('quota');
  return text === undefined ? undefined : parseQuota(text);
}

function parseQuota(text: string): number | undefined {
  if (text === 'none') return undefined;
  const bytes = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(bytes)) return bytes;
  throw new UsageFailure(`a quota is a number of octets, such as 5000000000, or none; not "${text}"`);
}
