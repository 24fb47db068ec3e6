import type { MessageLimits } from './limits.ts';
import type { Part, TextSample } from './part.ts';

interface Capture {
  readonly part: Part;
  bytes: Uint8Array;
  length: number;
}

/** A plain text of this length makes the preview alone; no HTML is kept beside it. */
const ENOUGH_BYTES = 1024;

/** Keeps the beginning of the first plain and of the first HTML text while a message streams by. */
export class TextCapture {
  readonly #limit: number;
  readonly #captures: Capture[] = [];
  #current: Capture | undefined;

  constructor(limits: MessageLimits) {
    this.#limit = limits.previewSourceMaxBytes;
  }

  /** A leaf's body begins. */
  open(part: Part): void {
    const { type, subtype } = part.contentType;
    if (type !== 'text' || (subtype !== 'plain' && subtype !== 'html')) return;
    if (part.disposition?.kind === 'attachment') return;
    const isTaken = (capture: Capture): boolean =>
      capture.part.contentType.subtype === subtype || capture.length >= ENOUGH_BYTES;
    if (this.#captures.some(isTaken)) return;
    this.#current = { part, bytes: new Uint8Array(Math.min(4096, this.#limit)), length: 0 };
    this.#captures.push(this.#current);
  }

  get isOpen(): boolean {
    return this.#current !== undefined;
  }

  bytes(chunk: Uint8Array, from: number, to: number): void {
    const current = this.#current;
    if (current === undefined) return;
    const count = Math.min(to - from, this.#limit - current.length);
    if (current.length + count > current.bytes.length) {
      const larger = new Uint8Array(Math.min(this.#limit, Math.max(current.bytes.length * 2, current.length + count)));
      larger.set(current.bytes.subarray(0, current.length));
      current.bytes = larger;
    }
    current.bytes.set(chunk.subarray(from, from + count), current.length);
    current.length += count;
    if (current.length === this.#limit) this.#current = undefined;
  }

  /** The body that was captured has ended. */
  close(): void {
    this.#current = undefined;
  }

  /** To be called once all parts have their ends. */
  finish(): TextSample[] {
    return this.#captures.map(({ part, bytes, length }) => ({
      part,
      raw: bytes.subarray(0, Math.min(length, part.bodyEnd - part.bodyStart)),
    }));
  }
}
