import type { ExitCode } from '../failure.ts';
import type { OpenLog } from '../log/open-log.ts';

export interface StopReason {
  readonly name: string;
  readonly exitCode: ExitCode;
}

const STOPS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Why a server stops: the first signal asks for an orderly end, a second one takes it at once. What nobody caught ends
 * the process too, in order, with exit code 1: after it nothing can be trusted but the disk. SIGHUP is no end, but has the
 * configuration read again.
 */
export class StopSignals {
  readonly stopped: Promise<StopReason>;
  readonly #log: OpenLog;
  readonly #resolve: (reason: StopReason) => void;
  readonly #onSignal = (name: NodeJS.Signals) => this.stop({ name, exitCode: 0 });
  #reload: () => void = () => this.#log.event('warn', 'server.reloadTooSoon');
  readonly #onHangUp = () => this.#reload();
  readonly #onError = (error: unknown) => {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log.event('error', 'server.brokenAssumption', { error: detail });
    this.stop({ name: 'error', exitCode: 1 });
  };
  #stopping = false;

  constructor(log: OpenLog) {
    this.#log = log;
    const { promise, resolve } = Promise.withResolvers<StopReason>();
    this.stopped = promise;
    this.#resolve = resolve;
    for (const name of STOPS) process.on(name, this.#onSignal);
    process.on('SIGHUP', this.#onHangUp);
    process.on('uncaughtException', this.#onError);
    process.on('unhandledRejection', this.#onError);
  }

  /** What SIGHUP is to do from here on. */
  onHangUp(reload: () => void): void {
    this.#reload = reload;
  }

  /** However long a session or a disk takes: the end comes. */
  exitAfter(ms: number): void {
    setTimeout(() => this.#exit('server.drainTooSlow'), ms).unref();
  }

  stop(reason: StopReason): void {
    if (this.#stopping && reason.exitCode === 0) this.#exit('server.stoppedAtOnce');
    this.#stopping = true;
    this.#resolve(reason);
  }

  [Symbol.dispose](): void {
    for (const name of STOPS) process.off(name, this.#onSignal);
    process.off('SIGHUP', this.#onHangUp);
    process.off('uncaughtException', this.#onError);
    process.off('unhandledRejection', this.#onError);
  }

  #exit(event: string): never {
    this.#log.event('warn', event);
    this.#log.flush();
    process.exit(1);
  }
}
