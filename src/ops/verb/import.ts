import type { AccountId } from '../../base/index.ts';
import {
  countSource,
  type Format,
  type ImportReport,
  importMail,
  openSource,
  type Source,
  type SourceCount,
} from '../../migration/index.ts';
import { columns } from '../cli/terminal.ts';
import { type Call, DIR, JSON_OUTPUT, type Options, type Verb } from '../cli/verb.ts';
import { UsageFailure } from '../failure.ts';
import { asFailure, withAccountStore } from './account-store.ts';

const FORMATS = ['mbox', 'maildir', 'eml', 'auto'] as const;

export const importVerb: Verb = {
  name: 'import',
  purpose: 'bring mail from files of another program or server into an account',
  words: ['PATH…'],
  options: {
    dir: DIR,
    account: { value: 'NAME@DOMAIN', about: 'whose mail it becomes', required: true },
    format: { value: 'mbox|maildir|eml|auto', about: 'what the files are; auto looks (as without it)' },
    mailbox: { value: 'NAME', about: 'put it there, and what has folders below it' },
    labels: { about: "put mail of Gmail's Takeout where its labels say" },
    'mbox-variant': { value: 'rd|cl2', about: 'cl2: Content-Length tells where a message ends (as without it: rd)' },
    'uidl-format': {
      value: 'FORMAT',
      about: 'pop3_uidl_format of the Dovecot it comes from; as without it: %08Xu%08Xv',
    },
    'dry-run': { about: 'only look, and count' },
    json: JSON_OUTPUT,
  },
  notes: [
    'Run again after it was broken off, or after new mail has come, it brings what is missing and nothing twice.',
    'From a Maildir of Dovecot or Courier it keeps uidvalidity, uids and the unique ids of POP3, so that no mail',
    'program fetches its mail again; this needs mailboxes that are new or never had mail. Stop the server first.',
    'Exit code 1 if a message could not be imported; all others are.',
  ],
  examples: [
    'rookery import --dir /var/lib/rookery --account ada@example.org /old/ada/Maildir',
    'rookery import --dir /var/lib/rookery --account ada@example.org --mailbox Old --format mbox archive.mbox',
    "rookery import --dir /var/lib/rookery --account ada@example.org --labels 'All mail Including Spam and Trash.mbox'",
  ],
  async run(call) {
    const { options, words, terminal } = call;
    const source = await openSource(words, sourceOptions(options)).catch(asFailure);
    if (options.has('dry-run')) {
      const counted = await countSource(source).catch(asFailure);
      terminal.answer({ ok: true, dryRun: true, ...counted }, countText(counted));
      return 0;
    }
    const report = await withAccountStore(call, (store, account) => run(call, store, account, source));
    terminal.answer({ ok: report.failedCount === 0, dryRun: false, ...report }, reportText(report));
    return report.failedCount === 0 ? 0 : 1;
  },
};

async function run(
  { options, terminal }: Call,
  store: Parameters<typeof importMail>[0]['store'],
  account: AccountId,
  source: Source,
): Promise<ImportReport> {
  const bar = terminal.progress('Importing');
  try {
    return await importMail({
      store,
      account,
      source,
      into: options.text('mailbox')?.split(store.separator) ?? [],
      labels: options.has('labels'),
      onProgress: (done, total) => bar.update(done, total),
    });
  } finally {
    bar.finish();
  }
}

function sourceOptions(options: Options) {
  const format = options.text('format') ?? 'auto';
  if (!isFormat(format)) throw new UsageFailure(`--format is one of ${FORMATS.join(', ')}; not "${format}"`);
  const variant = options.text('mbox-variant') ?? 'rd';
  if (variant !== 'rd' && variant !== 'cl2') throw new UsageFailure(`--mbox-variant is rd or cl2; not "${variant}"`);
  const uidlFormat = options.text('uidl-format');
  const quoting = variant === 'rd' ? ('strip' as const) : ('counted' as const);
  return { format, quoting, ...(uidlFormat === undefined ? {} : { uidlFormat }) };
}

function isFormat(text: string): text is Format | 'auto' {
  return FORMATS.some((format) => format === text);
}

function countText({ messages, mailboxes }: SourceCount): string {
  const rows = mailboxes.map(({ path, messages: count }) => [path.join('/') || 'INBOX', String(count)]);
  return `${columns(rows)}There are ${messages} messages in ${mailboxes.length} mailboxes. Nothing was imported.`;
}

function reportText({ imported, alreadyThere, mailboxes, failed, failedCount }: ImportReport): string {
  const rows = mailboxes.map(({ name, imported: count, uidsKept }) => [name, String(count), uidsText(uidsKept)]);
  const failures = failed.map(({ place, detail }) => `not imported: ${place}: ${detail}\n`).join('');
  const more = failedCount > failed.length ? `and ${failedCount - failed.length} more\n` : '';
  const there = alreadyThere === 0 ? '' : `, ${alreadyThere} were there already`;
  return `${columns(rows)}${failures}${more}Imported ${imported} messages${there}.`;
}

function uidsText(kept: boolean | null): string {
  if (kept === null) return '';
  return kept ? 'uids kept' : 'with new uids: the mailbox had mail, or another has its uidvalidity';
}
