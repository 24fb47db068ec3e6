import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { SharedTimes } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import type { Store } from '../../store/index.ts';
import { giveBackSpareMemory, watchSpareMemory } from '../../thread/index.ts';
import { configOf } from '../config/config.ts';
import { dataFolder } from '../data-folder.ts';
import type { Engines } from '../engines.ts';
import { levelFilter } from '../log/level-filter.ts';
import { countedLog, TALLY_MS, Tally } from '../metrics/tally.ts';
import { PortFailure } from './listeners.ts';
import { sessionLocks } from './locks.ts';
import { Protocols } from './protocols.ts';
import type { FromThread, Question, ThreadStart, ToThread } from './thread-message.ts';

/**
 * A protocol thread: runs whole sessions over its own handles on store and directory. It asks the main thread only what
 * cannot be known in one thread alone. What nobody caught ends the thread, and the main thread begins another.
 */
export async function runProtocolThread(engines: Engines): Promise<void> {
  const port = parentPort;
  if (port === null || engines.threads === undefined) throw new Error('a protocol thread is begun by a main thread');
  const start = workerData as ThreadStart;
  await ProtocolThread.begin(port, start, engines, engines.threads);
}

class ProtocolThread {
  readonly #port: MessagePort;
  readonly #asked = new Map<number, (answer: unknown) => void>();
  #nextId = 1;
  #setLevel: (values: ThreadStart['values']) => void = () => {};
  /** Tells what was counted. */
  #tell: () => void = () => {};
  #turn: Promise<void> = Promise.resolve();

  private constructor(port: MessagePort) {
    this.#port = port;
  }

  static async begin(
    port: MessagePort,
    start: ThreadStart,
    engines: Engines,
    { joinStore }: NonNullable<Engines['threads']>,
  ): Promise<void> {
    const thread = new ProtocolThread(port);
    const config = configOf(start.values);
    const filter = levelFilter(config.log.level, (level, name, fields) => {
      thread.#send({ kind: 'log', level, name, fields });
    });
    thread.#setLevel = (values) => filter.setLevel(configOf(values).log.level);
    const tally = new Tally();
    thread.#tell = () => thread.#send({ kind: 'tally', report: tally.report() });
    setInterval(() => thread.#tell(), TALLY_MS).unref();
    watchSpareMemory();
    const log = countedLog(filter.log, tally);
    const store = await joinStore(start.store, { config, log });
    // The question may be asked of the main thread; its answer has the same type.
    const authenticate: Directory['authenticate'] = (attempt) =>
      thread.#ask({ kind: 'authenticate', attempt }) as ReturnType<Directory['authenticate']>;
    const directory = engines.openDirectory(dataFolder(start.folder).directory, config, log, authenticate);
    const locks = sessionLocks(
      async (name) => (await thread.#ask({ kind: 'takeLock', name })) === true,
      (name) => thread.#send({ kind: 'releaseLock', name }),
    );
    const lastTimes: SharedTimes = {
      admit: async (admission) => Number(await thread.#ask({ kind: 'admit', admission })),
      forget: (name) => thread.#send({ kind: 'forgetTime', name }),
    };
    const protocols = new Protocols({
      engines,
      reusePort: true,
      census: { share: start.census, place: start.place },
      house: { store, directory, clock: engines.clock, log, locks, lastTimes },
    });
    port.on('message', (message: ToThread) => thread.#receive(message, protocols, store, directory));
  }

  #receive(message: ToThread, protocols: Protocols, store: Store, directory: Directory): void {
    if (message.kind === 'answer') {
      this.#asked.get(message.id)?.(message.answer);
      this.#asked.delete(message.id);
      return;
    }
    // One after the other; a defect in them is the thread's end, as anywhere else.
    this.#turn = this.#turn.then(() =>
      message.kind === 'use'
        ? this.#use(message, protocols)
        : this.#drain(message.patienceMs, protocols, store, directory),
    );
  }

  async #use({ values, tls, first }: Extract<ToThread, { kind: 'use' }>, protocols: Protocols): Promise<void> {
    try {
      await protocols.use(configOf(values), tls, first);
      this.#setLevel(values);
      giveBackSpareMemory();
      this.#send({ kind: 'using', ports: protocols.ports });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const isPort = error instanceof PortFailure;
      this.#send({ kind: 'refused', detail, isPort, code: isPort ? error.code : undefined });
    }
  }

  async #drain(patienceMs: number, protocols: Protocols, store: Store, directory: Directory): Promise<void> {
    const inTime = await protocols.drain(patienceMs);
    await store.close();
    directory.close();
    this.#tell();
    this.#send({ kind: 'drained', inTime });
    this.#port.close();
  }

  #ask(question: Question): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#send({ kind: 'ask', id, question });
    });
  }

  #send(message: FromThread): void {
    this.#port.postMessage(message);
  }
}
