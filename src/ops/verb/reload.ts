import { setTimeout as wait } from 'node:timers/promises';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { dataFolder } from '../data-folder.ts';
import { Failure } from '../failure.ts';
import { type ReloadReport, readReloadReport } from '../run/reload-file.ts';
import { readStatus } from '../run/status-file.ts';

const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 25;

export const reload: Verb = {
  name: 'reload',
  purpose: 'have the running server read its configuration and certificate again',
  words: [],
  options: { dir: DIR, json: JSON_OUTPUT },
  notes: [
    'No session is dropped. What is new counts for those who come from then on; a key that is read at a start alone is',
    'named. A configuration that cannot be used is refused, and the server goes on with the one it has. SIGHUP does the same.',
  ],
  examples: ['rookery reload --dir /var/lib/rookery'],
  async run({ terminal, options }) {
    const path = options.required('dir');
    const folder = dataFolder(path);
    const { running, ready, pid } = readStatus(folder);
    if (!running || pid === null) throw new Failure(`no server is serving ${path}: there is nothing to reload`);
    if (!ready) throw new Failure(`the process ${pid} is not ready yet, or is stopping: try again`);
    const before = readReloadReport(folder)?.number ?? 0;
    process.kill(pid, 'SIGHUP');
    for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
      await wait(LOOK_EVERY_MS);
      const report = readReloadReport(folder);
      if (report === undefined || report.number <= before) continue;
      if (!report.ok) throw new Failure(report.error);
      const { changed, waiting } = report;
      terminal.answer({ ok: true, changed, waiting }, textOf(report));
      return 0;
    }
    throw new Failure(`the process ${pid} has not answered: its log says why`);
  },
};

function textOf({ changed, waiting }: ReloadReport): string {
  const lines = [
    changed.length === 0
      ? 'Reloaded: the certificate is read again; no other change.'
      : `Reloaded: ${changed.join(', ')}.`,
  ];
  if (waiting.length > 0) lines.push(`Read at a start alone, so not in use before one: ${waiting.join(', ')}.`);
  return lines.join('\n');
}
