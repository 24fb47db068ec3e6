import type { Log } from '../../base/index.ts';
import { type Listener, type ListenerAnswer, openListener } from '../../connection/index.ts';
import type { Config } from '../config/config.ts';
import { portOf } from '../config/own-sections.ts';
import type { Engines } from '../engines.ts';
import { levelFilter } from '../log/level-filter.ts';
import { MetricsCollector } from '../metrics/collector.ts';
import { countedLog, Tally } from '../metrics/tally.ts';
import { portFailure } from './listeners.ts';
import type { Ports } from './protocols.ts';

const NAME = 'metrics';
const MAIN = 'main';

interface Open {
  readonly host: string;
  readonly port: number;
  readonly listener: Listener;
  drain(): Promise<void>;
}

/** What is told of the server to those who watch it: the numbers of all threads, and whether it is ready. */
export class Watch {
  readonly metrics: MetricsCollector;
  /** The log of what runs in this thread: each event of it is counted. */
  readonly log: Log;
  readonly #engines: Engines;
  readonly #tally = new Tally();
  /** Of those who ask one would else find little but that they ask. */
  readonly #ownLog: Log;
  /** Asked at each question. */
  readonly #isReady: () => boolean;
  #open: Open | undefined;
  #collectsProcess = false;

  constructor(engines: Engines, log: Log, isReady: () => boolean) {
    this.#engines = engines;
    this.metrics = new MetricsCollector(engines.version);
    this.log = countedLog(log, this.#tally);
    this.#ownLog = levelFilter('warn', (level, name, fields) => log.event(level, name, fields)).log;
    this.#isReady = isReady;
  }

  get ports(): Ports {
    return this.#open === undefined ? {} : { [NAME]: this.#open.port };
  }

  /**
   * Opens the listener where the configuration wants it, then has the protocols use that configuration too. Rejects, with a
   * PortFailure if the port cannot be had, and has the listener that it had.
   */
  async use(config: Config, useProtocols: () => Promise<void>): Promise<void> {
    const before = this.#open;
    const next = await this.#openFor(config);
    try {
      await useProtocols();
    } catch (error) {
      if (next !== before) await close(next);
      throw error;
    }
    this.#open = next;
    if (next !== before) await close(before);
  }

  async close(): Promise<void> {
    await close(this.#open);
    this.#open = undefined;
    this.#tally.stop();
  }

  async #openFor(config: Config): Promise<Open | undefined> {
    const host = config.listeners[NAME];
    const port = portOf(config.listeners.portBase, NAME);
    if (this.#open?.host === host && this.#open.port === port) return this.#open;
    const service = this.#serviceOf(config);
    if (host === 'off' || service === undefined) return undefined;
    try {
      const listener = await openListener({ host, port, log: this.#ownLog, ...service.answer });
      if (!this.#collectsProcess) this.metrics.collectProcess();
      this.#collectsProcess = true;
      return { host, port, listener, drain: () => service.drain() };
    } catch (error) {
      throw portFailure({ name: NAME, host, port }, error);
    }
  }

  #serviceOf(config: Config): { readonly answer: ListenerAnswer; drain(): Promise<void> } | undefined {
    return this.#engines.watch?.({
      config,
      log: this.#ownLog,
      isReady: this.#isReady,
      metrics: () => {
        this.metrics.add(MAIN, this.#tally.report());
        return this.metrics.text(this.#isReady());
      },
    });
  }
}

/** Who asks just now is answered in no time, and nobody else is worth waiting for. */
async function close(open: Open | undefined): Promise<void> {
  if (open === undefined) return;
  await open.listener.close();
  open.listener.destroyConnections();
  await open.drain();
}
