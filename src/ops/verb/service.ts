import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { UsageFailure } from '../failure.ts';
import { systemdUnit } from '../service/systemd-unit.ts';

const PROGRAM = fileURLToPath(new URL('../../../rookery', import.meta.url));

export const servicePrint: Verb = {
  name: 'service print',
  purpose: 'print a unit for systemd that runs the server, with no more rights than it needs',
  words: [],
  options: {
    dir: { value: 'DIR', about: 'the data folder (/var/lib/rookery)' },
    user: { value: 'U', about: 'whom it runs as (rookery)' },
    json: JSON_OUTPUT,
  },
  notes: [
    'Put it where systemd looks, and begin:',
    '  rookery service print > /etc/systemd/system/rookery.service',
    '  systemctl daemon-reload && systemctl enable --now rookery',
  ],
  examples: ['rookery service print', 'rookery service print --dir /srv/mail --user mail'],
  async run({ terminal, options }) {
    const folder = resolve(options.text('dir') ?? '/var/lib/rookery');
    const user = options.text('user') ?? 'rookery';
    if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(user)) throw new UsageFailure(`${JSON.stringify(user)} is no name of a user`);
    if (/[\p{Cc}]/u.test(folder)) throw new UsageFailure('the name of the data folder holds control characters');
    const unit = systemdUnit({ program: PROGRAM, folder, user });
    terminal.answer({ unit }, unit);
    return 0;
  },
};
