import { promisify } from 'node:util';
import { constants, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { encodeUtf8 } from '../base/index.ts';
import { UnfitIndex } from './schema.ts';
import type { TextClass } from './text-class.ts';

const decompress = promisify(zstdDecompress);
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } };

export const SHELVES_PER_CLASS = 2 ** 32;
export const shelfId = ({ number }: TextClass, message: number): number => number * SHELVES_PER_CLASS + message;

export interface ShelvedText {
  readonly message: number;
  readonly text: string;
}

export interface ShelfRow {
  readonly id: number;
  /** Message ids, ascending; 0 where one has left. */
  readonly ids: Uint8Array;
  /** Where each text ends, in code units. */
  readonly ends: Uint8Array;
  /** Octets of the text before compression. */
  readonly bytes: number;
  readonly data: Uint8Array;
}

/** Columns of a row, as they are bound. */
export interface PackedShelf extends ShelfRow {
  readonly count: number;
  readonly chars: number;
}

export function packShelf(of: TextClass, texts: readonly ShelvedText[]): PackedShelf {
  const ids = Uint32Array.from(texts, ({ message }) => message);
  const ends = new Uint32Array(texts.length);
  let chars = 0;
  texts.forEach(({ text }, i) => {
    chars += text.length;
    ends[i] = chars;
  });
  const plain = encodeUtf8(texts.map(({ text }) => text).join(''));
  return {
    id: shelfId(of, texts[0]!.message),
    count: texts.length,
    chars,
    ids: new Uint8Array(ids.buffer),
    ends: new Uint8Array(ends.buffer),
    bytes: plain.length,
    data: of.compressed ? zstdCompressSync(plain, COMPRESSION) : plain,
  };
}

/** The texts of a shelf in one. */
export class Shelf {
  readonly ids: Uint32Array;
  readonly ends: Uint32Array;
  readonly text: string;

  constructor(row: ShelfRow, plain: Uint8Array) {
    this.ids = words(row.ids);
    this.ends = words(row.ends);
    // Not by a decoder that takes a mark of byte order away.
    this.text = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength).toString('utf8');
    if (this.ids.length !== this.ends.length || (this.ends.at(-1) ?? 0) !== this.text.length) {
      throw new UnfitIndex(`shelf ${row.id} is damaged`);
    }
  }

  /** The last message that has not left; 0 if all have. */
  get last(): number {
    let i = this.ids.length - 1;
    while (i > 0 && this.ids[i] === 0) i--;
    return this.ids[i] ?? 0;
  }

  startOf(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1]!;
  }

  textOf(i: number): string {
    return this.text.slice(this.startOf(i), this.ends[i]);
  }

  /** Texts of those that have not left. */
  living(): ShelvedText[] {
    const texts: ShelvedText[] = [];
    for (let i = 0; i < this.ids.length; i++) {
      if (this.ids[i] !== 0) texts.push({ message: this.ids[i]!, text: this.textOf(i) });
    }
    return texts;
  }
}

const words = (bytes: Uint8Array): Uint32Array => new Uint32Array(bytes.slice().buffer);

/** Longer texts than a shelf usually holds are unpacked by the thread pool. */
const DIRECT_MAX_BYTES = 262_144;

/** One piece, of the size that was noted when it was packed, and not an octet more. */
const pieceOf = ({ bytes }: ShelfRow) => ({ chunkSize: Math.max(64, bytes + 1), maxOutputLength: bytes + 1 });

/** Opens a shelf in this thread: for the background. */
export function unpackShelf(of: TextClass, row: ShelfRow): Shelf {
  return new Shelf(row, of.compressed ? zstdDecompressSync(row.data, pieceOf(row)) : row.data);
}

/** Opens a shelf without holding up this thread for long: to hand a usual one to another takes longer than to unpack it. */
export async function openShelf(of: TextClass, row: ShelfRow): Promise<Shelf> {
  if (!of.compressed || row.bytes <= DIRECT_MAX_BYTES) return unpackShelf(of, row);
  return new Shelf(row, await decompress(row.data, pieceOf(row)));
}
