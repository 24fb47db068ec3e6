import { decodeHeaderText } from './encoded-word.ts';
import { renderEnvelope } from './envelope.ts';
import { DEFAULT_SEARCH_LIMITS, type SearchLimits } from './limits.ts';
import type { HeaderField, Part } from './part.ts';
import { parseMessage } from './reader.ts';
import { plainTextOf } from './text.ts';

/** A header as search sees it: `Name: decoded value` lines. Takes the bytes of a header or of a whole message. */
export function searchableHeader(bytes: Uint8Array, limits: SearchLimits = DEFAULT_SEARCH_LIMITS): string {
  return headerLines(parseMessage(bytes).root.headers, limits.headerMaxChars);
}

export interface SearchableText {
  /** Of the message and of the messages inside it (RFC 9051 §6.4.4, TEXT). */
  readonly header: string;
  /** Of all text parts, each on lines of its own (BODY). Fields of parts and messages inside belong to it too. */
  readonly body: string;
}

/** The text that SEARCH looks through, decoded (RFC 9051 §6.4.4). HTML counts as its visible text. Bounded. */
export function searchableText(message: Uint8Array, limits: SearchLimits = DEFAULT_SEARCH_LIMITS): SearchableText {
  return textOf(message, parseMessage(message).root, limits);
}

/** The same, with the ENVELOPE as `summarizeBytes` renders it, out of one reading of the message. */
export function searchableMessage(
  message: Uint8Array,
  limits: SearchLimits = DEFAULT_SEARCH_LIMITS,
): SearchableText & { readonly envelope: Uint8Array } {
  const { root } = parseMessage(message);
  return { ...textOf(message, root, limits), envelope: renderEnvelope(root) };
}

function textOf(message: Uint8Array, root: Part, limits: SearchLimits): SearchableText {
  const body: string[] = [];
  let room = limits.textMaxChars;
  const add = (text: string): void => {
    if (text === '' || room <= 0) return;
    body.push(text.slice(0, room));
    room -= text.length + 1;
  };
  const visit = (part: Part): void => {
    if (room <= 0) return;
    if (part !== root) add(headerLines(part.headers, Math.min(room, limits.headerMaxChars)));
    if (isText(part)) add(plainTextOf(part, message.subarray(part.bodyStart, part.bodyEnd), room));
    for (const child of part.children) visit(child);
    if (part.message !== undefined) visit(part.message);
  };
  visit(root);
  return { header: headerLines(root.headers, limits.headerMaxChars), body: body.join('\n') };
}

function isText({ contentType: { type, subtype } }: Part): boolean {
  return (
    type === 'text' || (type === 'message' && subtype !== 'rfc822' && subtype !== 'global' && subtype !== 'partial')
  );
}

function headerLines(headers: readonly HeaderField[], maxChars: number): string {
  let text = '';
  for (const field of headers) {
    if (text.length >= maxChars) break;
    text += `${field.name}: ${decodeHeaderText(field.value)}\n`;
  }
  return text.slice(0, maxChars);
}
