/**
 * Grams: every three code units that stand side by side in a text, as words that FTS5's tokenizer `ascii` leaves whole. A
 * text's last two units get grams too, filled up with an end that is no unit: so whatever a text contains is the
 * beginning of a gram. A word is the mark of its class and then each unit in octets that the tokenizer takes for letters.
 * The writing is free of prefixes: that one word begins with another says that their units do.
 */
const SPACE = 0x20;
const END_OCTET = 0xff;
/** Not a code unit. */
const END = 0x1_0000;
/** Units written in one octet, as it is or with its highest bit set. */
const SHORT_MIN = 0x20;
const SHORT_MAX = 0x7e;

/** Most grams are of units below 128: which of those a text has had is noted in a table, not in a set. */
const FAMILIAR = 1 << 21;

/** Gathers the distinct grams of one message after the other. */
export class GramWriter {
  #bytes = new Uint8Array(65_536);
  #length = 0;
  readonly #seen = new Uint32Array(FAMILIAR);
  #turn = 0;
  readonly #rare = new Set<number>();

  /** Begins a message. */
  clear(): void {
    this.#length = 0;
  }

  /** Adds the distinct grams of one text; a class is given once for each message. */
  add(mark: number, text: string): void {
    this.#turn = (this.#turn + 1) >>> 0;
    if (this.#turn === 0) this.#seen.fill(0);
    this.#rare.clear();
    const turn = this.#turn;
    const seen = this.#seen;
    const end = text.length;
    let a = end > 0 ? text.charCodeAt(0) : END;
    let b = end > 1 ? text.charCodeAt(1) : END;
    for (let i = 0; i < end; i++) {
      const c = i + 2 < end ? text.charCodeAt(i + 2) : END;
      if ((a | b | c) < 0x80) {
        const key = (a << 14) | (b << 7) | c;
        if (seen[key] !== turn) {
          seen[key] = turn;
          this.#write(mark, a, b, c);
        }
      } else {
        const key = (a * 0x2_0000 + b) * 0x2_0000 + c;
        if (!this.#rare.has(key)) {
          this.#rare.add(key);
          this.#write(mark, a, b, c);
        }
      }
      a = b;
      b = c;
    }
  }

  /** The words, valid until the next message: octets that are no text in any charset. */
  words(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #write(mark: number, a: number, b: number, c: number): void {
    if (this.#length + 16 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const bytes = this.#bytes;
    bytes[this.#length++] = mark;
    this.#length = putUnit(bytes, this.#length, a);
    this.#length = putUnit(bytes, this.#length, b);
    this.#length = putUnit(bytes, this.#length, c);
    bytes[this.#length++] = SPACE;
  }
}

function putUnit(bytes: Uint8Array, at: number, unit: number): number {
  if (unit >= SHORT_MIN && unit <= SHORT_MAX) {
    bytes[at] = 0x80 | unit;
    return at + 1;
  }
  if (unit === END) {
    bytes[at] = END_OCTET;
    return at + 1;
  }
  // The first octet is 0x80 to 0x9f, which no short unit has.
  bytes[at] = 0x80 | (unit >>> 14);
  bytes[at + 1] = 0x80 | ((unit >>> 7) & 0x7f);
  bytes[at + 2] = 0x80 | (unit & 0x7f);
  return at + 3;
}

const QUOTE = 0x22;
const STAR = 0x2a;

/** Grams asked for at most: those of a longer text are picked from all over it. */
const ASKED_MAX = 12;

/**
 * What FTS5 is asked for the messages that may contain a text of at least one unit. `exact`: those that it names do
 * contain it. A text of three units is a gram, a shorter one the beginning of some.
 */
export function gramQuery(mark: number, text: string): { readonly match: Uint8Array; readonly exact: boolean } {
  const bytes = new Uint8Array(ASKED_MAX * 16);
  let at = 0;
  const word = (from: number, to: number): void => {
    bytes[at++] = QUOTE;
    bytes[at++] = mark;
    for (let i = from; i < to; i++) at = putUnit(bytes, at, text.charCodeAt(i));
    bytes[at++] = QUOTE;
  };
  if (text.length < 3) {
    word(0, text.length);
    bytes[at++] = STAR;
  } else {
    const last = text.length - 3;
    const asked = Math.min(ASKED_MAX, last + 1);
    for (let i = 0; i < asked; i++) {
      const from = asked === 1 ? 0 : Math.round((i * last) / (asked - 1));
      word(from, from + 3);
      bytes[at++] = SPACE;
    }
  }
  return { match: bytes.subarray(0, at), exact: text.length <= 3 };
}
