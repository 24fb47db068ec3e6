import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { BackgroundOptions, BackgroundTask, FromBackground } from '../background/task.ts';

/** The writer's side of the background thread: tasks are done one after the other, and each tells when it is done. */
export class Background {
  readonly #worker: Worker;
  readonly #waiting: ((error: string | undefined) => void)[] = [];

  constructor(options: BackgroundOptions) {
    this.#worker = new Worker(new URL('../background/thread.ts', import.meta.url), { workerData: options });
    this.#worker.on('message', (message: FromBackground) => this.#waiting.shift()?.(message.error));
    this.#worker.on('error', (error) => this.#lost(error.message));
    this.#worker.on('exit', () => this.#lost('the background thread has ended'));
  }

  /** `done` is called once, with what went wrong if anything did. */
  start(task: Exclude<BackgroundTask, { kind: 'close' }>, done: (error: string | undefined) => void): void {
    this.#waiting.push(done);
    this.#worker.postMessage(task);
  }

  async close(): Promise<void> {
    const ended = once(this.#worker, 'exit');
    this.#worker.postMessage({ kind: 'close' } satisfies BackgroundTask);
    await ended;
  }

  #lost(error: string): void {
    for (const done of this.#waiting.splice(0)) done(error);
  }
}
