import { readFileSync, unlinkSync } from 'node:fs';
import * as v from 'valibot';
import type { Log } from '../../base/index.ts';
import type { DataFolder } from '../data-folder.ts';
import { type DiskFailure, diskFailure } from '../disk-failure.ts';
import { systemCode } from '../failure.ts';
import { writeAtomically } from './atomic-file.ts';
import { isLocked } from './lock.ts';

const Schema = v.object({
  ready: v.boolean(),
  pid: v.nullable(v.number()),
  ports: v.record(v.string(), v.number()),
  startedAt: v.nullable(v.string()),
});
/** What scripts ask for: whether it runs, and where it listens. Ports that are not open are not there. */
export type Status = Readonly<v.InferOutput<typeof Schema>>;

/** `running`: a process holds the folder, even where it could not say more than that. */
export type KnownStatus = Status & { readonly running: boolean };

const UNKNOWN: Status = { ready: false, pid: null, ports: {}, startedAt: null };
/** How long until a status that the disk did not take is written again. */
const RETRY_MS = 2_000;

/** The truth about a data folder: what the file says counts only while a process holds the lock. */
export function readStatus(folder: DataFolder): KnownStatus {
  const running = isLocked(folder);
  return { running, ...(running ? readFile(folder.status) : UNKNOWN) };
}

function readFile(path: string): Status {
  try {
    const parsed = v.safeParse(Schema, JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.output : UNKNOWN;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return UNKNOWN;
    throw error;
  }
}

/** The status of the server of this process. A disk that does not take it is logged, and asked again until it does. */
export class StatusFile {
  readonly #path: string;
  readonly #log: Log;
  #status: Status = UNKNOWN;
  #writing: Promise<DiskFailure | undefined> = Promise.resolve(undefined);
  #failed = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(folder: DataFolder, log: Log) {
    this.#path = folder.status;
    this.#log = log;
  }

  /** The first word; gives a failure if the disk is full. Rejects with a DiskFailure if it is worse than that. */
  async begin(status: Status): Promise<DiskFailure | undefined> {
    const failure = await this.#queue(status);
    // A full disk can be read, and mail be deleted from it. On any other that takes no status, no mail is safe.
    if (failure?.isFull === false) throw failure;
    this.#note(failure);
    return failure;
  }

  /** Resolves once the file says so, or once the log says why it does not. */
  async tell(status: Status): Promise<void> {
    this.#note(await this.#queue(status));
  }

  /** Without the lock the file says nothing anyhow. */
  async remove(): Promise<void> {
    clearTimeout(this.#retry);
    await this.#writing;
    clearTimeout(this.#retry);
    this.#unlink();
  }

  #queue(status: Status): Promise<DiskFailure | undefined> {
    this.#status = status;
    clearTimeout(this.#retry);
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<DiskFailure | undefined> {
    try {
      await writeAtomically(this.#path, `${JSON.stringify(this.#status)}\n`, 0o600);
      return undefined;
    } catch (error) {
      const failure = diskFailure(error, this.#path);
      if (failure === undefined) throw error;
      // What it says is from another time, perhaps of a server that is dead.
      this.#unlink();
      return failure;
    }
  }

  #note(failure: DiskFailure | undefined): void {
    if (failure === undefined) {
      if (this.#failed) this.#log.event('info', 'server.statusWritten');
    } else {
      if (!this.#failed) this.#log.event('warn', 'server.statusNotWritten', { detail: failure.message });
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.tell(this.#status), RETRY_MS).unref();
    }
    this.#failed = failure !== undefined;
  }

  #unlink(): void {
    try {
      unlinkSync(this.#path);
    } catch {
      // It is not there, or the disk is read-only.
    }
  }
}
