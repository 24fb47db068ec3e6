import { CR, LF } from '../base/index.ts';
import type { ByteWriter } from './byte-writer.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Writes an nstring (RFC 9051 §9): NIL, or a string of one code unit for each byte. */
export function writeNstring(out: ByteWriter, value: string | undefined): void {
  if (value === undefined) out.latin1('NIL');
  else writeString(out, value);
}

/**
 * Writes a string, quoted where it can be. Bytes that no quoted string of IMAP4rev1 may hold (8-bit, CR, LF) make it a
 * literal, which every client reads. NUL can stand in neither form and is dropped.
 */
export function writeString(out: ByteWriter, value: string): void {
  const text = value.includes('\0') ? value.replaceAll('\0', '') : value;
  const form = formOf(text);
  if (form === 'literal') {
    out.latin1(`{${text.length}}\r\n`);
    out.latin1(text);
  } else {
    out.byte(QUOTE);
    out.latin1(form === 'escaped' ? text.replace(/["\\]/g, '\\$&') : text);
    out.byte(QUOTE);
  }
}

function formOf(text: string): 'plain' | 'escaped' | 'literal' {
  let form: 'plain' | 'escaped' = 'plain';
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c > 0x7e || c === CR || c === LF) return 'literal';
    if (c === QUOTE || c === BACKSLASH) form = 'escaped';
  }
  return form;
}
