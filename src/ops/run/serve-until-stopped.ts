import { giveBackSpareMemory, watchSpareMemory } from '../../thread/index.ts';
import type { Config } from '../config/config.ts';
import type { ExitCode } from '../failure.ts';
import { Failure } from '../failure.ts';
import { PortFailure } from './listeners.ts';
import { type FolderLock, takeLock } from './lock.ts';
import { Reloads } from './reloads.ts';
import { openServer, type Server, type ServerOpening } from './server.ts';
import { readStatus, type Status, StatusFile } from './status-file.ts';
import { StopSignals } from './stop-signals.ts';

/**
 * Serves a data folder until a signal comes: the whole life of a server. `onReady` is called once every listener is open,
 * `reread` whenever the configuration is to be read again.
 */
export async function serveUntilStopped(
  opening: Omit<ServerOpening, 'onStoreLost'>,
  reread: (server: Server) => Config,
  onReady: (server: Server, status: Status) => void,
): Promise<ExitCode> {
  const { folder, log, engines, config } = opening;
  const lock = lockOrFail(opening);
  const startedAt = new Date(engines.clock.now()).toISOString();
  using signals = new StopSignals(log);
  const file = new StatusFile(folder, log);
  try {
    const full = await file.begin({ ready: false, pid: process.pid, ports: {}, startedAt });
    const onStoreLost = (reason: string) => {
      // One that cannot write is worse than one that begins again, as its service manager has it do.
      log.event('error', 'server.storeLost', { reason });
      signals.stop({ name: 'storeLost', exitCode: 1 });
    };
    const server = await openServer({ ...opening, onStoreLost }).catch((error: unknown) => {
      // Even to be read, an index wants a little room: then that is the reason, whatever it called it.
      throw full === undefined || error instanceof PortFailure ? error : full;
    });
    const status = () => ({ ready: true, pid: process.pid, ports: server.ports, startedAt });
    const onReloaded = () => file.tell(status());
    const reloads = new Reloads({ folder, log, server, reread: () => reread(server), onReloaded });
    signals.onHangUp(() => void reloads.ask());
    await file.tell(status());
    giveBackSpareMemory();
    watchSpareMemory();
    log.event('info', 'server.ready', { version: engines.version, pid: process.pid, ...server.ports });
    onReady(server, status());
    const reason = await signals.stopped;
    log.event('info', 'server.stopping', { reason: reason.name });
    signals.onHangUp(() => {});
    await file.tell({ ...status(), ready: false, ports: {} });
    signals.exitAfter(config.server.drainMs);
    await server.close();
    log.event('info', 'server.stopped');
    return reason.exitCode;
  } finally {
    await file.remove();
    lock.release();
    log.flush();
  }
}

function lockOrFail({ folder }: ServerOpening): FolderLock {
  const lock = takeLock(folder);
  if (lock !== undefined) return lock;
  const { pid } = readStatus(folder);
  const who = pid === null ? 'another process' : `the process ${pid}`;
  throw new Failure(`${who} is serving ${folder.path} already. Stop it first${pid === null ? '' : `: kill ${pid}`}`);
}
