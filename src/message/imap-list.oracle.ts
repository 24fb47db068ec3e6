/** A parenthesised list of IMAP, read back: strings, numbers, NIL as null. For tests alone. */
export type ListItem = string | number | null | readonly ListItem[];

/** Reads one list that must fill the bytes. Throws where the bytes break the grammar of RFC 9051 §9. */
export function readList(bytes: Uint8Array): ListItem {
  const text = Buffer.from(bytes).toString('latin1');
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at}: ${JSON.stringify(text.slice(Math.max(0, at - 20), at + 20))}`);
  };
  const item = (): ListItem => {
    const c = text[at];
    if (c === '(') return list();
    if (c === '"') return quoted();
    if (c === '{') return literal();
    const atom = /^(?:NIL|\d+)/.exec(text.slice(at, at + 20))?.[0] ?? fail('no item');
    at += atom.length;
    return atom === 'NIL' ? null : Number(atom);
  };
  const list = (): ListItem => {
    at++;
    const items: ListItem[] = [];
    while (text[at] !== ')') {
      // Addresses and bodies stand side by side, other items with one space between.
      if (items.length > 0 && text[at] === ' ') at++;
      else if (items.length > 0 && text[at] !== '(') fail('no space');
      if (at >= text.length || text[at] === ')') fail('no item in list');
      items.push(item());
    }
    at++;
    if (items.length === 0) fail('empty list');
    return items;
  };
  const quoted = (): string => {
    let value = '';
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === '\\') {
        at++;
        if (text[at] !== '"' && text[at] !== '\\') fail('escape of an ordinary character');
      }
      const code = text.charCodeAt(at);
      if (!(code >= 1 && code <= 0x7f) || code === 10 || code === 13) fail('character not for a quoted string');
      value += text[at];
    }
    at++;
    return value;
  };
  const literal = (): string => {
    const head = /^\{(\d+)\}\r\n/.exec(text.slice(at, at + 20)) ?? fail('broken literal');
    const start = at + head[0].length;
    const value = text.slice(start, start + Number(head[1]));
    if (value.length !== Number(head[1])) fail('short literal');
    if (value.includes('\0')) fail('NUL in a literal');
    at = start + value.length;
    return value;
  };
  const whole = item();
  if (at !== text.length) fail('more after the list');
  return whole;
}

/** Throws if the item is no envelope (RFC 9051 §7.5.2). */
export function checkEnvelope(value: ListItem): void {
  const fields = asList(value, 10);
  for (const i of [0, 1, 8, 9]) asNstring(fields[i]!);
  for (let i = 2; i < 8; i++) {
    if (fields[i] === null) continue;
    for (const address of asList(fields[i]!)) for (const item of asList(address, 4)) asNstring(item);
  }
}

/** Throws if the item is no body; gives the numbers of its leaves. `whole`: of a message, not of a child of a multipart. */
export function checkBody(value: ListItem, extended: boolean, path = '', whole = true): string[] {
  const items = asList(value);
  if (Array.isArray(items[0])) {
    const count = items.findIndex((item) => !Array.isArray(item));
    asString(items[count]!);
    checkLength(items.length - count - 1, extended ? 4 : 0);
    if (extended) checkExtensions(items.slice(count + 1), checkParameters);
    return items.slice(0, count).flatMap((child, i) => checkBody(child, extended, join(path, i + 1), false));
  }
  const [type, subtype, parameters, id, description, encoding, size] = items;
  for (const item of [type, subtype, encoding]) asString(item!);
  for (const item of [id, description]) asNstring(item!);
  checkParameters(parameters!);
  asNumber(size!);
  const kind =
    type === 'text'
      ? 'text'
      : type === 'message' && (subtype === 'rfc822' || subtype === 'global')
        ? 'message'
        : 'basic';
  const fixed = kind === 'message' ? 10 : kind === 'text' ? 8 : 7;
  checkLength(items.length, fixed + (extended ? 4 : 0));
  if (kind === 'text') asNumber(items[7]!);
  const own = whole ? join(path, 1) : path;
  const inside: string[] = [];
  if (kind === 'message') {
    checkEnvelope(items[7]!);
    inside.push(...checkBody(items[8]!, extended, own));
    asNumber(items[9]!);
  }
  if (extended) checkExtensions(items.slice(fixed), asNstring);
  return kind === 'message' ? inside : [own];
}

function join(path: string, number: number): string {
  return path === '' ? `${number}` : `${path}.${number}`;
}

function checkExtensions(items: readonly ListItem[], first: (item: ListItem) => void): void {
  first(items[0]!);
  if (items[1] !== null) {
    const disposition = asList(items[1]!, 2);
    asString(disposition[0]!);
    checkParameters(disposition[1]!);
  }
  if (Array.isArray(items[2])) for (const item of items[2]) asString(item);
  else asNstring(items[2]!);
  asNstring(items[3]!);
}

function checkParameters(item: ListItem): void {
  if (item === null) return;
  const list = asList(item);
  if (list.length % 2 !== 0) throw new Error('odd parameter list');
  for (const value of list) asString(value);
}

function checkLength(length: number, expected: number): void {
  if (length !== expected) throw new Error(`${length} items, not ${expected}`);
}
function asList(item: ListItem, length?: number): readonly ListItem[] {
  if (!Array.isArray(item)) throw new Error(`no list: ${JSON.stringify(item)}`);
  if (length !== undefined) checkLength(item.length, length);
  return item;
}
function asString(item: ListItem): void {
  if (typeof item !== 'string') throw new Error(`no string: ${JSON.stringify(item)}`);
}
function asNstring(item: ListItem): void {
  if (item !== null) asString(item);
}
function asNumber(item: ListItem): void {
  if (typeof item !== 'number') throw new Error(`no number: ${JSON.stringify(item)}`);
}
