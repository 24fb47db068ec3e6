/** A row of table `message`, without its key. */
export interface MessageRow {
  readonly thread: number;
  readonly body: number;
  readonly size: number;
  readonly created_modseq: number;
  readonly thread_hashes: Uint8Array;
  readonly places: Uint8Array;
}

export interface MessagePlace {
  readonly mailbox: number;
  readonly uid: number;
}

/** Places of a message: mailbox id and uid, 32 bits each, big-endian. */
export function encodePlaces(places: readonly MessagePlace[]): Uint8Array {
  const bytes = new Uint8Array(places.length * 8);
  const view = new DataView(bytes.buffer);
  places.forEach((place, i) => {
    view.setUint32(i * 8, place.mailbox);
    view.setUint32(i * 8 + 4, place.uid);
  });
  return bytes;
}

export function decodePlaces(bytes: Uint8Array): MessagePlace[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 8 }, (_, i) => ({
    mailbox: view.getUint32(i * 8),
    uid: view.getUint32(i * 8 + 4),
  }));
}

/** Thread key hashes: 48 bits each, as doubles. */
export function encodeHashes(hashes: readonly number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(hashes).buffer);
}

export function decodeHashes(bytes: Uint8Array): number[] {
  return [...new Float64Array(bytes.slice().buffer)];
}
