import { Worker } from 'node:worker_threads';
import type { LastTimes, Log } from '../../base/index.ts';
import { type CensusShare, clearPlace } from '../../connection/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { ConfigValues } from '../config/config.ts';
import type { StoreShare } from '../engines.ts';
import type { MetricsCollector } from '../metrics/collector.ts';
import type { TlsMaterial } from '../tls/certificate.ts';
import { PortFailure } from './listeners.ts';
import type { HeldLocks } from './locks.ts';
import type { Ports } from './protocols.ts';
import type { FromThread, Question, ThreadStart, ToThread } from './thread-message.ts';

export interface KeeperOptions {
  readonly place: number;
  readonly entry: URL;
  readonly folder: string;
  readonly census: CensusShare;
  readonly locks: HeldLocks;
  readonly lastTimes: LastTimes;
  readonly directory: Pick<Directory, 'authenticate'>;
  readonly shareStore: () => StoreShare;
  readonly heapMaxBytes: number;
  readonly log: Log;
  /** For events that come from the thread, which has counted them itself. */
  readonly threadLog: Log;
  readonly metrics: Pick<MetricsCollector, 'add' | 'forget'>;
  /** How long a thread has to live so that its death is the first again. */
  readonly restart?: RestartPace;
}

export interface RestartPace {
  readonly firstMs: number;
  readonly maxMs: number;
  readonly calmMs: number;
}

export interface Configuration {
  readonly values: ConfigValues;
  readonly tls: TlsMaterial;
}

const PACE: RestartPace = { firstMs: 100, maxMs: 30_000, calmMs: 60_000 };
const MIB = 1_048_576;
/** Three semi-spaces: what a thread takes for new objects and, as V8 is, never gives back. */
const YOUNG_MIB = 12;

/** One living thread, and who waits for its next word. */
interface Living {
  readonly worker: Worker;
  readonly startedAt: number;
  error: unknown;
  /** It has a configuration in use, and its listeners are open. */
  isServing: boolean;
  /** For each configuration that it was told, in that order. */
  readonly using: PromiseWithResolvers<Ports>[];
  /** What it said of its draining, and who waits for that. */
  inTime: boolean;
  drained: PromiseWithResolvers<boolean> | undefined;
}

/**
 * Keeps one protocol thread alive: begins it, answers its questions, and begins another when it dies, later each time it
 * dies soon. What the dead one held is free at once.
 */
export class ThreadKeeper {
  readonly #options: KeeperOptions;
  readonly #pace: RestartPace;
  #living: Living | undefined;
  #configuration: Configuration | undefined;
  #nextWaitMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#pace = options.restart ?? PACE;
    this.#nextWaitMs = this.#pace.firstMs;
  }

  get isLiving(): boolean {
    return this.#living !== undefined;
  }

  get isServing(): boolean {
    return !this.#ended && this.#living?.isServing === true;
  }

  /** Begins the thread, so that it gets ready while others do. */
  begin(values: ConfigValues): void {
    if (this.#configuration === undefined) this.#living ??= this.#start(values);
  }

  /**
   * Has the thread take a configuration into use; gives its ports. Rejects if it refuses, and then has the one before.
   * A thread that is dead just now takes it when it lives again.
   */
  async use(configuration: Configuration, first: boolean): Promise<Ports | undefined> {
    const before = this.#configuration;
    this.#configuration = configuration;
    if (this.#living === undefined) return undefined;
    try {
      return await this.#say(this.#living, configuration, first);
    } catch (error) {
      this.#configuration = before;
      throw error;
    }
  }

  /** Lets sessions end, and the thread; false if some had to be cut off. */
  async drain(patienceMs: number): Promise<boolean> {
    this.#ended = true;
    clearTimeout(this.#timer);
    const living = this.#living;
    if (living === undefined) return true;
    living.drained = Promise.withResolvers<boolean>();
    this.#send(living, { kind: 'drain', patienceMs });
    return living.drained.promise;
  }

  /** Ends the thread at once. */
  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#living?.worker.terminate();
  }

  #start(values: ConfigValues): Living {
    const { entry, place, folder, census, shareStore, heapMaxBytes } = this.#options;
    const { value, transfer } = shareStore();
    const worker = new Worker(entry, {
      name: `protocol ${place}`,
      workerData: { place, census, folder, store: value, values } satisfies ThreadStart,
      transferList: [...transfer],
      resourceLimits: { maxOldGenerationSizeMb: Math.ceil(heapMaxBytes / MIB), maxYoungGenerationSizeMb: YOUNG_MIB },
      // Nothing of the command line is the thread's; its log goes through the main thread.
      argv: [],
    });
    const living: Living = {
      worker,
      startedAt: performance.now(),
      error: undefined,
      isServing: false,
      using: [],
      inTime: false,
      drained: undefined,
    };
    worker.on('message', (message: FromThread) => this.#receive(living, message));
    worker.on('error', (error) => {
      living.error = error;
    });
    worker.on('exit', () => this.#onExit(living));
    return living;
  }

  #say(living: Living, { values, tls }: Configuration, first: boolean): Promise<Ports> {
    const using = Promise.withResolvers<Ports>();
    living.using.push(using);
    this.#send(living, { kind: 'use', values, tls, first });
    return using.promise;
  }

  #receive(living: Living, message: FromThread): void {
    switch (message.kind) {
      case 'log':
        this.#options.threadLog.event(message.level, message.name, message.fields);
        break;
      case 'ask':
        void this.#answer(living, message.id, message.question);
        break;
      case 'releaseLock':
        this.#options.locks.release(message.name, living);
        break;
      case 'forgetTime':
        this.#options.lastTimes.forget(message.name);
        break;
      case 'tally':
        this.#options.metrics.add(String(this.#options.place), message.report);
        break;
      case 'using':
        living.isServing = true;
        living.using.shift()?.resolve(message.ports);
        break;
      case 'refused': {
        const { detail, isPort, code } = message;
        living.using.shift()?.reject(isPort ? new PortFailure(detail, code) : new Error(detail));
        break;
      }
      case 'drained':
        living.inTime = message.inTime;
        // Whatever it may still wait for, nobody is there any more.
        void living.worker.terminate();
        break;
    }
  }

  async #answer(living: Living, id: number, question: Question): Promise<void> {
    this.#send(living, { kind: 'answer', id, answer: await this.#answerTo(question, living) });
  }

  #answerTo(question: Question, living: Living): unknown {
    const { directory, locks, lastTimes } = this.#options;
    switch (question.kind) {
      case 'authenticate':
        return directory.authenticate(question.attempt);
      case 'takeLock':
        return locks.take(question.name, living);
      case 'admit':
        return lastTimes.admit(question.admission);
    }
  }

  #send(living: Living, message: ToThread): void {
    living.worker.postMessage(message);
  }

  #onExit(living: Living): void {
    const { place, locks, census, log } = this.#options;
    locks.releaseAll(living);
    clearPlace(census, place);
    this.#options.metrics.forget(String(place));
    this.#living = undefined;
    living.drained?.resolve(living.inTime);
    const { error } = living;
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error ?? 'it ended by itself');
    for (const using of living.using) using.reject(new Error(`a protocol thread has died: ${detail}`));
    if (this.#ended) return;
    const waitMs = performance.now() - living.startedAt >= this.#pace.calmMs ? this.#pace.firstMs : this.#nextWaitMs;
    this.#nextWaitMs = Math.min(this.#pace.maxMs, waitMs * 2);
    log.event('error', 'thread.died', { thread: place, error: detail, againAfterMs: waitMs });
    this.#timer = setTimeout(() => void this.#startAgain(), waitMs);
  }

  async #startAgain(): Promise<void> {
    const { place, log } = this.#options;
    if (this.#configuration === undefined) return;
    const living = this.#start(this.#configuration.values);
    this.#living = living;
    try {
      await this.#say(living, this.#configuration, false);
      log.event('info', 'thread.begunAgain', { thread: place });
    } catch (error) {
      log.event('error', 'thread.notBegun', { thread: place, error: String(error) });
      // Its exit has us try once more.
      await living.worker.terminate();
    }
  }
}
