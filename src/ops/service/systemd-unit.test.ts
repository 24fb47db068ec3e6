import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { rookery } from '../testing.ts';
import { systemdUnit } from './systemd-unit.ts';

const ANALYZE = '/usr/bin/systemd-analyze';

describe('the unit for systemd', () => {
  it('has three sections of keys, each said once but for lists', () => {
    const unit = systemdUnit({ program: '/opt/rookery/rookery', folder: '/var/lib/rookery', user: 'mail' });
    const lines = unit.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    assert.deepEqual(
      lines.filter((line) => line.startsWith('[')),
      ['[Unit]', '[Service]', '[Install]'],
    );
    const keys = lines.filter((line) => !line.startsWith('[')).map((line) => /^([A-Z]\w+)=.+$/.exec(line)?.[1]);
    assert.ok(keys.every((key) => key !== undefined));
    const once = keys.filter((key) => key !== 'SystemCallFilter');
    assert.equal(new Set(once).size, once.length);
    for (const line of [
      'ExecStart=/opt/rookery/rookery serve --dir /var/lib/rookery',
      'ExecReload=/bin/kill -HUP $MAINPID',
      'User=mail',
      'ReadWritePaths=/var/lib/rookery',
      'AmbientCapabilities=CAP_NET_BIND_SERVICE',
      'ProtectHome=yes',
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });

  it('keeps odd paths one word, and homes readable where it lives in one', () => {
    const unit = systemdUnit({ program: '/run/user/7/rookery', folder: '/srv/my "50%" $mail', user: 'ada' });
    assert.ok(unit.includes('\nExecStart=/run/user/7/rookery serve --dir "/srv/my \\"50%%\\" $$mail"\n'), unit);
    assert.ok(unit.includes('\nProtectHome=read-only\n'));
  });

  it('is one that systemd takes', { skip: !existsSync(ANALYZE) }, async (test) => {
    const folder = mkdtempSync(join(tmpdir(), 'rookery-test-'));
    test.after(() => rmSync(folder, { recursive: true, force: true }));
    const { stdout, code } = await rookery(['service', 'print', '--dir', folder, '--user', 'root']);
    assert.equal(code, 0);
    const path = join(folder, 'rookery.service');
    writeFileSync(path, stdout);
    const { stderr } = await promisify(execFile)(ANALYZE, ['verify', '--man=no', path]);
    assert.doesNotMatch(stderr, /rookery\.service/, stderr);
  });

  it('is refused for a user that cannot be', async () => {
    assert.equal((await rookery(['service', 'print', '--user', 'a b\nRoot=1'])).code, 2);
  });
});
