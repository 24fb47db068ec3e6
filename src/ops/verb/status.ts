import { columns } from '../cli/terminal.ts';
import { DIR, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { openFolder } from '../open-folder.ts';
import { type KnownStatus, readStatus } from '../run/status-file.ts';

export const status: Verb = {
  name: 'status',
  purpose: 'say whether the server runs, and on which ports',
  words: [],
  options: { dir: DIR, json: JSON_OUTPUT },
  notes: ['The exit code is 0 whether it runs or not: read "ready".'],
  examples: ['rookery status --dir /var/lib/rookery', 'rookery status --dir /var/lib/rookery --json'],
  async run({ engines, terminal, options }) {
    const now = readStatus(openFolder(options.required('dir'), engines).folder);
    const ports = Object.entries(now.ports).map(([name, port]) => [name, String(port)]);
    terminal.answer(now, `${headOf(now)}\n${columns(ports, '  ')}`);
    return 0;
  },
};

function headOf({ running, ready, pid, startedAt }: KnownStatus): string {
  if (!running) return 'Not running.';
  if (pid === null) return 'Running, but it could not write its status: is the disk full? Its log says why.';
  return `${ready ? 'Ready' : 'Running, not ready'}: process ${pid}, since ${startedAt}.`;
}
