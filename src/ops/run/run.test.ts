import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { silentLog } from '../../base/index.ts';
import { OWN_SECTIONS, type OwnConfig } from '../config/own-sections.ts';
import { dataFolder } from '../data-folder.ts';
import type { Service } from '../engines.ts';
import { Failure } from '../failure.ts';
import { openFolder } from '../open-folder.ts';
import { scratchFolder, testEngines } from '../testing.ts';
import { ensureSelfSigned, loadTls } from '../tls/certificate.ts';
import { makeFolder } from '../verb/init.ts';
import { isLocked, takeLock } from './lock.ts';
import { openListeners } from './open-listeners.ts';
import { openServer } from './server.ts';
import { readStatus } from './status-file.ts';

describe('the lock', () => {
  it('is free, held, and free again', (test) => {
    const folder = dataFolder(scratchFolder(test));
    mkdirSync(folder.path);
    assert.equal(isLocked(folder), false);
    const lock = takeLock(folder);
    assert.ok(lock);
    assert.equal(isLocked(folder), true);
    lock.release();
    assert.equal(isLocked(folder), false);
  });

  it('decides whether the status counts', (test) => {
    const folder = dataFolder(scratchFolder(test));
    mkdirSync(folder.run, { recursive: true });
    const status = { ready: true, pid: 1, ports: { imap: 143 }, startedAt: 'x' };
    writeFileSync(folder.status, JSON.stringify(status));
    assert.equal(readStatus(folder).ready, false);
    const lock = takeLock(folder);
    assert.deepEqual(readStatus(folder), { running: true, ...status });
    writeFileSync(folder.status, '{"ready":');
    const unknown = { running: true, ready: false, pid: null, ports: {}, startedAt: null };
    assert.deepEqual(readStatus(folder), unknown, 'it runs, and that is all that is known');
    lock?.release();
  });
});

describe('the self-signed certificate', () => {
  it('names the host and this machine, and is made once', async (test) => {
    const folder = dataFolder(scratchFolder(test));
    const clock = { now: () => Date.UTC(2030, 0, 1) };
    await ensureSelfSigned(folder, 'mail.example.org', clock);
    const first = readFileSync(folder.certificate, 'utf8');
    const certificate = new X509Certificate(first);
    for (const name of ['mail.example.org', 'localhost']) assert.equal(certificate.checkHost(name), name);
    assert.equal(certificate.checkIP('127.0.0.1'), '127.0.0.1');
    assert.ok(certificate.validToDate.getTime() - certificate.validFromDate.getTime() <= 825 * 86_400_000);
    await ensureSelfSigned(folder, 'mail.example.org', clock);
    assert.equal(readFileSync(folder.certificate, 'utf8'), first);
    loadTls({ certificateFile: '', keyFile: '' }, folder);
  });

  it('a certificate that is not there is a failure with its name', (test) => {
    const folder = dataFolder(scratchFolder(test));
    const files = { certificateFile: 'fullchain.pem', keyFile: 'privkey.pem' };
    assert.throws(
      () => loadTls(files, folder),
      (error) => error instanceof Failure && /fullchain\.pem/.test(error.message),
    );
    assert.throws(() => loadTls({ ...files, keyFile: '' }, folder), /go together/);
  });
});

describe('listeners', () => {
  const config = Object.fromEntries(
    Object.entries(OWN_SECTIONS.listeners).map(([name, key]) => [name, key.default]),
  ) as OwnConfig['listeners'];

  function service(names: Service['listeners'], refused: string | undefined, open: Set<number>): Service {
    return {
      listeners: names,
      listen: async (name, _host, port) => {
        if (name === refused) throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
        open.add(port);
        const close = async () => void open.delete(port);
        return { port, close, destroyConnections() {} };
      },
      drain: async () => {},
    };
  }

  it('are those that a service answers and the configuration wants', async () => {
    const open = new Set<number>();
    const wanted = { ...config, portBase: 1_000, pop3: 'off' };
    const { ports } = await openListeners([service(['imap', 'pop3'], undefined, open)], wanted);
    assert.deepEqual(ports, { imap: 1_143 });
  });

  it('are all open or none', async () => {
    const open = new Set<number>();
    const opening = openListeners([service(['imap', 'imaps'], 'imaps', open)], config);
    await assert.rejects(opening, /cannot open port 993 on 127\.0\.0\.1 for imaps: another program has it/);
    assert.equal(open.size, 0);
  });

  it('are not opened over a store that is gone', async (test) => {
    const opened = await initFolder(scratchFolder(test));
    rmSync(opened.folder.store, { recursive: true });
    await assert.rejects(openServer({ ...opened, log: QUIET, engines: testEngines }), /is its disk mounted\?/);
  });

  it('move to the next port base where one is taken, and close with the server', async (test) => {
    const dir = scratchFolder(test);
    const { folder, config: whole } = await initFolder(dir);
    const open = new Set<number>();
    const services = () => [takenBelow(2_000, service(['imap'], undefined, open))];
    const opening = { folder, config: { ...whole, listeners: { ...whole.listeners, portBase: 1_000 } }, log: QUIET };
    const engines = { ...testEngines, services };
    await assert.rejects(openServer({ ...opening, engines }), /cannot open port 1143 /);
    const server = await openServer({ ...opening, engines, otherPortBases: [2_000] });
    assert.equal(server.portBase, 2_000);
    assert.deepEqual([...open], [2_143]);
    await server.close();
    assert.equal(open.size, 0);
  });

  function takenBelow(firstFree: number, inner: Service): Service {
    return {
      ...inner,
      listen: async (name, host, port) => {
        if (port < firstFree) throw Object.assign(new Error('taken'), { code: 'EADDRINUSE' });
        return inner.listen(name, host, port);
      },
    };
  }
});

const QUIET = { ...silentLog, flush() {} };

async function initFolder(dir: string) {
  await makeFolder(dir, { domain: 'example.org', portBase: 1_000 }, testEngines);
  return openFolder(dir, testEngines);
}
