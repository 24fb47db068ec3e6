import { type ExportReport, exportMail, type Format } from '../../migration/index.ts';
import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { UsageFailure } from '../failure.ts';
import { withAccountStore } from './account-store.ts';

const FORMATS = ['mbox', 'maildir', 'eml'] as const;

export const exportVerb: Verb = {
  name: 'export',
  purpose: 'write the mail of an account to files that other programs read',
  words: ['PATH'],
  options: {
    dir: DIR,
    account: { value: 'NAME@DOMAIN', about: 'whose mail', required: true },
    format: { value: 'mbox|maildir|eml', about: 'what to write', required: true },
    mailbox: { value: 'NAME,…', about: 'these mailboxes alone, with commas between them; none: all' },
    json: JSON_OUTPUT,
  },
  notes: [
    'PATH must not be there yet: nothing is overwritten. It becomes a folder, or one file for one --mailbox as mbox.',
    'An mbox file of one export, imported again, gives every message octet by octet, with flags and dates. A Maildir',
    'has the lists from which Dovecot takes uids. Stop the server first.',
  ],
  examples: [
    'rookery export --dir /var/lib/rookery --account ada@example.org --format maildir /backup/ada',
    'rookery export --dir /var/lib/rookery --account ada@example.org --format mbox --mailbox INBOX inbox.mbox',
  ],
  async run(call) {
    const { options, words, terminal } = call;
    const format = options.required('format');
    if (!isFormat(format)) throw new UsageFailure(`--format is one of ${FORMATS.join(', ')}; not "${format}"`);
    const mailboxes = (options.text('mailbox') ?? '').split(',').filter((name) => name !== '');
    const bar = terminal.progress('Exporting');
    const report = await withAccountStore(call, (store, account) =>
      exportMail({
        store,
        account,
        format,
        mailboxes,
        path: words[0]!,
        onProgress: (done, total) => bar.update(done, total),
      }),
    ).finally(() => bar.finish());
    terminal.answer({ ok: true, path: words[0], ...report }, reportText(report, words[0]!));
    return 0;
  },
};

function isFormat(text: string): text is Format {
  return FORMATS.some((format) => format === text);
}

function reportText({ exported, mailboxes }: ExportReport, path: string): string {
  const rows = mailboxes.map(({ name, exported: count }) => [name, String(count)]);
  return `${columns(rows)}Exported ${exported} messages to ${path}.`;
}
