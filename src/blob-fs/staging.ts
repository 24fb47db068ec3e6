import { readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { concatBytes } from '../base/index.ts';
import type { BlobLimits } from './limits.ts';
import { BODY_HEADER_BYTES, bodyHeader, stagingDirectory } from './segment.ts';
import type { ReadyBody } from './segment-writer.ts';

/** The memory that bodies of one thread may take together while they are staged. */
export class StagingMemory {
  readonly #maxBytes: number;
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False if there is no room for that. */
  take(bytes: number): boolean {
    if (this.#usedBytes + bytes > this.#maxBytes) return false;
    this.#usedBytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

/**
 * Gathers one body as it comes: in memory while it is small, in a staging file of its own once it is not, so that a
 * mail of a gigabyte costs no more memory than one of a megabyte.
 */
export class StagingBody {
  readonly #directory: string;
  readonly #limits: BlobLimits;
  readonly #name: string;
  readonly #memory: StagingMemory;
  #heldBytes = 0;
  #chunks: Uint8Array[] = [];
  #sizeBytes = 0;
  #crc32 = 0;
  #file: Promise<FileHandle> | undefined;
  /** Writes to the file happen one after the other; a failure stays here until `finish` tells it. */
  #writing: Promise<void> = Promise.resolve();
  #failure: unknown;

  /** `name`: unique among the bodies being staged in the directory. */
  constructor(directory: string, limits: BlobLimits, name: string, memory: StagingMemory) {
    this.#directory = directory;
    this.#limits = limits;
    this.#name = name;
    this.#memory = memory;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes the bytes over. The promise, when there is one, gives back-pressure. */
  write(chunk: Uint8Array): Promise<void> | void {
    this.#sizeBytes += chunk.length;
    this.#crc32 = crc32(chunk, this.#crc32);
    if (
      this.#file === undefined &&
      this.#sizeBytes <= this.#limits.inMemoryMaxBytes &&
      this.#memory.take(chunk.length)
    ) {
      this.#heldBytes += chunk.length;
      this.#chunks.push(chunk);
      return;
    }
    const chunks = [...this.#chunks, chunk];
    this.#chunks = [];
    this.letGo();
    this.#file ??= open(this.#path, 'wx', 0o600).then(async (file) => {
      await file.write(new Uint8Array(BODY_HEADER_BYTES));
      return file;
    });
    return this.#queue(async (file) => {
      for (const bytes of chunks) await writeWhole(file, bytes);
    });
  }

  /** The body, ready for a commit. Throws what the file system threw. */
  async finish(): Promise<ReadyBody> {
    if (this.#file === undefined) {
      // In a buffer of their own, which can change hands: a single chunk may be a view of somebody's larger one.
      const bytes = this.#chunks.length === 1 ? new Uint8Array(this.#chunks[0]!) : concatBytes(this.#chunks);
      return { kind: 'memory', bytes, crc32: this.#crc32 };
    }
    await this.#queue(async (file) => {
      await file.write(bodyHeader(this.#crc32, this.#sizeBytes), 0, BODY_HEADER_BYTES, 0);
      await file.sync();
      await file.close();
    });
    if (this.#failure !== undefined) throw this.#failure;
    return { kind: 'file', path: this.#path, sizeBytes: this.#sizeBytes, crc32: this.#crc32 };
  }

  /** The octets are held elsewhere from now on: the memory is others' again. */
  letGo(): void {
    this.#memory.give(this.#heldBytes);
    this.#heldBytes = 0;
  }

  /** Gives up. Resolves when what was staged is removed; never rejects. */
  async discard(): Promise<void> {
    this.#chunks = [];
    this.letGo();
    const file = this.#file;
    if (file === undefined) return;
    try {
      await this.#writing;
      await (await file).close();
    } catch {
      // It was never opened, or is closed already.
    }
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  get #path(): string {
    return join(stagingDirectory(this.#directory), this.#name);
  }

  #queue(work: (file: FileHandle) => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(async () => {
      if (this.#failure !== undefined) return;
      try {
        await work(await this.#file!);
      } catch (error) {
        this.#failure = error;
      }
    });
    return this.#writing;
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done);
    done += bytesWritten;
  }
}

/** Removes the staging files of a thread that is gone: all whose names begin with its own. */
export function clearStaging(directory: string, name: string): void {
  const folder = stagingDirectory(directory);
  for (const file of readdirSync(folder)) if (file.startsWith(`${name}-`)) rmSync(join(folder, file), { force: true });
}
