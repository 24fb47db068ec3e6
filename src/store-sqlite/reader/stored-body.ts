import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { BodyLocation, SegmentReader } from '../../blob-fs/index.ts';
import type { Body } from '../../store/index.ts';
import { ENCODING_PLAIN } from '../encoding.ts';
import type { Statements } from '../statements.ts';

const decompress = promisify(zstdDecompress);

/** Where and how a body is stored. */
export interface BodyPlace extends BodyLocation {
  readonly sizeBytes: number;
  readonly encoding: number;
}

export function locateBody(statements: Statements, account: number, message: number): BodyPlace | undefined {
  return statements.row<BodyPlace>(
    `SELECT segment, offset, stored_bytes AS storedBytes, body.size AS sizeBytes, encoding
     FROM message JOIN body ON body.id = message.body WHERE account = ? AND message.id = ?`,
    account,
    message,
  );
}

/**
 * A body that reads itself out of its segment. A compaction may move it between two reads and remove the old segment: then
 * `locate` is asked for its place anew.
 */
export class StoredBody implements Body {
  readonly sizeBytes: number;
  readonly #segments: SegmentReader;
  readonly #locate: () => BodyPlace | undefined;
  #place: BodyPlace;
  #octets: Uint8Array | undefined;

  constructor(segments: SegmentReader, place: BodyPlace, locate: () => BodyPlace | undefined) {
    this.sizeBytes = place.sizeBytes;
    this.#segments = segments;
    this.#place = place;
    this.#locate = locate;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    try {
      return await this.#read(start, end);
    } catch (error) {
      const place = this.#locate();
      if (place === undefined || place.segment === this.#place.segment) throw error;
      this.#place = place;
      return this.#read(start, end);
    }
  }

  async #read(start: number, end: number): Promise<Uint8Array> {
    if (this.#place.encoding === ENCODING_PLAIN) return this.#segments.read(this.#place, start, end);
    // Only bodies of bounded size are compressed, so it may be whole in memory; it is opened by the thread pool.
    this.#octets ??= await decompress(await this.#segments.read(this.#place, 0, this.#place.storedBytes));
    return this.#octets.subarray(Math.max(0, start), Math.max(0, Math.min(end, this.sizeBytes)));
  }
}
