import { concatBytes, decodeLatin1, EMPTY, LF } from '../base/index.ts';
import { EXPORT_FIELD, type ExportNote, parseExportNote } from './export-note.ts';
import { MAILBOX_FILE_LIMITS } from './limits.ts';

/** What mail programs wrote about a message into the header that it has in an mbox file. */
export interface MboxMarks {
  readonly seen: boolean;
  readonly answered: boolean;
  readonly flagged: boolean;
  readonly deleted: boolean;
  readonly draft: boolean;
  /** Thunderbird has deleted it, and left it in the file until the folder is compacted. */
  readonly expunged: boolean;
  readonly keywords: readonly string[];
  /** Of Gmail's Takeout, undecoded. */
  readonly labels: string | undefined;
  /** UW-IMAP keeps its own data in a first message that is none. */
  readonly isFolderData: boolean;
  /** What Rookery's own export says. */
  readonly note: ExportNote | undefined;
}

export interface MboxHeader {
  readonly marks: MboxMarks;
  /** The header as the message had it, with what follows it in the same piece. */
  readonly bytes: Uint8Array;
}

type Field = { readonly name: string; readonly value: string; readonly bytes: Uint8Array };

/** Fields that mbox programs write and that are no part of the message. */
const MARKING = new Set([
  'status',
  'x-status',
  'x-keywords',
  'x-uid',
  'x-imap',
  'x-imapbase',
  'content-length',
  'x-mozilla-status',
  'x-mozilla-status2',
  'x-mozilla-keys',
]);
/** What an export of Rookery puts before a message, in this order. */
const EXPORTED = [EXPORT_FIELD, 'status', 'x-status', 'x-keywords'];

/** Gathers a message's header as it streams by, and takes the marks of mail programs out of it. */
export class MboxHeaderReader {
  #pieces: Uint8Array[] = [];
  #sizeBytes = 0;

  /** Undefined: more is wanted. A header that is too long stays as it is, without marks. */
  push(piece: Uint8Array): MboxHeader | undefined {
    this.#pieces.push(piece.slice());
    this.#sizeBytes += piece.length;
    const bytes = concatBytes(this.#pieces);
    this.#pieces = [bytes];
    const end = headerEnd(bytes);
    if (end === undefined && this.#sizeBytes <= MAILBOX_FILE_LIMITS.headerMaxBytes) return undefined;
    return end === undefined ? { marks: NO_MARKS, bytes } : split(bytes, end);
  }

  /** The message is over, and had no body. */
  end(): MboxHeader {
    const bytes = concatBytes([...this.#pieces, EMPTY]);
    return split(bytes, bytes.length);
  }
}

function split(bytes: Uint8Array, end: number): MboxHeader {
  const fields = [...fieldsOf(bytes, end)];
  const note = fields[0]?.name === EXPORT_FIELD ? parseExportNote(fields[0].value) : undefined;
  // An export is undone exactly: what stands behind its own lines is the message, whatever it is called.
  const own = note !== undefined && EXPORTED.every((name, index) => fields[index]?.name === name);
  const isMark = (field: Field, index: number) =>
    own ? index < EXPORTED.length : MARKING.has(field.name) || field.name === EXPORT_FIELD;
  const kept = fields.filter((field, index) => !isMark(field, index)).map((field) => field.bytes);
  const marks = fields.filter(isMark);
  const rest = bytes.subarray(end);
  return {
    marks: { ...marksOf(marks, fields), note: own ? note : undefined },
    bytes: concatBytes([...kept, rest, EMPTY]),
  };
}

const NO_MARKS: MboxMarks = {
  seen: false,
  answered: false,
  flagged: false,
  deleted: false,
  draft: false,
  expunged: false,
  keywords: [],
  labels: undefined,
  isFolderData: false,
  note: undefined,
};

function marksOf(marks: readonly Field[], fields: readonly Field[]): MboxMarks {
  const value = (name: string) => marks.find((field) => field.name === name)?.value ?? '';
  const status = value('status') + value('x-status');
  const mozilla = Number.parseInt(value('x-mozilla-status') || '0', 16);
  const words = `${value('x-keywords')} ${value('x-mozilla-keys')}`.split(/\s+/).filter((word) => word !== '');
  if (mozilla & 0x1000) words.push('$Forwarded');
  const subject = fields.find((field) => field.name === 'subject')?.value ?? '';
  return {
    seen: status.includes('R') || (mozilla & 0x1) !== 0,
    answered: status.includes('A') || (mozilla & 0x2) !== 0,
    flagged: status.includes('F') || (mozilla & 0x4) !== 0,
    deleted: status.includes('D'),
    draft: status.includes('T'),
    expunged: (mozilla & 0x8) !== 0,
    keywords: [...new Set(words)],
    labels: fields.find((field) => field.name === 'x-gmail-labels')?.value,
    isFolderData: value('x-imap') !== '' && subject.includes('FOLDER INTERNAL DATA'),
    note: undefined,
  };
}

/** Fields with the lines that continue them; a line that is no field is one without a name. */
function* fieldsOf(bytes: Uint8Array, end: number): Generator<Field> {
  let at = 0;
  while (at < end) {
    let lineEnd = endOfLine(bytes, at, end);
    while (lineEnd < end && (bytes[lineEnd] === 0x20 || bytes[lineEnd] === 0x09))
      lineEnd = endOfLine(bytes, lineEnd, end);
    const field = bytes.subarray(at, lineEnd);
    const text = decodeLatin1(field);
    const colon = text.indexOf(':');
    const name = colon === -1 ? '' : text.slice(0, colon).trim().toLowerCase();
    yield {
      name,
      value: text
        .slice(colon + 1)
        .replace(/\r?\n[ \t]/g, ' ')
        .trim(),
      bytes: field,
    };
    at = lineEnd;
  }
}

function endOfLine(bytes: Uint8Array, from: number, end: number): number {
  const at = bytes.indexOf(LF, from);
  return at === -1 || at >= end ? end : at + 1;
}

/** Where the empty line stands that ends the header. */
function headerEnd(bytes: Uint8Array): number | undefined {
  for (let at = 0; at !== -1 && at < bytes.length; ) {
    if (bytes[at] === LF || (bytes[at] === 0x0d && bytes[at + 1] === LF)) return at;
    const end = bytes.indexOf(LF, at);
    at = end === -1 ? -1 : end + 1;
  }
  return undefined;
}
