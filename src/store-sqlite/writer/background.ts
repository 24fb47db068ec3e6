import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type {
  BackgroundEvent,
  BackgroundOptions,
  BackgroundTask,
  FromBackground,
  TaskAnswer,
} from '../background/task.ts';

/**
 * The writer's side of the background thread, begun with its first task or for the sake of what it does by itself: tasks
 * are done one after the other.
 */
export class Background {
  readonly #options: BackgroundOptions;
  #worker: Worker | undefined;
  readonly #event: (event: BackgroundEvent) => void;
  readonly #waiting: ((answer: TaskAnswer) => void)[] = [];

  constructor(options: BackgroundOptions, event: (event: BackgroundEvent) => void) {
    this.#options = options;
    this.#event = event;
    if (options.indexer !== undefined) this.#worker = this.#startThread();
  }

  /** `done` is called once, also if the thread is lost. */
  start(task: Exclude<BackgroundTask, { kind: 'close' }>, done: (answer: TaskAnswer) => void): void {
    this.#worker ??= this.#startThread();
    this.#waiting.push(done);
    this.#worker.postMessage(task);
  }

  async close(): Promise<void> {
    if (this.#worker === undefined) return;
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage({ kind: 'close' } satisfies BackgroundTask);
    await ended;
  }

  #startThread(): Worker {
    const worker = new Worker(new URL('../background/thread.ts', import.meta.url), { workerData: this.#options });
    worker.on('message', (message: FromBackground) => {
      if ('event' in message) this.#event(message);
      else this.#waiting.shift()?.(message);
    });
    worker.on('error', (error) => this.#lost(error.message));
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#lost('the background thread has ended');
    });
    return worker;
  }

  #lost(error: string): void {
    for (const done of this.#waiting.splice(0)) done({ error, moved: [] });
  }
}
