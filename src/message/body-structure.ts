import { ByteWriter } from './byte-writer.ts';
import { writeEnvelope } from './envelope.ts';
import { writeNstring, writeString } from './imap-string.ts';
import { type Disposition, isMessageType, isMultipart, type Parameter, type Part } from './part.ts';

/** IMAP's BODYSTRUCTURE of a part, or its BODY without extension data (RFC 9051 §7.5.2). */
export function renderBodyStructure(part: Part, options: { readonly extended: boolean }): Uint8Array {
  const out = new ByteWriter(512);
  writeStructure(out, part, options.extended);
  return out.finish();
}

/** BODY: the structure without extension data. */
export function renderBody(part: Part): Uint8Array {
  return renderBodyStructure(part, { extended: false });
}

function writeStructure(out: ByteWriter, part: Part, extended: boolean): void {
  out.latin1('(');
  if (isMultipart(part)) writeMultipart(out, part, extended);
  else writeSingle(out, part, extended);
  out.latin1(')');
}

function writeMultipart(out: ByteWriter, part: Part, extended: boolean): void {
  for (const child of part.children) writeStructure(out, child, extended);
  if (part.children.length === 0) writePlain(out, part.bodyEnd - part.bodyStart, part.lines, extended);
  out.latin1(' ');
  writeString(out, part.contentType.subtype);
  if (!extended) return;
  out.latin1(' ');
  writeParameters(out, part.contentType.parameters);
  writeCommonExtensions(out, part);
}

/**
 * The grammar wants a part inside of every multipart and message. Where a multipart has none (no boundary, nothing but an
 * epilogue), its body is shown as one plain text, so that people can read what is there; findPart agrees.
 */
function writePlain(out: ByteWriter, size: number, lines: number, extended: boolean): void {
  out.latin1(`("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" ${size} ${lines}`);
  out.latin1(extended ? ' NIL NIL NIL NIL)' : ')');
}

function writeSingle(out: ByteWriter, part: Part, extended: boolean): void {
  const { type, subtype, parameters } = part.contentType;
  writeString(out, type);
  out.latin1(' ');
  writeString(out, subtype);
  out.latin1(' ');
  // RFC 2045 §5.2: what has no type is text in US-ASCII.
  if (!part.typed && type === 'text') out.latin1('("charset" "us-ascii")');
  else writeParameters(out, parameters);
  out.latin1(' ');
  writeNstring(out, part.id);
  out.latin1(' ');
  writeNstring(out, part.description);
  out.latin1(' ');
  writeString(out, part.encoding);
  out.latin1(` ${part.bodyEnd - part.bodyStart}`);
  if (isMessageType(part.contentType)) writeMessage(out, part, extended);
  if (type === 'text') out.latin1(` ${part.lines}`);
  if (!extended) return;
  out.latin1(' ');
  writeNstring(out, part.md5);
  writeCommonExtensions(out, part);
}

function writeMessage(out: ByteWriter, part: Part, extended: boolean): void {
  out.latin1(' ');
  if (part.message === undefined) {
    // A message that could not be read: no envelope, and an empty text.
    out.latin1('(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ');
    writePlain(out, 0, 0, extended);
  } else {
    writeEnvelope(out, part.message);
    out.latin1(' ');
    writeStructure(out, part.message, extended);
  }
  out.latin1(` ${part.lines}`);
}

function writeCommonExtensions(out: ByteWriter, part: Part): void {
  out.latin1(' ');
  writeDisposition(out, part.disposition);
  out.latin1(' ');
  writeLanguage(out, part.language);
  out.latin1(' ');
  writeNstring(out, part.location);
}

function writeDisposition(out: ByteWriter, disposition: Disposition | undefined): void {
  if (disposition === undefined) {
    out.latin1('NIL');
    return;
  }
  out.latin1('(');
  writeString(out, disposition.kind);
  out.latin1(' ');
  writeParameters(out, disposition.parameters);
  out.latin1(')');
}

/** Continuations are joined (RFC 2231 §7); an extended value keeps its asterisk and its encoding. */
function writeParameters(out: ByteWriter, parameters: readonly Parameter[]): void {
  if (parameters.length === 0) {
    out.latin1('NIL');
    return;
  }
  for (let i = 0; i < parameters.length; i++) {
    const { name, raw, extended } = parameters[i]!;
    out.latin1(i === 0 ? '(' : ' ');
    writeString(out, extended ? `${name}*` : name);
    out.latin1(' ');
    writeString(out, raw);
  }
  out.latin1(')');
}

function writeLanguage(out: ByteWriter, language: readonly string[]): void {
  if (language.length < 2) {
    writeNstring(out, language[0]);
    return;
  }
  for (let i = 0; i < language.length; i++) {
    out.latin1(i === 0 ? '(' : ' ');
    writeString(out, language[i]!);
  }
  out.latin1(')');
}
