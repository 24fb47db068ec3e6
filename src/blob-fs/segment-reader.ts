import { closeSync, openSync, read, readSync } from 'node:fs';
import type { BlobLimits } from './limits.ts';
import { type BodyLocation, segmentPath } from './segment.ts';

/** Reads bodies out of segments. One for each thread; keeps the files that it read last open. */
export class SegmentReader {
  readonly #directory: string;
  readonly #limits: BlobLimits;
  readonly #files = new Map<number, OpenFile>();

  constructor(directory: string, limits: BlobLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** The stored octets from `start` up to but not including `end`. Throws if the disk does, or if they are not there. */
  async read(location: BodyLocation, start: number, end: number): Promise<Uint8Array> {
    const from = Math.max(0, start);
    const length = Math.min(end, location.storedBytes) - from;
    if (length <= 0) return new Uint8Array(0);
    const file = this.#open(location.segment);
    const bytes = Buffer.allocUnsafeSlow(length);
    file.readers++;
    try {
      let done = 0;
      while (done < length) {
        const position = location.offset + from + done;
        const got =
          length <= this.#limits.directReadMaxBytes
            ? readSync(file.fd, bytes, done, length - done, position)
            : await readInPool(file.fd, bytes, done, length - done, position);
        if (got === 0) throw new Error(`segment ${location.segment} ends before byte ${position}`);
        done += got;
      }
    } finally {
      file.readers--;
      if (file.evicted && file.readers === 0) closeSync(file.fd);
    }
    return bytes;
  }

  /** Forgets a segment that was removed. */
  forget(segment: number): void {
    const file = this.#files.get(segment);
    if (file !== undefined) this.#evict(segment, file);
  }

  close(): void {
    for (const [segment, file] of this.#files) this.#evict(segment, file);
  }

  #open(segment: number): OpenFile {
    let file = this.#files.get(segment);
    if (file === undefined) {
      file = { fd: openSync(segmentPath(this.#directory, segment), 'r'), readers: 0, evicted: false };
    } else {
      this.#files.delete(segment);
    }
    this.#files.set(segment, file);
    if (this.#files.size > this.#limits.openSegmentsMax) {
      const [oldest, evicted] = this.#files.entries().next().value!;
      this.#evict(oldest, evicted);
    }
    return file;
  }

  #evict(segment: number, file: OpenFile): void {
    this.#files.delete(segment);
    file.evicted = true;
    if (file.readers === 0) closeSync(file.fd);
  }
}

interface OpenFile {
  readonly fd: number;
  readers: number;
  evicted: boolean;
}

function readInPool(fd: number, bytes: Uint8Array, offset: number, length: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(fd, bytes, offset, length, position, (error, got) => (error === null ? resolve(got) : reject(error)));
  });
}
