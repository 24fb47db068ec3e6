import { join } from 'node:path';
import { isMainThread, type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { err } from '../../base/index.ts';
import { clearStaging, SegmentWriter } from '../../blob-fs/index.ts';
import { storeError } from '../../store/index.ts';
import { giveBackSpareMemory, watchSpareMemory } from '../../thread/index.ts';
import { BLOB_DIRECTORY, INDEX_FILE, openIndexForWriting } from '../schema.ts';
import { Statements } from '../statements.ts';
import type { FromWriter, GroupMeasure, ToWriter, WriterAnswer, WriterOptions } from '../thread-message.ts';
import { Background } from './background.ts';
import { Checkpointer } from './checkpointer.ts';
import { Compactor } from './compactor.ts';
import { portToken } from './group-bodies.ts';
import { measureGroup } from './group-measure.ts';
import { layOutLog } from './log-room.ts';
import { StartCount } from './start-count.ts';
import { type GroupOutcome, type GroupRequest, type PreparedGroup, Writer } from './writer.ts';

/**
 * The writer thread: gathers the requests that arrive while a group is being made durable into the next group, whose octets
 * the disk takes while the index's log is synced, and tells every thread what changed. The only one that writes the index
 * and the segments.
 */
class WriterThread {
  readonly #options: WriterOptions;
  readonly #writer: Writer;
  readonly #index: ReturnType<typeof openIndexForWriting>;
  readonly #segments: SegmentWriter;
  readonly #start: StartCount;
  readonly #background: Background;
  readonly #checkpointer: Checkpointer;
  readonly #compactor: Compactor;
  readonly #ports = new Map<number, MessagePort>();
  #nextPort = 0;
  #waiting: GroupRequest[] = [];
  /** The next group, prepared before the one under way was committed. */
  #next: PreparedGroup | undefined;
  #running = false;
  #closing = false;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    const file = join(options.directory, INDEX_FILE);
    this.#index = openIndexForWriting(file);
    const statements = new Statements(this.#index);
    this.#start = new StartCount(statements, join(options.directory, BLOB_DIRECTORY));
    this.#start.count();
    const used = new Map<number, number>();
    for (const row of statements.rows<{ id: number; end: number }>('SELECT id, end FROM segment')) {
      used.set(row.id, row.end);
    }
    layOutLog(file, options.engineLimits.checkpointPages);
    this.#segments = new SegmentWriter(
      join(options.directory, BLOB_DIRECTORY),
      options.blobLimits,
      used,
      (path, sizeBytes, done) => this.#background.start({ kind: 'layOut', path, sizeBytes }, done),
    );
    this.#writer = new Writer(this.#index, this.#segments, options);
    const { directory, blobLimits, indexer } = options;
    this.#background = new Background({ directory, blobLimits, indexer }, ({ level, event, detail }) =>
      this.#event(level, event, detail),
    );
    this.#checkpointer = new Checkpointer(
      this.#index,
      this.#background,
      options.engineLimits.checkpointPages,
      (detail) => this.#event('warn', 'store.checkpoint.failed', detail),
    );
    this.#compactor = new Compactor(
      this.#writer,
      this.#background,
      options,
      () => this.#wake(),
      (detail) => this.#event('warn', 'store.compaction.failed', detail),
    );
  }

  attach(port: MessagePort, stagingName: string): void {
    const id = this.#nextPort++;
    this.#ports.set(id, port);
    port.on('message', (message: ToWriter) => this.#receive(id, message));
    port.on('close', () => this.#detach(id, stagingName));
    send(port, { kind: 'ready' });
  }

  /** The thread has left, or is dead: nobody will name what it staged. */
  #detach(id: number, stagingName: string): void {
    this.#ports.delete(id);
    this.#writer.bodies.releasePort(id);
    if (!this.#closed) clearStaging(join(this.#options.directory, BLOB_DIRECTORY), stagingName);
  }

  #receive(port: number, message: ToWriter): void {
    switch (message.kind) {
      case 'requests':
        for (const { token, body } of message.bodies) this.#writer.bodies.accept(portToken(port, token), body);
        for (const request of message.requests) this.#waiting.push({ port, request });
        this.#wake();
        break;
      case 'release':
        for (const token of message.tokens) this.#writer.bodies.release(portToken(port, token));
        break;
      case 'attach':
        this.attach(message.port, message.stagingName);
        break;
      case 'close':
        this.#closing = true;
        if (!this.#running) void this.#close();
        break;
    }
  }

  #wake(): void {
    if (!this.#running && !this.#closed) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (;;) {
      this.#compactor.finish();
      const requests = this.#next?.requests ?? this.#nextGroup();
      if (requests.length === 0) break;
      const startedAt = performance.now();
      const outcome = await this.#attempt(requests);
      this.#answer(requests, outcome, measureGroup(requests, outcome, performance.now() - startedAt));
      this.#checkpointer.groupDone();
    }
    if (this.#start.count()) this.#compactor.idle();
    this.#running = false;
    if (this.#closing) await this.#close();
  }

  #nextGroup(): GroupRequest[] {
    const { groupRequestsMax, groupBytesMax } = this.#options.engineLimits;
    let count = 0;
    let bytes = 0;
    while (count < this.#waiting.length && count < groupRequestsMax && (count === 0 || bytes < groupBytesMax)) {
      bytes += this.#writer.waitingBytes(this.#waiting[count++]!);
    }
    return this.#waiting.splice(0, count);
  }

  async #attempt(group: readonly GroupRequest[]): Promise<GroupOutcome> {
    try {
      if (!this.#start.count()) throw new Error('the disk does not take the count of starts: is it full?');
      const prepared = this.#next ?? this.#writer.prepare(group);
      this.#next = undefined;
      return await this.#writer.run(prepared, () => this.#prepareNext());
    } catch (error) {
      this.#event('error', 'store.group.failed', error instanceof Error ? error.message : String(error));
      const refused = err(storeError('unavailable', 'the store cannot write now'));
      return { results: group.map(() => refused), notices: [], removed: [] };
    }
  }

  /** While this thread waits for the sync of one group, the disk can take the octets of the next. */
  #prepareNext(): void {
    for (const [id, port] of this.#ports) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        // What a port of this thread brings is what `WriterClient` posts.
        this.#receive(id, got.message as ToWriter);
      }
    }
    const requests = this.#nextGroup();
    if (requests.length > 0) this.#next = this.#writer.prepare(requests);
  }

  #answer(group: readonly GroupRequest[], outcome: GroupOutcome, measure: GroupMeasure): void {
    const answers = new Map<number, WriterAnswer[]>();
    group.forEach(({ port, request }, i) => {
      const own = answers.get(port) ?? [];
      own.push({ id: request.id, result: outcome.results[i]! });
      answers.set(port, own);
    });
    for (const [id, port] of this.#ports) {
      const own = answers.get(id) ?? [];
      if (own.length > 0 || outcome.notices.length > 0) {
        send(port, { kind: 'group', notices: outcome.notices, removed: outcome.removed, answers: own, measure });
      }
    }
  }

  #event(level: 'info' | 'warn' | 'error', name: string, detail: string): void {
    const first = this.#ports.get(0);
    if (first !== undefined) send(first, { kind: 'event', level, name, detail });
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#background.close();
    this.#segments.close();
    this.#index.close();
    for (const port of this.#ports.values()) {
      send(port, { kind: 'closed' });
      port.close();
    }
  }
}

function send(port: MessagePort, message: FromWriter): void {
  port.postMessage(message);
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  try {
    const options = workerData as WriterOptions;
    new WriterThread(options).attach(port, options.stagingName);
    giveBackSpareMemory();
    watchSpareMemory();
  } catch (error) {
    send(port, { kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    port.close();
  }
}
