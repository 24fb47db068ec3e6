/**
 * Columns of numbers, packed: the smallest value as 64-bit float, the width in octets (0, 1, 2, 4 or 8), then each value's
 * distance from the smallest. A page of flags that all agree takes 10 octets instead of 2,048, so a changed flag costs
 * one page of the index's log and not four.
 */
type Column = Uint32Array | Float64Array;

const HEADER_BYTES = 9;

function widthFor(span: number): number {
  if (span === 0) return 0;
  if (!Number.isInteger(span)) return 8;
  if (span < 0x100) return 1;
  if (span < 0x1_0000) return 2;
  return span < 0x1_0000_0000 ? 4 : 8;
}

export function encodeColumns(columns: readonly Column[], count: number): Uint8Array {
  const measured = columns.map((column) => measure(column, count));
  let length = 2;
  for (const { width } of measured) length += HEADER_BYTES + width * count;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, count);
  let at = 2;
  for (let index = 0; index < columns.length; index++) {
    const { least, width } = measured[index]!;
    view.setFloat64(at, least);
    bytes[at + 8] = width;
    at += HEADER_BYTES;
    if (width > 0) writeColumn(columns[index]!, count, { bytes, view, at, least, width });
    at += width * count;
  }
  return bytes;
}

interface ColumnPlace {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly at: number;
  readonly least: number;
  readonly width: number;
}

function writeColumn(column: Column, count: number, { bytes, view, at: start, least, width }: ColumnPlace): void {
  let at = start;
  if (width === 1) for (let i = 0; i < count; i++) bytes[at++] = column[i]! - least;
  else if (width === 2) for (let i = 0; i < count; i++, at += 2) view.setUint16(at, column[i]! - least);
  else if (width === 4) for (let i = 0; i < count; i++, at += 4) view.setUint32(at, column[i]! - least);
  // Width 8 keeps the value itself, so that no distance between two doubles is ever rounded.
  else for (let i = 0; i < count; i++, at += 8) view.setFloat64(at, column[i]!);
}

function measure(column: Column, count: number): { least: number; width: number } {
  return column instanceof Uint32Array ? measureWords(column, count) : measureDoubles(column, count);
}

function measureWords(column: Uint32Array, count: number): { least: number; width: number } {
  let least = count === 0 ? 0 : column[0]!;
  let most = least;
  for (let i = 1; i < count; i++) {
    const value = column[i]!;
    if (value < least) least = value;
    else if (value > most) most = value;
  }
  return { least, width: widthFor(most - least) };
}

function measureDoubles(column: Float64Array, count: number): { least: number; width: number } {
  let least = count === 0 ? 0 : column[0]!;
  let most = least;
  let whole = Number.isSafeInteger(least);
  for (let i = 1; i < count; i++) {
    const value = column[i]!;
    if (value < least) least = value;
    else if (value > most) most = value;
    // Cheaper than asking isSafeInteger of each: the ends are looked at below.
    if (value !== Math.floor(value)) whole = false;
  }
  whole &&= Number.isSafeInteger(least) && Number.isSafeInteger(most);
  return { least, width: whole ? widthFor(most - least) : 8 };
}

/** Reads columns back in order; each call of `next` fills one. */
export class ColumnReader {
  readonly count: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 2;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.count = this.#view.getUint16(0);
  }

  next<T extends Column>(into: T): T {
    const view = this.#view;
    const bytes = this.#bytes;
    const count = this.count;
    const least = view.getFloat64(this.#at);
    const width = bytes[this.#at + 8]!;
    let at = this.#at + HEADER_BYTES;
    if (width === 0) into.fill(least, 0, count);
    else if (width === 1) for (let i = 0; i < count; i++) into[i] = least + bytes[at++]!;
    else if (width === 2) for (let i = 0; i < count; i++, at += 2) into[i] = least + view.getUint16(at);
    else if (width === 4) for (let i = 0; i < count; i++, at += 4) into[i] = least + view.getUint32(at);
    else for (let i = 0; i < count; i++, at += 8) into[i] = view.getFloat64(at);
    this.#at += HEADER_BYTES + width * count;
    return into;
  }
}
