import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portBaseOption } from '../cli/port-base.ts';
import { type Call, JSON_OUTPUT, type Verb } from '../cli/verb.ts';
import { LISTENER_NAMES, type ListenerName, PORT_BASE_MAX } from '../config/own-sections.ts';
import { dataFolder } from '../data-folder.ts';
import { DEMO_DOMAIN, DEMO_PEOPLE } from '../demo/people.table.ts';
import { plant } from '../demo/plant.ts';
import { welcome } from '../demo/welcome.ts';
import { openLog } from '../log/open-log.ts';
import { type OpenFolder, openFolder } from '../open-folder.ts';
import { serveUntilStopped } from '../run/serve-until-stopped.ts';
import { makeFolder } from './init.ts';

const PORT_BASE = 1_000;

export const demo: Verb = {
  name: 'demo',
  purpose: 'see it work: a server on this machine alone, two people, sample mail',
  words: [],
  options: {
    dir: { value: 'DIR', about: 'keep the mail here, and find it again next time; else it is gone at the end' },
    'port-base': { value: 'N', about: `is added to each well-known port; ${PORT_BASE}, or what is free, if left out` },
    json: JSON_OUTPUT,
  },
  examples: ['rookery demo', 'rookery demo --dir ~/rookery-demo --port-base 20000'],
  async run(call) {
    const dir = call.options.text('dir') ?? temporaryFolder();
    const { folder, config } = await openOrMake(dir, call);
    const log = openLog({ ...config.log, format: 'pretty', destination: 'stderr' }, folder.path);
    const portBase = portBaseOption(call.options);
    const bar = call.terminal.progress('Putting sample mail in');
    return serveUntilStopped(
      {
        engines: call.engines,
        folder,
        // Two people at a laptop: one thread serves them, and is ready sooner than several.
        config: {
          ...config,
          server: { ...config.server, threads: 1 },
          listeners: onLoopback(config.listeners, portBase),
        },
        log,
        prepare: (store, directory) =>
          plant({ engines: call.engines, store, directory, onProgress: (done, total) => bar.update(done, total) }),
        otherPortBases: portBase === undefined ? otherPortBases(config.listeners.portBase) : [],
      },
      (server) => {
        const reread = openFolder(folder.path, call.engines).config;
        const { listeners, server: own } = reread;
        return { ...reread, server: { ...own, threads: 1 }, listeners: onLoopback(listeners, server.portBase) };
      },
      (server, status) => {
        bar.finish();
        const people = DEMO_PEOPLE.map(({ address, password }) => ({ address, password }));
        const text = welcome(server, {
          keptIn: call.options.text('dir'),
          wanted: portBase ?? config.listeners.portBase,
        });
        call.terminal.answer({ ...status, dir: folder.path, people }, text);
      },
    );
  },
};

/** Gone when the process ends, in whatever way it can notice. */
function temporaryFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'rookery-demo-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function openOrMake(dir: string, { engines, options }: Call): Promise<OpenFolder> {
  if (!existsSync(dataFolder(dir).config)) {
    await makeFolder(dir, { domain: DEMO_DOMAIN, portBase: portBaseOption(options) ?? PORT_BASE }, engines);
  }
  return openFolder(dir, engines);
}

/** The passwords are known to everybody, so nobody from outside may come. */
function onLoopback<L extends Readonly<Record<ListenerName, string>> & { portBase: number }>(
  listeners: L,
  portBase: number | undefined,
): L {
  const hosts = Object.fromEntries(LISTENER_NAMES.map((name) => [name, '127.0.0.1']));
  return { ...listeners, ...hosts, portBase: portBase ?? listeners.portBase };
}

function otherPortBases(first: number): readonly number[] {
  const bases = Array.from({ length: Math.floor(PORT_BASE_MAX / 1_000) }, (_, i) => (i + 1) * 1_000);
  return bases.filter((base) => base > first);
}
