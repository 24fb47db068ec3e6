import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { LastTimes } from '../../base/index.ts';
import { shareCensus } from '../../connection/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { Store } from '../../store/index.ts';
import type { Config } from '../config/config.ts';
import type { OwnConfig } from '../config/own-sections.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Engines } from '../engines.ts';
import { Failure } from '../failure.ts';
import type { OpenLog } from '../log/open-log.ts';
import { openDirectoryOf, openStoreOf } from '../open-folder.ts';
import { ensureSelfSigned, loadTls } from '../tls/certificate.ts';
import { canSharePorts, PortFailure } from './listeners.ts';
import { HeldLocks, sessionLocks } from './locks.ts';
import { ProtocolThreads } from './protocol-threads.ts';
import { type Ports, type ProtocolRunner, Protocols } from './protocols.ts';
import { type Reloaded, reloadWith } from './reload.ts';
import { carryOutRemovals } from './removals.ts';
import { Watch } from './watch.ts';

export interface ServerOpening {
  readonly engines: Engines;
  readonly folder: DataFolder;
  readonly config: Config;
  readonly log: OpenLog;
  /** What is to happen once the store is open and before the first listener is. */
  readonly prepare?: (store: Store, directory: Directory) => Promise<void>;
  /** Port bases to try after the configured one, if a port of that is taken. */
  readonly otherPortBases?: readonly number[];
  /** Called if the store can never write again in this process. */
  readonly onStoreLost?: (reason: string) => void;
}

export interface Server {
  readonly ports: Ports;
  readonly portBase: number;
  /** Takes another configuration into use, as far as that can be done in flight. Rejects, and changes nothing, if it cannot be used. */
  reload(config: Config): Promise<Reloaded>;
  /** Takes no more connections, lets sessions end, finishes commits, closes everything. */
  close(): Promise<void>;
}

/** Of the time to drain, what sessions get; the rest is for the last commits. */
const SESSIONS_SHARE = 0.8;

/** Opens the store, the directory, the protocols and their listeners: all, or it rejects and nothing stays open. */
export async function openServer(opening: ServerOpening): Promise<Server> {
  const { engines, folder, log } = opening;
  let { config } = opening;
  let runner: ProtocolRunner | undefined;
  let ending = false;
  let lost = false;
  const watch = new Watch(engines, log, () => !ending && !lost && runner?.isServing === true);
  await using opened = new AsyncDisposableStack();
  await ensureSelfSigned(folder, config.server.hostname, engines.clock);
  const tls = loadTls(config.tls, folder);
  // Made by init. An engine would begin an empty one, and every mail program would then empty its own copy.
  if (!existsSync(folder.store)) {
    throw new Failure(`there is no mail in ${folder.store}: is its disk mounted? Else it must come back from a backup`);
  }
  opened.defer(() => watch.close());
  const store = await openStoreOf(opening, engines, watch.log, (reason) => {
    lost = true;
    opening.onStoreLost?.(reason);
  });
  opened.defer(() => store.close());
  const directory = openDirectoryOf(opening, engines, watch.log);
  opened.defer(() => directory.close());
  opened.use(await watchRemovals(opening, store, directory));
  await opening.prepare?.(store, directory);
  const protocols = await chooseRunner(opening, store, directory, watch);
  runner = protocols;
  opened.defer(() => protocols.end());
  const use: ProtocolRunner['use'] = (wanted, material) => watch.use(wanted, () => protocols.use(wanted, material));
  const portBase = await useFirstFree(opening, (listeners) => {
    config = { ...config, listeners };
    return use(config, tls);
  });
  const closing = opened.move();
  return {
    get ports() {
      return { ...protocols.ports, ...watch.ports };
    },
    portBase,
    reload: async (next) => {
      const reloaded = await reloadWith(next, config, folder, engines, { use });
      config = reloaded.config;
      log.setLevel(config.log.level);
      return reloaded;
    },
    close: async () => {
      ending = true;
      const patienceMs = Math.round(config.server.drainMs * SESSIONS_SHARE);
      if (!(await protocols.drain(patienceMs))) log.event('warn', 'server.sessionsCut', { afterMs: patienceMs });
      await closing.disposeAsync();
    },
  };
}

/** The protocols in threads of their own, or in this one where only one is wanted or possible. */
async function chooseRunner(
  { engines, config, folder, log }: ServerOpening,
  store: Store,
  directory: Directory,
  watch: Watch,
): Promise<ProtocolRunner> {
  const locks = new HeldLocks();
  const wanted = config.server.threads === 0 ? availableParallelism() : config.server.threads;
  const { threads } = engines;
  if (threads !== undefined && wanted > 1) {
    if (await canSharePorts()) {
      return new ProtocolThreads({
        count: wanted,
        entry: threads.entry,
        folder: folder.path,
        census: shareCensus(wanted),
        locks,
        lastTimes: new LastTimes(),
        directory,
        shareStore: () => threads.shareStore(store, wanted),
        heapMaxBytes: config.server.threadHeapMaxBytes,
        log: watch.log,
        threadLog: log,
        metrics: watch.metrics,
      });
    }
    log.event('warn', 'server.oneThread', { detail: 'this system has no SO_REUSEPORT: one thread runs all protocols' });
  }
  const own = sessionLocks(
    (name) => locks.take(name, locks),
    (name) => locks.release(name, locks),
  );
  const house = { store, directory, clock: engines.clock, log: watch.log, locks: own, lastTimes: new LastTimes() };
  return new Protocols({ engines, reusePort: false, house });
}

/** Opens the listeners at the first port base of which every port can be had, and says which that was. */
async function useFirstFree(
  { config, otherPortBases = [], log }: ServerOpening,
  use: (listeners: OwnConfig['listeners']) => Promise<void>,
): Promise<number> {
  const bases = [config.listeners.portBase, ...otherPortBases];
  for (const [index, portBase] of bases.entries()) {
    try {
      await use({ ...config.listeners, portBase });
      return portBase;
    } catch (error) {
      if (!(error instanceof PortFailure) || error.code !== 'EADDRINUSE' || index === bases.length - 1) throw error;
      log.event('warn', 'listeners.portTaken', { portBase, detail: error.message });
    }
  }
  throw new Error('no port base to try');
}

/** Carries out what `account remove` has asked for: once now, and then from time to time. */
async function watchRemovals(opening: ServerOpening, store: Store, directory: Directory): Promise<AsyncDisposable> {
  const removing = { folder: opening.folder, log: opening.log, store, directory };
  await carryOutRemovals(removing);
  let running = Promise.resolve();
  const timer = setInterval(() => {
    // The wishes stay where they are, and the next time comes.
    running = running
      .then(() => carryOutRemovals(removing))
      .catch((error: unknown) => removing.log.event('error', 'account.removalsFailed', { error: String(error) }));
  }, opening.config.server.removalCheckMs);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
