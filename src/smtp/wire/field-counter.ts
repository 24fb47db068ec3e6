import { LF } from '../../base/index.ts';

const COLON = 0x3a;

/** Counts the fields of one name in a header that streams by, up to the empty line that ends it (RFC 5322 §2.1). */
export class FieldCounter {
  readonly #name: string;
  #line = '';
  /** The line cannot begin with the name, or that is settled: only its end is looked for. */
  #settled = false;
  #inHeader = true;
  count = 0;

  /** `name`: in lower case. */
  constructor(name: string) {
    this.#name = name;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#inHeader; at++) {
      if (this.#settled) {
        at = bytes.indexOf(LF, at);
        if (at === -1) return;
        this.#settled = false;
        this.#line = '';
      } else this.#take(bytes[at]!);
    }
  }

  #take(byte: number): void {
    if (byte === LF) {
      // A line with nothing but its CR.
      if (this.#line === '' || this.#line === '\r') this.#inHeader = false;
      this.#line = '';
    } else if (byte === COLON && this.#line.trimEnd() === this.#name) {
      this.count++;
      this.#settled = true;
    } else {
      this.#line += String.fromCharCode(byte).toLowerCase();
      const ended = this.#line.trimEnd();
      this.#settled = !this.#name.startsWith(ended) || this.#line.length > this.#name.length + 10;
    }
  }
}
