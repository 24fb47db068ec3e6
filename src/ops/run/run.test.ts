import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { LastTimes, silentLog } from '../../base/index.ts';
import { MemoryStore } from '../../store/index.ts';
import { type Config, configSections } from '../config/config.ts';
import { OWN_SECTIONS, type OwnConfig } from '../config/own-sections.ts';
import { parseConfig } from '../config/parse.ts';
import { dataFolder } from '../data-folder.ts';
import type { Engines, Service } from '../engines.ts';
import { Failure } from '../failure.ts';
import { openFolder } from '../open-folder.ts';
import { freePortBase, scratchFolder, type TestScope, testEngines } from '../testing.ts';
import { ensureSelfSigned, loadTls } from '../tls/certificate.ts';
import { makeFolder } from '../verb/init.ts';
import { wantedListeners } from './listeners.ts';
import { isLocked, takeLock } from './lock.ts';
import { Protocols } from './protocols.ts';
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

  function service(names: Service['listeners']): Service {
    return { listeners: names, answer: () => ({ serve: async () => {} }), drain: async () => {} };
  }

  it('are those that a service answers and the configuration wants', () => {
    const wanted = wantedListeners({ ...config, portBase: 1_000, pop3: 'off' }, [service(['imap', 'pop3'])]);
    assert.deepEqual(wanted, [{ name: 'imap', host: '127.0.0.1', port: 1_143 }]);
  });

  it('are all open or none', async (test) => {
    const base = await freePortBase();
    await hold(test, base + 993);
    const engines = { services: () => [service(['imap', 'imaps'])] };
    const { folder } = await initFolder(scratchFolder(test));
    await ensureSelfSigned(folder, 'localhost', testEngines.clock);
    const tls = loadTls({ certificateFile: '', keyFile: '' }, folder);
    const opening = protocols(engines).use(configWith({ portBase: base }), tls);
    await assert.rejects(opening, new RegExp(`cannot open port ${base + 993} on 127.0.0.1 for imaps: another program`));
    await hold(test, base + 143);
  });

  it('are not opened over a store that is gone', async (test) => {
    const opened = await initFolder(scratchFolder(test));
    rmSync(opened.folder.store, { recursive: true });
    await assert.rejects(openServer({ ...opened, log: QUIET, engines: testEngines }), /is its disk mounted\?/);
  });

  it('move to the next port base where one is taken, and close with the server', async (test) => {
    const { folder, config: whole } = await initFolder(scratchFolder(test));
    const [taken, free] = [await freePortBase(), await freePortBase()];
    await hold(test, taken + 143);
    const listeners = { ...whole.listeners, portBase: taken };
    const opening = { folder, config: { ...whole, listeners }, log: QUIET };
    const engines = { ...testEngines, services: () => [service(['imap'])] };
    await assert.rejects(openServer({ ...opening, engines }), new RegExp(`cannot open port ${taken + 143} `));
    const server = await openServer({ ...opening, engines, otherPortBases: [free] });
    assert.equal(server.portBase, free);
    assert.deepEqual(server.ports, { imap: free + 143 });
    await server.close();
    await hold(test, free + 143);
  });

  /** Takes a port until the test is over; fails if somebody has it. */
  async function hold(test: TestScope, port: number): Promise<void> {
    const holder = createServer();
    test.after(() => holder.close());
    holder.listen(port, '127.0.0.1');
    await once(holder, 'listening');
  }

  function configWith(listeners: Partial<OwnConfig['listeners']>): Config {
    const parsed = parseConfig('', configSections([]));
    assert.ok(parsed.ok);
    return { ...parsed.value, listeners: { ...config, ...listeners } };
  }

  function protocols(engines: Pick<Engines, 'services'>): Protocols {
    const store = new MemoryStore({ clock: testEngines.clock });
    const directory = testEngines.openDirectory(':memory:', configWith({}), silentLog);
    const locks = { acquire: async () => undefined };
    return new Protocols({
      engines,
      reusePort: false,
      house: { store, directory, clock: testEngines.clock, log: silentLog, locks, lastTimes: new LastTimes() },
    });
  }
});

const QUIET = { ...silentLog, flush() {}, setLevel() {} };

async function initFolder(dir: string) {
  await makeFolder(dir, { domain: 'example.org', portBase: 1_000 }, testEngines);
  return openFolder(dir, testEngines);
}
