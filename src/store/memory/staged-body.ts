import { concatBytes, EMPTY } from '../../base/index.ts';
import type { Body, BodyWriter, StagedBody } from '../body.ts';

/** A body in memory. Past `sizeMaxBytes` it only counts: a commit will refuse it by its size. */
export class MemoryBodyWriter implements BodyWriter {
  readonly #sizeMaxBytes: number;
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;

  constructor(sizeMaxBytes: number) {
    this.#sizeMaxBytes = sizeMaxBytes;
  }

  write(chunk: Uint8Array): void {
    this.#sizeBytes += chunk.length;
    if (this.#sizeBytes > this.#sizeMaxBytes) this.#chunks = [];
    else if (chunk.length > 0) this.#chunks.push(chunk);
  }

  finish(): Promise<MemoryStagedBody> {
    const bytes = this.#sizeBytes > this.#sizeMaxBytes ? EMPTY : concatBytes(this.#chunks);
    this.#chunks = [];
    return Promise.resolve(new MemoryStagedBody(bytes, this.#sizeBytes));
  }

  discard(): void {
    this.#chunks = [];
  }
}

export class MemoryStagedBody implements StagedBody {
  readonly sizeBytes: number;
  #bytes: Uint8Array | undefined;

  constructor(bytes: Uint8Array, sizeBytes: number) {
    this.#bytes = bytes;
    this.sizeBytes = sizeBytes;
  }

  get bytes(): Uint8Array {
    if (this.#bytes === undefined) throw new Error('the staged body was released before this commit');
    return this.#bytes;
  }

  release(): void {
    this.#bytes = undefined;
  }
}

export function memoryBody(bytes: Uint8Array): Body {
  return {
    sizeBytes: bytes.length,
    read: (start, end) => Promise.resolve(bytes.slice(Math.max(0, start), Math.max(0, end))),
  };
}
