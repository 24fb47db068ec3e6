import type { CheckReport } from '../../store/index.ts';
import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { Failure } from '../failure.ts';
import { openFolder } from '../open-folder.ts';
import { takeLock } from '../run/lock.ts';
import { readStatus } from '../run/status-file.ts';

export const check: Verb = {
  name: 'check',
  purpose: 'read everything on the disk and tell whether every promise holds',
  words: [],
  options: { dir: DIR, repair: { about: 'make again what can be made from the messages' }, json: JSON_OUTPUT },
  notes: [
    'Exit code 1 if something is damaged and not repaired. The server must not be running: a store that',
    'changes while it is read cannot be judged.',
  ],
  examples: ['rookery check --dir /var/lib/rookery', 'rookery check --dir /var/lib/rookery --repair'],
  async run({ engines, terminal, options }) {
    const { folder, config } = openFolder(options.required('dir'), engines);
    const lock = takeLock(folder);
    if (lock === undefined) {
      const { pid } = readStatus(folder);
      throw new Failure(`the process ${pid ?? 'that'} is serving ${folder.path}: stop it before the check`);
    }
    const bar = terminal.progress('Checking');
    try {
      const onProgress = (done: number, total: number) => bar.update(done, total);
      const repair = options.has('repair');
      const report = await engines
        .checkStore({ directory: folder.store, config, repair, onProgress })
        .catch(unreadable);
      bar.finish();
      terminal.answer(report, reportText(report));
      return report.ok ? 0 : 1;
    } finally {
      lock.release();
    }
  },
};

function unreadable(error: unknown): never {
  throw new Failure(`the store cannot be read, it must come back from a backup: ${(error as Error).message}`);
}

function reportText(report: CheckReport): string {
  const { accounts, mailboxes, messages, bodies, bytes, unindexed, problems } = report;
  const counts = `${accounts} accounts, ${mailboxes} mailboxes, ${messages} messages, ${bodies} bodies of ${bytes} octets`;
  const rows = problems.map(({ kind, detail, repaired }) => [repaired ? 'repaired' : 'damaged', kind, detail]);
  const remedy = problems.some(({ repaired }) => !repaired)
    ? 'Try: rookery check --repair. What stays damaged comes back from a backup alone.\n'
    : '';
  const behind =
    unindexed === 0 ? '' : `The search index lacks ${unindexed} messages: the server adds them when it runs.\n`;
  return `${report.ok ? 'Every promise holds' : 'There is damage'}: ${counts}.\n${columns(rows, '  ')}${behind}${remedy}`;
}
