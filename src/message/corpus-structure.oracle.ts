import { type CorpusMessage, readExpected } from './corpus.oracle.ts';
import { decodeTransfer, type Part, parseMessage } from './index.ts';

/** A part in a form that can be compared: `leaf`, `message(...)` or `multipart(...,...)`. */
type Shape = string;

export interface StructureDisagreement {
  readonly kind: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Compares with the event stream that mime4j's tests expect (`.xml`) and its decoded parts. */
export function compareWithMime4j({ file, bytes }: CorpusMessage): StructureDisagreement[] {
  if (!file.endsWith('.msg')) return [];
  const xml = readExpected(file.replace(/\.msg$/, '.xml'));
  if (xml === undefined) return [];
  const found: StructureDisagreement[] = [];
  const { root } = parseMessage(bytes);
  const ours = shapeOf(root);
  const theirs = shapeOfXml(xml);
  if (ours !== theirs) return [{ kind: 'mime4j tree', ours, theirs }];
  const decoded = readExpected(file.replace(/\.msg$/, '_decoded.xml')) ?? '';
  const names = [...decoded.matchAll(/<(?:text|binary)-body name="([^"]+)"/g)].map((match) => match[1]!);
  leavesOf(root).forEach((part, i) => {
    const name = names[i];
    const expected = name === undefined ? undefined : readExpected(file.replace(/[^/]+$/, name), 'latin1');
    if (expected === undefined) return;
    const body = decodeTransfer(part.encoding, bytes.subarray(part.bodyStart, part.bodyEnd));
    const content = Buffer.from(body).toString('latin1');
    // Decoded text was kept with line ends of its own.
    if (withoutLineEnds(content) !== withoutLineEnds(expected)) {
      found.push({ kind: 'mime4j content', ours: content, theirs: expected });
    }
  });
  return found;
}

/** Compares with the offsets that mail-parser's tests expect, of the message with LF and with CRLF line ends. */
export function compareWithMailParser({ file, bytes }: CorpusMessage): StructureDisagreement[] {
  if (!file.endsWith('.eml')) return [];
  const found: StructureDisagreement[] = [];
  const text = Buffer.from(bytes).toString('latin1').replace(/\r\n/g, '\n');
  const withLf = new Uint8Array(Buffer.from(text, 'latin1'));
  const withCrlf = new Uint8Array(Buffer.from(text.replace(/\n/g, '\r\n'), 'latin1'));
  for (const [suffix, message] of [
    ['.json', withLf],
    ['.crlf.json', withCrlf],
  ] as const) {
    const json = readExpected(file.replace(/\.eml$/, suffix));
    if (json === undefined) continue;
    const ours = offsetsOf(parseMessage(message).root);
    const theirs = offsetsOfJson(JSON.parse(json));
    if (ours !== theirs) found.push({ kind: `mail-parser offsets${suffix === '.json' ? '' : ' crlf'}`, ours, theirs });
  }
  return found;
}

function shapeOf(part: Part): Shape {
  if (part.message !== undefined) return `message(${shapeOf(part.message)})`;
  if (part.contentType.type === 'multipart') return `multipart(${part.children.map(shapeOf).join()})`;
  return 'leaf';
}

function leavesOf(part: Part): Part[] {
  if (part.message !== undefined) return leavesOf(part.message);
  if (part.contentType.type === 'multipart') return part.children.flatMap(leavesOf);
  return [part];
}

/** Tags alone tell the tree: text inside of them is escaped. */
function shapeOfXml(xml: string): Shape {
  const stack: string[][] = [[]];
  for (const match of xml.matchAll(/<(\/?)(message|multipart|body-part|body)(?: [^>]*)?>/g)) {
    const [, slash, tag] = match;
    if (slash === '') {
      stack.push([]);
      continue;
    }
    const inside = stack.pop()!;
    const outer = stack[stack.length - 1]!;
    if (tag === 'body') outer.push('leaf');
    else if (tag === 'multipart') outer.push(`multipart(${inside.join()})`);
    else if (tag === 'body-part') outer.push(inside[0] ?? 'leaf');
    else outer.push(stack.length === 1 ? (inside[0] ?? 'leaf') : `message(${inside[0] ?? 'leaf'})`);
  }
  return stack[0]![0] ?? 'leaf';
}

/** `header body end` of every part, in order of their beginnings. */
function offsetsOf(root: Part): string {
  const list: number[][] = [];
  const visit = (part: Part): void => {
    list.push([part.headerStart, part.bodyStart, part.bodyEnd]);
    part.children.forEach(visit);
    if (part.message !== undefined) visit(part.message);
  };
  visit(root);
  return sorted(list);
}

interface JsonPart {
  readonly offset_header: number;
  readonly offset_body: number;
  readonly offset_end: number;
  readonly body: { readonly Message?: { readonly parts: readonly JsonPart[] } };
}

function offsetsOfJson(json: { readonly parts: readonly JsonPart[] }): string {
  const list: number[][] = [];
  const visit = (part: JsonPart): void => {
    list.push([part.offset_header, part.offset_body, part.offset_end]);
    part.body.Message?.parts.forEach(visit);
  };
  json.parts.forEach(visit);
  return sorted(list);
}

function sorted(list: number[][]): string {
  return list
    .sort((a, b) => a[0]! - b[0]! || b[2]! - a[2]!)
    .map((offsets) => offsets.join(' '))
    .join(', ');
}

function withoutLineEnds(text: string): string {
  return text.replace(/[\r\n]+/g, '');
}
