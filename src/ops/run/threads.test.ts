import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import type { LogField } from '../../base/index.ts';
import type { Config } from '../config/config.ts';
import { openFolder } from '../open-folder.ts';
import { freePortBase, scratchFolder } from '../testing.ts';
import { makeFolder } from '../verb/init.ts';
import { openServer } from './server.ts';
import { Talker, threadedEngines } from './testing.ts';

interface Event {
  readonly name: string;
  readonly fields: Readonly<Record<string, LogField>>;
}

/** A log that a test can wait on. */
function heardLog() {
  const events: Event[] = [];
  const waiting: { name: string; resolve: (event: Event) => void }[] = [];
  const log = {
    event(_level: string, name: string, fields: Event['fields'] = {}) {
      events.push({ name, fields });
      for (const one of waiting.splice(0)) one.name === name ? one.resolve({ name, fields }) : waiting.push(one);
    },
    child: () => log,
    flush() {},
    setLevel() {},
  };
  const next = (name: string) => new Promise<Event>((resolve) => waiting.push({ name, resolve }));
  return { log, events, next };
}

async function scene(test: TestContext, server: Partial<Config['server']> = {}) {
  const dir = scratchFolder(test);
  const portBase = await freePortBase();
  await makeFolder(dir, { domain: 'example.org', portBase }, threadedEngines);
  const { folder, config: written } = openFolder(dir, threadedEngines);
  const config = { ...written, server: { ...written.server, threads: 2, hostname: 'one', ...server } };
  const { log, events, next } = heardLog();
  const opening = { engines: threadedEngines, folder, config, log };
  return { opening, config, portBase, events, next };
}

type Opened = Awaited<ReturnType<typeof openServer>>;

async function open(test: TestContext, server?: Partial<Config['server']>) {
  const made = await scene(test, server);
  const opened = await openServer(made.opening);
  test.after(() => opened.close());
  return { ...made, server: opened };
}

/** A peer in each of the two threads. */
async function oneInEach(server: Opened): Promise<readonly [Talker, Talker]> {
  const found = new Map<string, Talker>();
  while (found.size < 2) {
    const talker = Talker.dial(server.ports.imap!);
    const thread = (await talker.hear())!;
    // The server may count for a moment whoever has just hung up.
    if (found.has(thread) || thread === 'full') {
      talker.hangUp();
      await talker.closed;
    } else found.set(thread, talker);
  }
  const [a, b] = [...found.values()];
  return [a!, b!];
}

describe('protocol threads', () => {
  it('share every port, and what one session alone may hold', async (test) => {
    const { server } = await open(test);
    const [a, b] = await oneInEach(server);
    assert.equal(await a.say('lock maildrop'), 'yours');
    assert.equal(await b.say('lock maildrop'), 'held');
    a.hangUp();
    while ((await b.say('lock maildrop')) === 'held');
  });

  it('count failed logins together', async (test) => {
    const { server } = await open(test);
    const [a, b] = await oneInEach(server);
    const said: (string | undefined)[] = [];
    for (let i = 0; i < 4; i++) for (const talker of [a, b]) said.push(await talker.say('login anna@example.org'));
    assert.equal(said.indexOf('throttled'), 5, 'five are free, and the sixth has to wait');
  });

  it('let happen once in an interval what one of them has let happen', async (test) => {
    const { server } = await open(test);
    const [a, b] = await oneInEach(server);
    assert.equal(await a.say('admit pop3'), '0');
    assert.equal(await b.say('admit pop3'), '60000');
    assert.equal(await b.say('admit another'), '0');
    assert.equal(await a.say('forget pop3'), 'forgotten');
    while ((await b.say('admit pop3')) !== '0');
    assert.equal(await a.say('admit pop3'), '60000');
  });

  it('count connections together', async (test) => {
    const { server } = await open(test);
    await oneInEach(server);
    const heard: (string | undefined)[] = [];
    while (heard.at(-1) !== 'full') heard.push(await Talker.dial(server.ports.imap!).hear());
    assert.ok(heard.length <= 2, 'one more, and then no more, in whichever thread');
    assert.notEqual(await Talker.dial(server.ports.pop3!).hear(), 'full');
  });

  for (const cause of ['defect', 'memory']) {
    it(`begin again when one dies of ${cause}, and the others notice nothing`, async (test) => {
      const { server, next, events } = await open(test, { threadHeapMaxBytes: 67_108_864 });
      const [a, b] = await oneInEach(server);
      assert.equal(await a.say('lock maildrop'), 'yours');
      const begun = next('thread.begunAgain');
      void a.say(`die ${cause}`);
      await a.closed;
      while ((await b.say('lock maildrop')) === 'held');
      assert.equal(await b.say('hello'), 'one');
      await begun;
      const died = events.find(({ name }) => name === 'thread.died');
      assert.match(String(died?.fields.error), cause === 'memory' ? /memory/i : /a defect/);
      await oneInEach(server).then(([c, d]) => [c, d].map((talker) => talker.hangUp()));
    });
  }

  it('add up what they count, whatever dies meanwhile', async (test) => {
    const { server, next } = await open(test);
    const watcher = Talker.dial(server.ports.metrics!);
    const look = async () => JSON.parse((await watcher.say('look'))!) as { ready: boolean; metrics: string };
    const until = async (line: string) => {
      while (!(await look()).metrics.split('\n').includes(line));
    };
    const [a] = await oneInEach(server);
    await until('rookery_connections_open{listener="imap"} 2');
    assert.equal((await look()).ready, true);
    const begun = next('thread.begunAgain');
    void a.say('die defect');
    await until('rookery_thread_deaths_total 1');
    await until('rookery_connections_open{listener="imap"} 1');
    assert.equal((await look()).ready, true, 'the other thread has every listener');
    await begun;
    for (const thread of ['main', '0', '1']) {
      while (!(await look()).metrics.includes(`rookery_event_loop_delay_seconds{thread="${thread}"}`));
    }
  });

  it('are told goodbye together', async (test) => {
    const { opening } = await scene(test);
    const server = await openServer(opening);
    const both = await oneInEach(server);
    const closing = server.close();
    for (const talker of both) assert.equal(await talker.hear(), 'bye');
    await closing;
  });

  it('share no port with a stranger, not even one that would', async (test) => {
    const { opening, portBase } = await scene(test);
    const stranger = createServer();
    test.after(() => stranger.close());
    stranger.listen({ host: '127.0.0.1', port: portBase + 110, reusePort: true });
    await once(stranger, 'listening');
    await assert.rejects(openServer(opening), /cannot open port \d+ on 127\.0\.0\.1 for pop3: another program has it/);
  });

  it('share no port with another Rookery', async (test) => {
    const { server, config } = await open(test);
    const other = await scene(test);
    const listeners = { ...config.listeners };
    await assert.rejects(
      openServer({ ...other.opening, config: { ...other.config, listeners } }),
      /another program has it/,
    );
    const moved = await openServer({
      ...other.opening,
      config: { ...other.config, listeners },
      otherPortBases: [other.portBase],
    });
    assert.equal(moved.portBase, other.portBase);
    await moved.close();
    const [a] = await oneInEach(server);
    assert.equal(await a.say('hello'), 'one');
  });
});

describe('a reload', () => {
  for (const threads of [1, 2]) {
    it(`counts for who comes then, and drops nobody, with ${threads} thread(s)`, async (test) => {
      const { server, config } = await open(test, { threads });
      const before = Talker.dial(server.ports.imap!);
      assert.match((await before.hear())!, /^one /);
      const next = {
        ...config,
        server: { ...config.server, hostname: 'two', separator: '.' },
        listeners: { ...config.listeners, pop3: 'off' },
      };
      const reloaded = await server.reload(next);
      assert.deepEqual(reloaded.changed, ['server.hostname', 'listeners.pop3']);
      assert.deepEqual(reloaded.waiting, ['server.separator']);
      assert.deepEqual(Object.keys(server.ports), ['imap', 'metrics']);
      assert.equal(await before.say('hello'), 'one', 'it is as it was');
      const after = Talker.dial(server.ports.imap!);
      assert.match((await after.hear())!, /^two /);
      assert.equal(await Talker.dial(config.listeners.portBase + 110).hear(), undefined);
      await server.reload({ ...next, listeners: config.listeners });
      assert.match((await Talker.dial(config.listeners.portBase + 110).hear())!, /^two /);
      assert.equal(await before.say('hello'), 'one');
    });

    it(`that finds a port taken changes nothing, with ${threads} thread(s)`, async (test) => {
      const { server, config } = await open(test, { threads });
      const portBase = await freePortBase();
      const stranger = createServer();
      test.after(() => stranger.close());
      stranger.listen({ host: '127.0.0.1', port: portBase + 110, reusePort: true });
      await once(stranger, 'listening');
      const next = { ...config, listeners: { ...config.listeners, portBase } };
      await assert.rejects(server.reload(next), /another program has it/);
      assert.match((await Talker.dial(server.ports.pop3!).hear())!, /^one /);
      for (const port of [143, 9464]) {
        assert.equal(await Talker.dial(portBase + port).say('look'), undefined, 'what was opened is closed again');
      }
      assert.ok(await Talker.dial(server.ports.metrics!).say('look'));
    });
  }
});
