/** One response: text of lines, with the literals that stood at their ends. */
export interface RawResponse {
  /** `literals[i]` follows `texts[i]`; the `{n}` is taken off. */
  readonly texts: readonly string[];
  readonly literals: readonly Buffer[];
}

/** Reads a response by the letter of the grammar of RFC 9051 §9 and RFC 3501 §9: one byte too many is an error. */
export class Scanner {
  readonly #response: RawResponse;
  #part = 0;
  #at = 0;

  constructor(response: RawResponse) {
    this.#response = response;
  }

  get #text(): string {
    return this.#response.texts[this.#part] ?? '';
  }

  fail(wanted: string): never {
    const text = this.#text;
    const here = `${text.slice(Math.max(0, this.#at - 40), this.#at)}⟨here⟩${text.slice(this.#at, this.#at + 40)}`;
    throw new Error(`grammar: ${wanted} expected at ${here}`);
  }

  peek(text: string): boolean {
    return this.#text.startsWith(text, this.#at);
  }

  accept(text: string): boolean {
    if (!this.peek(text)) return false;
    this.#at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.fail(JSON.stringify(text));
  }

  sp(): void {
    this.expect(' ');
  }

  match(pattern: RegExp, wanted: string): string {
    const sticky = new RegExp(pattern.source, 'y');
    sticky.lastIndex = this.#at;
    const found = sticky.exec(this.#text);
    if (found === null) this.fail(wanted);
    this.#at += found[0].length;
    return found[0];
  }

  atom(): string {
    return this.match(/[^\x00-\x20\x7f-\xff(){%*"\\\]]+/, 'an atom');
  }

  number(): number {
    const digits = this.match(/0|[1-9]\d*/, 'a number');
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) this.fail('a number of at most 63 bits');
    return value;
  }

  nil(): boolean {
    return this.accept('NIL');
  }

  /** A quoted string without 8-bit octets, or a literal. */
  string({ nulAllowed = false } = {}): Buffer {
    if (this.peek('"')) {
      const quoted = this.match(/"(?:[^"\\\r\n\x00\x80-\xff]|\\["\\])*"/, 'a quoted string');
      return Buffer.from(quoted.slice(1, -1).replace(/\\(["\\])/g, '$1'), 'latin1');
    }
    if (this.#at !== this.#text.length || this.#part >= this.#response.literals.length) this.fail('a string');
    const literal = this.#response.literals[this.#part]!;
    this.#part++;
    this.#at = 0;
    if (!nulAllowed && literal.includes(0)) this.fail('a literal without NUL');
    return literal;
  }

  nstring(options = {}): Buffer | undefined {
    return this.nil() ? undefined : this.string(options);
  }

  end(): void {
    if (this.#at !== this.#text.length || this.#part !== this.#response.literals.length) this.fail('the end');
  }

  rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }
}
