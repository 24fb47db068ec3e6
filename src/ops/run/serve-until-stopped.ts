import type { ExitCode } from '../failure.ts';
import { Failure } from '../failure.ts';
import { type FolderLock, takeLock } from './lock.ts';
import { openServer, type Server, type ServerOpening } from './server.ts';
import { readStatus, removeStatus, type Status, writeStatus } from './status-file.ts';
import { StopSignals } from './stop-signals.ts';

/** Serves a data folder until a signal comes: the whole life of a server. `onReady` is called once every listener is open. */
export async function serveUntilStopped(
  opening: ServerOpening,
  onReady: (server: Server, status: Status) => void,
): Promise<ExitCode> {
  const { folder, log, engines, config } = opening;
  const lock = lockOrFail(opening);
  const startedAt = new Date(engines.clock.now()).toISOString();
  using signals = new StopSignals(log);
  try {
    await writeStatus(folder, { ready: false, pid: process.pid, ports: {}, startedAt });
    const server = await openServer(opening);
    const status = { ready: true, pid: process.pid, ports: server.ports, startedAt };
    await writeStatus(folder, status);
    log.event('info', 'server.ready', { version: engines.version, pid: process.pid, ...server.ports });
    onReady(server, status);
    const reason = await signals.stopped;
    log.event('info', 'server.stopping', { reason: reason.name });
    await writeStatus(folder, { ...status, ready: false, ports: {} });
    signals.exitAfter(config.server.drainMs);
    await server.close();
    log.event('info', 'server.stopped');
    return reason.exitCode;
  } finally {
    removeStatus(folder);
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
