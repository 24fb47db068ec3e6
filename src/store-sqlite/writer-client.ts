import { once } from 'node:events';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type AccountId, err, type Result } from '../base/index.ts';
import type { ReadyBody } from '../blob-fs/index.ts';
import { type ChangeListener, ChangeListeners, type Receipt, type StoreError, storeError } from '../store/index.ts';
import type {
  BodyToken,
  FromWriter,
  GroupMeasure,
  ToWriter,
  WriterOptions,
  WriterRequest,
  WriterTask,
} from './thread-message.ts';

/**
 * Requests that go to the writer at once, without waiting for the end of the turn: so it begins with the first of many
 * while this thread prepares the others.
 */
const FLUSH_AT = 32;

type Answer = Result<Receipt | undefined, StoreError>;

export interface WriterEars {
  readonly event: (level: 'info' | 'warn' | 'error', name: string, detail: string) => void;
  /** What one group did; told to the thread that started the writer, so that it is counted once. */
  readonly group: (measure: GroupMeasure) => void;
  /** An account is gone: what was kept of it says nothing any more. */
  readonly removed: (account: AccountId) => void;
  /** The writer has ended, and nobody asked it to. Nothing can be written any more. */
  readonly lost: (reason: string) => void;
}

/** A reader thread's side of the writer: gathers the requests of one turn into one message, tells listeners of changes. */
export class WriterClient {
  readonly #end: Worker | MessagePort;
  readonly #ears: WriterEars;
  readonly #pending = new Map<number, (answer: Answer) => void>();
  readonly #listeners: ChangeListeners;
  #requests: WriterRequest[] = [];
  #bodies: { token: BodyToken; body: ReadyBody }[] = [];
  #nextId = 1;
  #flushing = false;
  #closed = false;
  /** Resolves the closing of a thread that leaves, once nothing is pending. */
  #left: (() => void) | undefined;

  private constructor(end: Worker | MessagePort, ears: WriterEars) {
    this.#end = end;
    this.#ears = ears;
    this.#listeners = new ChangeListeners((error) =>
      ears.event('error', 'store.listener.failed', error instanceof Error ? error.message : String(error)),
    );
    end.on('message', (message: FromWriter) => this.#receive(message));
    end.on('error', (error: Error) => this.#lost(error.message));
    end.on(end instanceof Worker ? 'exit' : 'close', () => this.#lost('the writer thread has ended'));
  }

  /** Starts the writer thread; throws, with its reason, if it cannot open the store. */
  static async start(options: WriterOptions, ears: WriterEars): Promise<WriterClient> {
    const worker = new Worker(new URL('./writer/thread.ts', import.meta.url), { workerData: options });
    const [first] = (await once(worker, 'message')) as [FromWriter];
    if (first.kind === 'failed') throw new Error(first.message);
    return new WriterClient(worker, ears);
  }

  /** Joins a writer that another thread has started, by the port that `share` gave there. */
  static join(port: MessagePort, ears: WriterEars): WriterClient {
    return new WriterClient(port, ears);
  }

  /** A port to the writer for another thread. */
  share(stagingName: string): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.#post({ kind: 'attach', port: port1, stagingName }, [port1]);
    return port2;
  }

  /** Never rejects. `bodies`: those that the task names and the writer does not have yet. */
  request(
    now: number,
    task: WriterTask,
    bodies: readonly { token: BodyToken; body: ReadyBody }[] = [],
  ): Promise<Answer> {
    if (this.#closed) return Promise.resolve(err(storeError('unavailable', 'the store is closed')));
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#pending.set(id, resolve);
      this.#requests.push({ id, now, task });
      this.#bodies.push(...bodies);
      if (this.#requests.length >= FLUSH_AT) this.#flush();
      if (this.#flushing || this.#requests.length === 0) return;
      this.#flushing = true;
      // After the microtasks of this turn: everybody who was waiting for the last group has then asked again.
      process.nextTick(() => this.#flush());
    });
  }

  release(token: BodyToken): void {
    if (!this.#closed) this.#post({ kind: 'release', tokens: [token] });
  }

  subscribe(account: AccountId, listener: ChangeListener): () => void {
    return this.#listeners.add(account, listener);
  }

  /** Waits for what was asked; then ends the writer thread, or leaves it to those that remain. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#flush();
    this.#closed = true;
    if (this.#end instanceof Worker) {
      const ended = once(this.#end, 'exit');
      this.#post({ kind: 'close' });
      await ended;
    } else {
      if (this.#pending.size > 0) await new Promise<void>((resolve) => (this.#left = resolve));
      this.#end.close();
    }
  }

  #flush(): void {
    this.#flushing = false;
    if (this.#requests.length === 0) return;
    const bodies = this.#bodies;
    const message = { kind: 'requests', requests: this.#requests, bodies } as const;
    this.#requests = [];
    this.#bodies = [];
    // Octets in memory were gathered for this alone, so their buffers change hands instead of being copied.
    const buffers = new Set<ArrayBuffer>();
    for (const { body } of bodies) if (body.kind === 'memory') buffers.add(body.bytes.buffer as ArrayBuffer);
    this.#post(message, [...buffers]);
  }

  #post(message: ToWriter, transfer: (ArrayBuffer | MessagePort)[] = []): void {
    this.#end.postMessage(message, transfer);
  }

  #receive(message: FromWriter): void {
    if (message.kind === 'group') {
      if (this.#end instanceof Worker) this.#ears.group(message.measure);
      for (const account of message.removed) this.#ears.removed(account as AccountId);
      for (const notice of message.notices) this.#listeners.tell(notice);
      for (const { id, result } of message.answers) {
        this.#pending.get(id)?.(result);
        this.#pending.delete(id);
      }
      if (this.#pending.size === 0) this.#left?.();
    } else if (message.kind === 'event') {
      this.#ears.event(message.level, message.name, message.detail);
    }
  }

  #lost(reason: string): void {
    const expected = this.#closed;
    this.#closed = true;
    const refused = err(storeError('unavailable', 'the store cannot write now'));
    for (const answer of this.#pending.values()) answer(refused);
    this.#pending.clear();
    this.#left?.();
    if (!expected) this.#ears.lost(reason);
  }
}
