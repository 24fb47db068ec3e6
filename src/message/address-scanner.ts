import { VALUE_LIMITS } from './limits.ts';
import { skipComment } from './parameter.ts';
import { collapseBlanks, trimBlanks } from './unfold.ts';

/** One step of an address list, undecoded: one code unit for each byte. */
export type RawAddress =
  | { readonly kind: 'mailbox'; readonly name: string | undefined; readonly local: string; readonly domain: string }
  | { readonly kind: 'groupStart'; readonly name: string }
  | { readonly kind: 'groupEnd' };

/** Everything up to what has a meaning of its own. */
const WORD = /[^("<,;:]+/y;

/** Reads an unfolded address list (RFC 5322 §3.4 and §4.4), whatever it is. Groups are always closed. */
export function parseRawAddresses(text: string): RawAddress[] {
  return new AddressScanner(text).scan();
}

class AddressScanner {
  readonly #text: string;
  readonly #list: RawAddress[] = [];
  #at = 0;
  #inGroup = false;
  #count = 0;
  /** Words before a bracket, or an address without brackets; quoting removed. */
  #phrase = '';
  /** Where in `#phrase` the last at-sign outside of quotes is; -1 without one. */
  #atSign = -1;
  /** Where in `#phrase` the last quoted string ends. */
  #quotedEnd = 0;
  #quotesAreBroken = false;
  #comment = '';
  #hasAngle = false;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): RawAddress[] {
    while (this.#at < this.#text.length && this.#count < VALUE_LIMITS.addressesMax) this.#step();
    this.#endAddress();
    this.#endGroup();
    return this.#list;
  }

  #step(): void {
    switch (this.#text[this.#at]) {
      case '(':
        this.#readComment();
        break;
      case '"':
        this.#readQuoted();
        break;
      case '<':
        this.#readAngle();
        break;
      case ',':
        this.#at++;
        this.#endAddress();
        break;
      case ';':
        this.#at++;
        this.#endAddress();
        this.#endGroup();
        break;
      case ':':
        this.#at++;
        this.#startGroup();
        break;
      default:
        this.#readWord();
    }
  }

  #readWord(): void {
    WORD.lastIndex = this.#at;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    this.#at += word.length;
    const sign = word.lastIndexOf('@');
    if (sign !== -1) this.#atSign = this.#phrase.length + sign;
    this.#phrase += word;
  }

  #readComment(): void {
    const end = skipComment(this.#text, this.#at);
    const closed = this.#text[end - 1] === ')' ? end - 1 : end;
    if (this.#comment === '') this.#comment = trimBlanks(unquote(this.#text.slice(this.#at + 1, closed)));
    // A comment parts words as a space does.
    this.#phrase += ' ';
    this.#at = end;
  }

  /** A quote that is never closed, and all after it, are ordinary characters. */
  #readQuoted(): void {
    const end = this.#quotesAreBroken ? this.#text.length + 1 : quotedEnd(this.#text, this.#at);
    if (end > this.#text.length) {
      this.#quotesAreBroken = true;
      this.#at++;
      return;
    }
    this.#phrase += unquote(this.#text.slice(this.#at + 1, end - 1));
    this.#quotedEnd = this.#phrase.length;
    this.#at = end;
  }

  /** `<local@domain>`, with an obsolete route before it (RFC 5322 §4.4). */
  #readAngle(): void {
    let at = this.#at + 1;
    for (; at < this.#text.length && this.#text[at] !== '>'; at++) {
      if (this.#text[at] === '"') at = Math.max(at, quotedEnd(this.#text, at) - 1);
      // A bracket that is never closed ends where the next address begins.
      else if (
        this.#text[at] === ',' &&
        !this.#text
          .slice(this.#at + 1, at)
          .trimStart()
          .startsWith('@')
      )
        break;
      else if (this.#text[at] === '<') this.#at = at;
    }
    const inside = trimBlanks(this.#text.slice(this.#at + 1, at));
    this.#at = this.#text[at] === '>' ? at + 1 : at;
    if (this.#hasAngle) return;
    const route = /^@[^:"]*:/.exec(inside)?.[0] ?? '';
    const [local, domain] = splitAddress(inside.slice(route.length));
    const name = collapseBlanks(this.#phrase) || this.#comment || undefined;
    if (local !== '' || domain !== '' || name !== undefined) this.#push(name, local, domain);
    this.#hasAngle = true;
  }

  #endAddress(): void {
    if (!this.#hasAngle && trimBlanks(this.#phrase) !== '') {
      if (this.#atSign === -1) this.#push(this.#comment || undefined, trimBlanks(this.#phrase), '');
      else this.#endBareAddress(this.#phrase.slice(0, this.#atSign), this.#phrase.slice(this.#atSign + 1));
    }
    this.#reset();
  }

  /** An address without brackets. Words before it, which should not be there, are its name. */
  #endBareAddress(before: string, domain: string): void {
    const local = trimBlanks(before);
    const blank = Math.max(local.lastIndexOf(' '), local.lastIndexOf('\t'));
    const isQuoted = this.#quotedEnd > blank;
    const joined = collapseBlanks(local).replace(/ ?\. ?/g, '.');
    if (isQuoted || !/[ \t]/.test(joined)) {
      this.#push(this.#comment || undefined, isQuoted ? local : joined, domain.replace(/[ \t]+/g, ''));
    } else {
      const words = collapseBlanks(local.slice(0, blank)).split(' ');
      // Addresses with only a blank between them.
      for (const word of words.filter((w) => w.includes('@'))) this.#push(undefined, ...splitAddress(word));
      const name = words.filter((w) => !w.includes('@')).join(' ') || undefined;
      this.#push(name, local.slice(blank + 1), domain.replace(/[ \t]+/g, ''));
    }
  }

  #startGroup(): void {
    if (this.#inGroup || trimBlanks(this.#phrase) === '') {
      // A colon inside of a group, or without a name, parts nothing.
      this.#phrase = '';
      this.#atSign = -1;
      return;
    }
    this.#list.push({ kind: 'groupStart', name: collapseBlanks(this.#phrase) });
    this.#inGroup = true;
    this.#count++;
    this.#reset();
  }

  #endGroup(): void {
    if (this.#inGroup) this.#list.push({ kind: 'groupEnd' });
    this.#inGroup = false;
  }

  #push(name: string | undefined, local: string, domain: string): void {
    this.#list.push({ kind: 'mailbox', name, local, domain });
    this.#count++;
  }

  #reset(): void {
    this.#phrase = '';
    this.#atSign = -1;
    this.#quotedEnd = 0;
    this.#comment = '';
    this.#hasAngle = false;
  }
}

/** The place after the quoted string at `from`; beyond the text if it is not closed. */
function quotedEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length + 1;
}

function unquote(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

/** Parts an address at the last at-sign outside of quotes, and takes quoting, comments and blanks away. */
function splitAddress(address: string): [local: string, domain: string] {
  let local = '';
  let sign = -1;
  for (let at = 0; at < address.length; ) {
    const c = address[at]!;
    if (c === '"') {
      const end = quotedEnd(address, at);
      local += unquote(address.slice(at + 1, Math.max(at + 1, end - 1)));
      at = end;
    } else if (c === '(') {
      at = skipComment(address, at);
    } else {
      if (c === '@') sign = local.length;
      if (c !== ' ' && c !== '\t') local += c;
      at++;
    }
  }
  return sign === -1 ? [local, ''] : [local.slice(0, sign), local.slice(sign + 1)];
}
