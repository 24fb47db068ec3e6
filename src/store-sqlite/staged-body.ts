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
  readonly #staging: StagingBody;
  readonly #release: (token: BodyToken) => void;

  /** `release` is called if the writer has the octets, when no further commit will name them. */
  constructor(token: BodyToken, ready: ReadyBody, staging: StagingBody, release: (token: BodyToken) => void) {
    this.token = token;
    this.#ready = ready;
    this.#staging = staging;
    this.sizeBytes = ready.kind === 'memory' ? ready.bytes.length : ready.sizeBytes;
    this.#release = release;
  }

  /** The octets, the first time; undefined when the writer has them already. */
  take(): ReadyBody | undefined {
    if (this.#released) throw new Error('the staged body was released before this commit');
    const ready = this.#ready;
    this.#ready = undefined;
    this.#staging.letGo();
    return ready;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#ready === undefined) this.#release(this.token);
    else void this.#staging.discard();
    this.#ready = undefined;
  }
}
