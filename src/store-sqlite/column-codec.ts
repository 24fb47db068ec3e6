/**
 * Columns of numbers, packed: how many rows, then for each column its smallest value (a double), the width of what follows
 * in octets (0, 1, 2, 4 or 8), and each value's distance from the smallest; width 8 keeps the values themselves. All is in
 * the byte order of the machines that Node runs on, lowest first, and aligned to 8, so that it is read and written as arrays.
 * A page of flags that all agree takes 24 octets instead of 2,048: a changed flag costs one page of the index's log, not four.
 */
type Column = Uint32Array | Float64Array;

const START_BYTES = 8;
const HEADER_BYTES = 16;

const aligned = (bytes: number): number => (bytes + 7) & ~7;

function widthFor(span: number): number {
  if (span === 0) return 0;
  if (span < 0x100) return 1;
  if (span < 0x1_0000) return 2;
  return span < 0x1_0000_0000 ? 4 : 8;
}

export function encodeColumns(columns: readonly Column[], count: number): Uint8Array {
  const measured = columns.map((column) => measure(column, count));
  let length = START_BYTES;
  for (const { width } of measured) length += HEADER_BYTES + aligned(width * count);
  const buffer = new ArrayBuffer(length);
  new Uint32Array(buffer, 0, 1)[0] = count;
  let at = START_BYTES;
  for (let i = 0; i < columns.length; i++) {
    const { least, width } = measured[i]!;
    new Float64Array(buffer, at, 1)[0] = least;
    new Uint32Array(buffer, at + 8, 1)[0] = width;
    at += HEADER_BYTES;
    if (width > 0) writeColumn(columns[i]!, count, cells(buffer, at, width, count), width === 8 ? 0 : least);
    at += aligned(width * count);
  }
  return new Uint8Array(buffer);
}

type Cells = Uint8Array | Uint16Array | Uint32Array | Float64Array;

function cells(buffer: ArrayBufferLike, at: number, width: number, count: number): Cells {
  if (width === 1) return new Uint8Array(buffer, at, count);
  if (width === 2) return new Uint16Array(buffer, at, count);
  return width === 4 ? new Uint32Array(buffer, at, count) : new Float64Array(buffer, at, count);
}

function writeColumn(column: Column, count: number, into: Cells, least: number): void {
  for (let i = 0; i < count; i++) into[i] = column[i]! - least;
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
  let whole = true;
  for (let i = 0; i < count; i++) {
    const value = column[i]!;
    if (value < least) least = value;
    else if (value > most) most = value;
    if (value !== Math.floor(value)) whole = false;
  }
  // No distance between two doubles may be rounded.
  whole &&= Number.isSafeInteger(least) && Number.isSafeInteger(most);
  return { least, width: whole ? widthFor(most - least) : 8 };
}

/** Reads columns one by one: each is found without reading those before it. */
export class ColumnReader {
  readonly count: number;
  readonly #bytes: Uint8Array;
  readonly #starts: number[] = [START_BYTES];

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
    this.count = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset, 1)[0]!;
  }

  /** Column `index` as 32-bit words; `capacity`: the length of the array, at least `count`. */
  words(index: number, capacity = this.count): Uint32Array {
    return this.#read(index, new Uint32Array(capacity));
  }

  /** Column `index` as doubles. */
  doubles(index: number, capacity = this.count): Float64Array {
    return this.#read(index, new Float64Array(capacity));
  }

  #read<T extends Column>(index: number, into: T): T {
    const { count } = this;
    const start = this.#start(index);
    const { least, width } = this.#header(start);
    if (width === 0) {
      into.fill(least, 0, count);
      return into;
    }
    const offset = this.#bytes.byteOffset + start + HEADER_BYTES;
    into.set(cells(this.#bytes.buffer, offset, width, count));
    if (width !== 8 && least !== 0) for (let i = 0; i < count; i++) into[i]! += least;
    return into;
  }

  #start(index: number): number {
    for (let known = this.#starts.length; known <= index; known++) {
      const before = this.#starts[known - 1]!;
      this.#starts.push(before + HEADER_BYTES + aligned(this.#header(before).width * this.count));
    }
    return this.#starts[index]!;
  }

  #header(start: number): { least: number; width: number } {
    const { buffer, byteOffset } = this.#bytes;
    return {
      least: new Float64Array(buffer, byteOffset + start, 1)[0]!,
      width: new Uint32Array(buffer, byteOffset + start + 8, 1)[0]!,
    };
  }
}
