import { CR, decodeLatin1, LF } from '../../base/index.ts';

/** Offsets in octets; `end` is behind the last line end of the field, continuation lines included (RFC 5322 §2.2). */
export interface HeaderFieldRange {
  /** In lower case. */
  readonly name: string;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** Finds the empty line that ends a header, in octets that stream by. A bare LF ends a line here too. */
export class HeaderEnd {
  #before: 'lineStart' | 'cr' | 'text' = 'lineStart';

  /** How many of the octets belong to the header, its empty line included; undefined while it goes on. */
  feed(bytes: Uint8Array): number | undefined {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#before === 'text') {
        at = bytes.indexOf(LF, at);
        if (at === -1) return undefined;
        this.#before = 'lineStart';
        continue;
      }
      const byte = bytes[at];
      if (byte === LF) return at + 1;
      this.#before = byte === CR && this.#before === 'lineStart' ? 'cr' : 'text';
    }
    return undefined;
  }
}

const NAME = /^([!-9;-~]{1,200})[ \t]*:/;

/** The fields of a header; lines that are none are passed over. */
export function splitHeaderFields(header: Uint8Array): readonly HeaderFieldRange[] {
  const fields: HeaderFieldRange[] = [];
  for (let at = 0; at < header.length; ) {
    const end = fieldEnd(header, at);
    const found = NAME.exec(decodeLatin1(header, at, Math.min(end, at + 256)));
    if (found !== null) {
      fields.push({ name: found[1]!.toLowerCase(), start: at, valueStart: at + found[0].length, end });
    }
    at = end;
  }
  return fields;
}

/** Behind the line at `start` and all lines that continue it, which begin with a blank. */
function fieldEnd(header: Uint8Array, start: number): number {
  for (let at = start; ; ) {
    const lineEnd = header.indexOf(LF, at);
    if (lineEnd === -1) return header.length;
    at = lineEnd + 1;
    if (header[at] !== 0x20 && header[at] !== 0x09) return at;
  }
}

const ATOMS = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;

/** A longer list is no person's, and is not worth the time of others. */
const LIST_MAX_BYTES = 65_536;

/** A mailbox without a domain, and the place behind it in the value. */
export interface LoneLocalPart {
  readonly local: string;
  readonly at: number;
}

/**
 * Mailboxes of an address list that have no domain (RFC 6409 §8): `anna`, or `Anna <anna>`. The value is one code unit
 * for each octet. None where the list has a group, a route, or anything broken: what is not plain is left alone.
 */
export function loneLocalParts(value: string): readonly LoneLocalPart[] {
  if (value.length > LIST_MAX_BYTES) return [];
  const found: LoneLocalPart[] = [];
  for (const mailbox of splitMailboxes(value) ?? []) {
    const { text, start } = mailbox;
    const open = text.indexOf('<');
    const close = text.indexOf('>');
    if (open === -1 ? close !== -1 : close !== text.trimEnd().length - 1 || text.indexOf('<', open + 1) !== -1)
      return [];
    const inside = open === -1 ? text : text.slice(open + 1, close);
    const local = inside.trim();
    if (!ATOMS.test(local)) continue;
    found.push({ local, at: start + (open + 1) + inside.indexOf(local) + local.length });
  }
  return found;
}

/** The parts between commas, quoted strings and comments blanked out in place; undefined where it is no plain list. */
function splitMailboxes(value: string): readonly { readonly text: string; readonly start: number }[] | undefined {
  const blanked = blankQuotes(value);
  // Colons stand in address literals, else in groups and routes.
  if (blanked === undefined || /[:;\\]/.test(blanked.replace(/\[[^\][]*\]/g, ''))) return undefined;
  let start = 0;
  return blanked.split(',').map((text) => {
    const part = { text, start };
    start += text.length + 1;
    return part;
  });
}

/** Comments become blanks, and quoted strings a character that no atom has; undefined where one is not closed. */
function blankQuotes(value: string): string | undefined {
  let text = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const c = value[at]!;
    const inside = quoted || depth > 0;
    if (inside && c === '\\') {
      text += quoted ? '""' : '  ';
      at++;
      continue;
    }
    if (quoted) quoted = c !== '"';
    else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === '"' && depth === 0) quoted = true;
    if (depth < 0) return undefined;
    text += quoted || c === '"' ? '"' : inside || c === '(' ? ' ' : c;
  }
  return quoted || depth > 0 || text.length !== value.length ? undefined : text;
}
