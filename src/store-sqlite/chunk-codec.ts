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
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0);
  const rows: ChunkRow[] = new Array(count);
  let at = 4 + count * 8;
  for (let i = 0; i < count; i++) {
    const length = view.getUint32(8 + i * 8);
    rows[i] = { uid: view.getUint32(4 + i * 8), data: bytes.subarray(at, at + length) };
    at += length;
  }
  return rows;
}
