import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { silentLog } from '../base/index.ts';
import { dataFolder } from './data-folder.ts';
import { diskFailure } from './disk-failure.ts';
import { writeAtomically } from './run/atomic-file.ts';
import { readStatus, StatusFile } from './run/status-file.ts';
import { rookery, scratchFolder } from './testing.ts';

const STATUS = { ready: true, pid: 1, ports: {}, startedAt: 'x' };

function systemError(code: string, more: object = {}): Error {
  return Object.assign(new Error(`${code}: …, write`), { code, syscall: 'write', ...more });
}

describe('an error of the disk', () => {
  const table = [
    [systemError('ENOSPC'), 'cannot use /data: the disk is full. Make room and try again', true],
    [systemError('EROFS', { path: '/data/a' }), /^cannot use \/data\/a: the disk is read-only\. .*mount it/, false],
    [systemError('EIO'), /the disk gives an error/, false],
    [Object.assign(new Error('…'), { code: 'ERR_SQLITE_ERROR', errcode: 13 }), /the disk is full/, true],
    [Object.assign(new Error('…'), { code: 'ERR_SQLITE_ERROR', errcode: 4874 }), /the disk is full/, true],
    [Object.assign(new Error('…'), { code: 'ERR_SQLITE_ERROR', errcode: 8 | (1 << 8) }), /is read-only/, false],
  ] as const;
  for (const [error, expected, isFull] of table) {
    it(`is a sentence with a remedy: ${String(expected)}`, () => {
      const failure = diskFailure(error, '/data');
      assert.ok(failure);
      if (typeof expected === 'string') assert.equal(failure.message, expected);
      else assert.match(failure.message, expected);
      assert.equal(failure.isFull, isFull);
    });
  }

  it('is nothing else', () => {
    for (const error of [new Error('ENOSPC'), new TypeError(), systemError('ECONNRESET'), undefined, 'ENOSPC']) {
      assert.equal(diskFailure(error, '/data'), undefined);
    }
  });
});

describe('what a disk does not take', () => {
  it('leaves a file as it was, and no draft', async (test) => {
    const dir = scratchFolder(test);
    // A folder in the way: refused even to root.
    mkdirSync(join(dir, 'file', 'full'), { recursive: true });
    await assert.rejects(writeAtomically(join(dir, 'file'), 'x', 0o600), /^Error: cannot use .*\/file.*: /);
    assert.deepEqual(readdirSync(dir), ['file']);
  });

  it('of a status ends a start, unless it is the room that is wanting', async (test) => {
    const folder = dataFolder(scratchFolder(test));
    await assert.rejects(new StatusFile(folder, silentLog).begin(STATUS), /there is no such place/);
  });

  it('of a status is logged, and written once it can be', async (test) => {
    const folder = dataFolder(scratchFolder(test));
    const logged: string[] = [];
    const log = { ...silentLog, event: (_: string, name: string) => void logged.push(name) };
    const file = new StatusFile(folder, log);
    test.after(() => file.remove());
    await file.tell(STATUS);
    await file.tell(STATUS);
    mkdirSync(folder.run, { recursive: true });
    await file.tell(STATUS);
    assert.deepEqual(logged, ['server.statusNotWritten', 'server.statusWritten']);
    await file.remove();
    assert.deepEqual(readdirSync(folder.run), []);
    assert.equal(readStatus(folder).running, false);
  });

  it('ends a verb with a sentence, not with a stack', async (test) => {
    const dir = scratchFolder(test);
    assert.equal((await rookery(['init', '--dir', dir, '--domain', 'example.org'])).code, 0);
    const file = join(dir, 'file');
    writeFileSync(file, '');
    const below = await rookery(['init', '--dir', join(file, 'x'), '--domain', 'example.org']);
    assert.equal(below.code, 1);
    assert.match(below.stderr, /^rookery: cannot use .*: there is no such place on the disk\. Correct the path\n$/);
    writeFileSync(join(dir, 'directory.sqlite'), 'x'.repeat(10_000));
    const damaged = await rookery(['account', 'list', '--dir', dir]);
    assert.equal(damaged.code, 1);
    assert.match(damaged.stderr, /^rookery: cannot use .*directory\.sqlite: it is damaged\. .*\n$/);
  });
});
