import { CR, LF } from '../base/index.ts';
import type { MessageLimits } from './limits.ts';
import type { HeaderField } from './part.ts';

const COLON = 0x3a;
const SHORT_RUN = 64;
const decoder = new TextDecoder('latin1');

/** Collects the fields of one header after another, as lines come in pieces. Keeps no more than the limits say. */
export class HeaderCollector {
  readonly #limits: MessageLimits;
  #buffer = new Uint8Array(4096);
  #length = 0;
  /** Of each field: offset in the message, place in the buffer. */
  #starts: number[] = [];
  #places: number[] = [];
  #inField = false;
  #fieldRoom = 0;
  #allRoom: number;

  constructor(limits: MessageLimits) {
    this.#limits = limits;
    this.#allRoom = limits.headersMaxBytes;
  }

  /** A line begins at `offset` of the message. A continuation belongs to the field before it (RFC 5322 §2.2.3). */
  line(offset: number, continuation: boolean): void {
    // A fold before the first field folds nothing: some senders begin so.
    if (continuation && this.#starts.length > 0) return;
    this.#starts.push(offset);
    this.#places.push(this.#length);
    this.#inField = this.#starts.length <= this.#limits.fieldsMax;
    this.#fieldRoom = this.#limits.fieldMaxBytes;
    if (this.#starts.length > this.#limits.fieldsMax + 1) {
      // The one field beyond the limit stands for all that follow it.
      this.#starts.pop();
      this.#places.pop();
    }
  }

  /** Bytes of the line that has begun. */
  bytes(chunk: Uint8Array, from: number, to: number): void {
    if (!this.#inField) return;
    const room = Math.min(this.#fieldRoom, this.#allRoom, this.#limits.headerMaxBytes - this.#length);
    const count = Math.min(to - from, room);
    if (count <= 0) return;
    if (this.#length + count > this.#buffer.length) this.#grow(count);
    if (count <= SHORT_RUN) {
      for (let i = 0; i < count; i++) this.#buffer[this.#length + i] = chunk[from + i]!;
    } else {
      this.#buffer.set(chunk.subarray(from, from + count), this.#length);
    }
    this.#length += count;
    this.#fieldRoom -= count;
    this.#allRoom -= count;
  }

  /** The header has ended; `end` is the offset after its last field. */
  finish(end: number): HeaderField[] {
    const bytes = this.#buffer.slice(0, this.#length);
    const text = decoder.decode(bytes);
    const fields: HeaderField[] = [];
    for (let i = 0; i < this.#starts.length && i < this.#limits.fieldsMax; i++) {
      const place = this.#places[i]!;
      const placeEnd = this.#places[i + 1] ?? this.#length;
      const field = fieldOf(bytes, text, place, placeEnd, this.#starts[i]!, this.#starts[i + 1] ?? end);
      if (field !== undefined) fields.push(field);
    }
    this.#length = 0;
    this.#starts = [];
    this.#places = [];
    this.#inField = false;
    return fields;
  }

  #grow(by: number): void {
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + by));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }
}

/** A line without a colon, or with white space inside its name (an mbox `From ` line), is no field. */
function fieldOf(
  bytes: Uint8Array,
  text: string,
  place: number,
  placeEnd: number,
  start: number,
  end: number,
): HeaderField | undefined {
  let colon = place;
  while (colon < placeEnd && bytes[colon] !== COLON) colon++;
  if (colon === placeEnd) return undefined;
  const name = text.slice(place, colon).trim();
  if (name === '' || /\s/.test(name)) return undefined;
  let valueEnd = placeEnd;
  if (valueEnd > colon + 1 && bytes[valueEnd - 1] === LF) valueEnd--;
  if (valueEnd > colon + 1 && bytes[valueEnd - 1] === CR) valueEnd--;
  return {
    name,
    key: name.toLowerCase(),
    start,
    valueStart: start + (colon + 1 - place),
    end,
    value: bytes.subarray(colon + 1, valueEnd),
  };
}
