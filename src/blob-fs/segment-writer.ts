import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import type { BlobLimits } from './limits.ts';
import {
  BODY_HEADER_BYTES,
  type BodyLocation,
  bodyHeader,
  segmentNumber,
  segmentPath,
  stagingDirectory,
} from './segment.ts';

/** Octets that are ready to be stored: in memory, or in a staging file that begins with a body's header. */
export type ReadyBody =
  | { readonly kind: 'memory'; readonly bytes: Uint8Array; readonly crc32: number }
  | { readonly kind: 'file'; readonly path: string; readonly sizeBytes: number; readonly crc32: number };

/**
 * Appends bodies to the active segment. Lives in the writer thread, and is the only one that writes segments. `append`
 * puts octets into the file, `sync` makes all that was appended durable; a failure of either leaves nothing behind that
 * the index could name, because the index commits only after `sync`.
 */
export class SegmentWriter {
  readonly #directory: string;
  readonly #limits: BlobLimits;
  #active: ActiveSegment | undefined;
  #nextSegment: number;
  #directoryChanged = false;
  readonly #layOut: LayOutFile | undefined;
  #next: 'none' | 'underWay' | 'ready' = 'none';
  #unsynced = false;

  /**
   * Opens the segments of a directory. `used` gives, for each segment that the index names, where its last body ends:
   * what stands behind is the tail of a crash and is cut; segments that the index does not name are removed.
   */
  constructor(directory: string, limits: BlobLimits, used: ReadonlyMap<number, number>, layOut?: LayOutFile) {
    this.#directory = directory;
    this.#limits = limits;
    this.#layOut = layOut;
    mkdirSync(directory, { recursive: true });
    rmSync(stagingDirectory(directory), { recursive: true, force: true });
    mkdirSync(stagingDirectory(directory), { recursive: true });
    let last = 0;
    for (const segment of this.segments()) {
      last = Math.max(last, segment);
      if (!used.has(segment)) rmSync(segmentPath(directory, segment));
    }
    const lastUsed = Math.max(0, ...used.keys());
    this.#nextSegment = Math.max(last, lastUsed) + 1;
    this.#cutTails(used);
    const end = used.get(lastUsed);
    if (end !== undefined && end < limits.segmentMaxBytes) this.#resume(lastUsed, end);
  }

  /** Appends bodies in one write. Throws what the file system throws; then none of them is stored. */
  append(bodies: readonly Extract<ReadyBody, { kind: 'memory' }>[]): BodyLocation[] {
    const active = this.#activeSegment();
    const pieces: Uint8Array[] = [];
    const locations: BodyLocation[] = [];
    let end = active.size;
    for (const body of bodies) {
      pieces.push(bodyHeader(body.crc32, body.bytes.length), body.bytes);
      locations.push({ segment: active.segment, offset: end + BODY_HEADER_BYTES, storedBytes: body.bytes.length });
      end += BODY_HEADER_BYTES + body.bytes.length;
    }
    this.#unsynced = true;
    try {
      writeAll(active.fd, pieces, active.size);
    } catch (error) {
      this.#cutBack(active);
      throw error;
    }
    active.size = end;
    this.#prepareNext(active);
    return locations;
  }

  /** Makes a staging file, already synced, a segment of its own. */
  adopt(body: Extract<ReadyBody, { kind: 'file' }>): BodyLocation {
    const segment = this.#nextSegment++;
    renameSync(body.path, segmentPath(this.#directory, segment));
    this.#directoryChanged = true;
    return { segment, offset: BODY_HEADER_BYTES, storedBytes: body.sizeBytes };
  }

  /** Resolves when everything appended and adopted so far is durable. */
  sync(): Promise<void> {
    if (this.#directoryChanged) {
      syncDirectory(this.#directory);
      this.#directoryChanged = false;
    }
    const active = this.#active;
    if (active === undefined || !this.#unsynced) return Promise.resolve();
    this.#unsynced = false;
    return new Promise((resolve, reject) => {
      fdatasync(active.fd, (error) => {
        if (error === null) {
          if (active.size >= this.#limits.segmentMaxBytes && this.#active === active) this.close();
          resolve();
        } else {
          // After a failed sync the kernel may have dropped the pages: nothing more goes into this file.
          if (this.#active === active) this.close();
          reject(error);
        }
      });
    });
  }

  /** Makes a file that lies in the staging directory, already synced, a segment; gives its number. */
  adoptFile(path: string): number {
    const segment = this.#nextSegment++;
    renameSync(path, segmentPath(this.#directory, segment));
    syncDirectory(this.#directory);
    return segment;
  }

  /** The segments that are there. */
  segments(): number[] {
    return readdirSync(this.#directory).flatMap((name) => segmentNumber(name) ?? []);
  }

  get activeSegment(): number | undefined {
    return this.#active?.segment;
  }

  removeSegment(segment: number): void {
    rmSync(segmentPath(this.#directory, segment), { force: true });
  }

  close(): void {
    if (this.#active !== undefined) closeSync(this.#active.fd);
    this.#active = undefined;
  }

  #activeSegment(): ActiveSegment {
    if (this.#active === undefined) {
      const segment = this.#nextSegment++;
      const path = segmentPath(this.#directory, segment);
      if (this.#next === 'ready') renameSync(this.#nextPath, path);
      const fd = openSync(path, this.#next === 'ready' ? 'r+' : 'wx', 0o600);
      this.#next = this.#next === 'ready' ? 'none' : this.#next;
      this.#active = { segment, fd, size: 0 };
      this.#directoryChanged = true;
    }
    return this.#active;
  }

  /**
   * Has the next segment laid out in the background once this one is half full: a server that gets little mail never
   * pays for the room. That it fails is no matter, then syncs are slower.
   */
  #prepareNext(active: ActiveSegment): void {
    const { segmentMaxBytes } = this.#limits;
    if (this.#layOut === undefined || this.#next !== 'none' || active.size < segmentMaxBytes / 2) return;
    this.#next = 'underWay';
    this.#layOut(this.#nextPath, segmentMaxBytes, ({ error }) => {
      this.#next = error === undefined ? 'ready' : 'none';
    });
  }

  get #nextPath(): string {
    return join(stagingDirectory(this.#directory), 'next-segment');
  }

  /** Goes on with the last segment, so that restarts do not leave a trail of small files. */
  #resume(segment: number, end: number): void {
    try {
      const fd = openSync(segmentPath(this.#directory, segment), 'r+');
      if (fstatSync(fd).size === end) this.#active = { segment, fd, size: end };
      else closeSync(fd);
    } catch {
      // Not there, or not to be written: the next append begins a new one.
    }
  }

  #cutBack(active: ActiveSegment): void {
    try {
      ftruncateSync(active.fd, active.size);
    } catch {
      // The rubbish behind `size` is overwritten by the next append, or cut by the next start.
    }
  }

  #cutTails(used: ReadonlyMap<number, number>): void {
    for (const [segment, end] of used) {
      const path = segmentPath(this.#directory, segment);
      let fd: number;
      try {
        fd = openSync(path, 'r+');
      } catch {
        continue; // A missing or unreadable segment is for `rookery check` to tell; the others still serve.
      }
      try {
        if (fstatSync(fd).size > end) {
          ftruncateSync(fd, end);
          fsyncSync(fd);
        }
      } finally {
        closeSync(fd);
      }
    }
  }
}

interface ActiveSegment {
  readonly segment: number;
  readonly fd: number;
  /** Where the last body ends; the file may go on with zeros. */
  size: number;
}

/** Makes a file of zeros, elsewhere; `done` is called once, with what went wrong if anything did. */
export type LayOutFile = (
  path: string,
  sizeBytes: number,
  done: (answer: { readonly error: string | undefined }) => void,
) => void;

function writeAll(fd: number, pieces: readonly Uint8Array[], position: number): void {
  // writev takes at most 1,024 pieces (IOV_MAX), and may write less than it was given.
  for (let first = 0; first < pieces.length; first += 1024) {
    let rest = pieces.slice(first, first + 1024);
    while (rest.length > 0) {
      let written = writevSync(fd, rest, position);
      position += written;
      let whole = 0;
      while (whole < rest.length && written >= rest[whole]!.length) written -= rest[whole++]!.length;
      rest = rest.slice(whole);
      if (written > 0) rest[0] = rest[0]!.subarray(written);
    }
  }
}

function syncDirectory(directory: string): void {
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
