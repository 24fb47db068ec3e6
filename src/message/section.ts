import type { Part } from './part.ts';
import type { PartRecord } from './part-record.ts';

/** Parsed parts and recorded parts alike. */
export type PartTree = Part | PartRecord;

/** What of a part: its content, or (RFC 9051 §6.4.5.1) `HEADER`, `TEXT`, `MIME`. */
export type SectionText = 'content' | 'header' | 'text' | 'mime';

/** Byte offsets into the message; `end` not included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The part with an IMAP part number (`[]` is the message itself), or undefined. A message that is no multipart has its
 * text as part 1 (RFC 9051 §6.4.5.1).
 */
export function findPart<Tree extends PartTree>(root: Tree, path: readonly number[]): Tree | undefined {
  let part: PartTree = root;
  let isMessage = true;
  for (const number of path) {
    const whole: PartTree | undefined = isMessage ? part : part.message;
    const owner: PartTree = whole ?? part;
    if (owner.children.length > 0) {
      const child: PartTree | undefined = owner.children[number - 1];
      if (child === undefined) return undefined;
      part = child;
    } else if (number === 1 && (whole !== undefined || isMultipart(part))) {
      // Also the one text that stands for the children of a multipart without any.
      part = owner;
    } else {
      return undefined;
    }
    isMessage = false;
  }
  // Parts below a tree are of its own kind.
  return part as Tree;
}

/**
 * Where the octets of BODY[path.text] lie, or undefined if there is no such section: HEADER and TEXT are of messages
 * alone, MIME of parts with a number.
 */
export function sectionRange(root: PartTree, path: readonly number[], text: SectionText): ByteRange | undefined {
  const part = findPart(root, path);
  if (part === undefined) return undefined;
  if (path.length === 0) {
    if (text === 'content') return { start: root.headerStart, end: root.end };
    return text === 'mime' ? undefined : messageRange(root, text);
  }
  if (text === 'content') return { start: part.bodyStart, end: part.bodyEnd };
  if (text === 'mime') return { start: part.headerStart, end: part.bodyStart };
  return part.message === undefined ? undefined : messageRange(part.message, text);
}

function messageRange(message: PartTree, text: 'header' | 'text'): ByteRange {
  if (text === 'header') return { start: message.headerStart, end: message.bodyStart };
  return { start: message.bodyStart, end: message.bodyEnd };
}

function isMultipart(part: PartTree): boolean {
  return ('contentType' in part ? part.contentType.type : part.type) === 'multipart';
}
