import type { ReadyBody, StagingBody } from '../blob-fs/index.ts';
import type { BodyWriter, StagedBody } from '../store/index.ts';
import type { BodyToken } from './thread-message.ts';

/** A body being staged by a reader thread. */
export class SqliteBodyWriter implements BodyWriter {
  readonly #staging: StagingBody;
  readonly #finished: (ready: ReadyBody) => SqliteStagedBody;

  constructor(staging: StagingBody, finished: (ready: ReadyBody) => SqliteStagedBody) {
    this.#staging = staging;
    this.#finished = finished;
  }

  write(chunk: Uint8Array): Promise<void> | void {
    return this.#staging.write(chunk);
  }

  /** Throws what the disk threw, if the body was so large that it had to be put there. */
  async finish(): Promise<SqliteStagedBody> {
    return this.#finished(await this.#staging.finish());
  }

  discard(): void {
    void this.#staging.discard();
  }
}

/** A body that commits of this thread can name; its octets go to the writer with the first of them. */
export class SqliteStagedBody implements StagedBody {
  readonly token: BodyToken;
  readonly sizeBytes: number;
  /** Undefined once the writer has them. */
  #ready: ReadyBody | undefined;
  #released = false;
  readonly #release: (body: SqliteStagedBody, sent: boolean) => void;

  constructor(token: BodyToken, ready: ReadyBody, release: (body: SqliteStagedBody, sent: boolean) => void) {
    this.token = token;
    this.#ready = ready;
    this.sizeBytes = ready.kind === 'memory' ? ready.bytes.length : ready.sizeBytes;
    this.#release = release;
  }

  /** The octets, the first time; undefined when the writer has them already. */
  take(): ReadyBody | undefined {
    if (this.#released) throw new Error('the staged body was released before this commit');
    const ready = this.#ready;
    this.#ready = undefined;
    return ready;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#release(this, this.#ready === undefined);
    this.#ready = undefined;
  }
}
