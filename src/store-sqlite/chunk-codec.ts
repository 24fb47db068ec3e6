/**
 * Rendered metadata of up to 64 entries in one row: their number, then for each its uid and the length of its record
 * (32 bits each, big-endian), then the records.
 */
export interface ChunkRow {
  readonly uid: number;
  readonly data: Uint8Array;
}

export function encodeChunk(rows: readonly ChunkRow[]): Uint8Array {
  let length = 4 + rows.length * 8;
  for (const row of rows) length += row.data.length;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, rows.length);
  let head = 4;
  let at = 4 + rows.length * 8;
  for (const row of rows) {
    view.setUint32(head, row.uid);
    view.setUint32(head + 4, row.data.length);
    head += 8;
    bytes.set(row.data, at);
    at += row.data.length;
  }
  return bytes;
}

export function decodeChunk(bytes: Uint8Array): ChunkRow[] {
  const reader = new ChunkReader(bytes);
  const rows: ChunkRow[] = [];
  while (reader.next()) rows.push({ uid: reader.uid, data: reader.data });
  return rows;
}

/** Goes through a chunk record by record; a record that nobody asks for is not touched. */
export class ChunkReader {
  uid = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #count: number;
  #index = -1;
  #start = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#count = this.#view.getUint32(0);
    this.#end = 4 + this.#count * 8;
  }

  /** Goes to the next record; false behind the last. */
  next(): boolean {
    if (++this.#index >= this.#count) return false;
    const head = 4 + this.#index * 8;
    this.uid = this.#view.getUint32(head);
    this.#start = this.#end;
    this.#end += this.#view.getUint32(head + 4);
    return true;
  }

  /** The present record: a view. */
  get data(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }
}
