import { ENTITIES } from './html-entity.table.ts';

const TAG_START = /[a-z/!?]/i;
const HIDDEN = /^(?:script|style|head|title|template|noscript|svg)$/;
const BREAKS =
  /^\/?(?:p|div|br|tr|table|ul|ol|li|h[1-6]|blockquote|hr|section|article|header|footer|pre|dd|dt|option)$/;

/**
 * The text of an HTML body, for previews and search: tags, comments, scripts and styles taken out, character references
 * decoded, blocks as lines. No more than `maxChars` of text are made. A simple reader, not a browser: it never fails.
 */
export function htmlToText(html: string, maxChars = Number.POSITIVE_INFINITY): string {
  let text = '';
  let at = 0;
  const unclosed = new Set<string>();
  while (at < html.length && text.length < maxChars) {
    const open = html.indexOf('<', at);
    if (open === -1) {
      text += decodeReferences(html.slice(at));
      break;
    }
    if (open > at) text += decodeReferences(html.slice(at, open));
    const tag = readTag(html, open);
    at = tag.end;
    if (tag.name === undefined) text += '<';
    else if (HIDDEN.test(tag.name)) at = closingEnd(html, at, tag.name, unclosed);
    else if (BREAKS.test(tag.name)) text += '\n';
    else if (tag.name === 'td' || tag.name === 'th') text += ' ';
  }
  return tidy(text).slice(0, maxChars);
}

/** A tag's name in lower case with the slash of a closing one, '!' for what is none of text, undefined for a mere `<`. */
function readTag(html: string, open: number): { name: string | undefined; end: number } {
  if (!TAG_START.test(html.charAt(open + 1))) return { name: undefined, end: open + 1 };
  if (html.startsWith('<!--', open)) {
    const close = html.indexOf('-->', open + 4);
    return { name: '!', end: close === -1 ? html.length : close + 3 };
  }
  const name = /^<(\/?[a-z][a-z0-9]*|[!?])/i.exec(html.slice(open, open + 20))?.[1];
  if (name === undefined) return { name: undefined, end: open + 1 };
  const close = tagEnd(html, open);
  return { name: name === '?' ? '!' : name.toLowerCase(), end: close };
}

/** The place after a tag; quoted attribute values may hold `>`. */
function tagEnd(html: string, open: number): number {
  const close = html.indexOf('>', open);
  if (close === -1) return html.length;
  const plain = html.slice(open, close);
  if (!plain.includes('"') && !plain.includes("'")) return close + 1;
  let quote = '';
  for (let at = open; at < html.length; at++) {
    const c = html[at]!;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '>') return at + 1;
    else if ((c === '"' || c === "'") && html[at - 1] === '=') quote = c;
  }
  // A quote that is never closed: the first bracket it is.
  return close + 1;
}

/** What is never closed hides nothing; `unclosed` remembers it, so that the search is made once. */
function closingEnd(html: string, from: number, name: string, unclosed: Set<string>): number {
  if (unclosed.has(name)) return from;
  const pattern = new RegExp(`</${name}`, 'gi');
  pattern.lastIndex = from;
  const match = pattern.exec(html);
  if (match !== null) return tagEnd(html, match.index);
  unclosed.add(name);
  return from;
}

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z][a-z0-9]{1,31}));?/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return namedReference(name) ?? namedReference(name.toLowerCase()) ?? whole;
    const point = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return '\ufffd';
    return String.fromCodePoint(point);
  });
}

function namedReference(name: string): string | undefined {
  return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
