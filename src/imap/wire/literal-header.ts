import { CR, LF } from '../../base/index.ts';
import { BRACE_CLOSE, BRACE_OPEN, DIGIT_CHAR, isOf, PLUS, runEnd, TILDE } from './character.ts';
import type { LiteralHeader } from './framer-event.ts';

/** As many digits as a 63-bit number has, and one to spare; more are no literal. */
const DIGITS_MAX = 20;
/** The longest announcement: `~{`, digits, `+}`. */
export const LITERAL_HEADER_MAX_BYTES = DIGITS_MAX + 4;

/** Reads `{5}`, `{5+}` or `~{5}` at `at`; `end` is behind the brace. Undefined: there is none. */
export function literalHeaderAt(bytes: Uint8Array, at: number): { header: LiteralHeader; end: number } | undefined {
  const literal8 = bytes[at] === TILDE;
  const brace = literal8 ? at + 1 : at;
  if (bytes[brace] !== BRACE_OPEN) return undefined;
  const digitsEnd = runEnd(bytes, brace + 1, DIGIT_CHAR);
  const digits = digitsEnd - brace - 1;
  if (digits === 0 || digits > DIGITS_MAX) return undefined;
  const plus = bytes[digitsEnd] === PLUS;
  const close = plus ? digitsEnd + 1 : digitsEnd;
  if (bytes[close] !== BRACE_CLOSE) return undefined;
  let sizeBytes = 0;
  for (let i = brace + 1; i < digitsEnd; i++) sizeBytes = sizeBytes * 10 + (bytes[i]! - 0x30);
  return {
    header: { sizeBytes: Math.min(sizeBytes, Number.MAX_SAFE_INTEGER), synchronizing: !plus, literal8 },
    end: close + 1,
  };
}

/** The announcement that ends `line`, which is without its line end. */
export function literalHeaderAtEnd(line: Uint8Array): LiteralHeader | undefined {
  if (line[line.length - 1] !== BRACE_CLOSE) return undefined;
  let brace = line.length - 2;
  const lowest = Math.max(0, line.length - LITERAL_HEADER_MAX_BYTES);
  while (brace >= lowest && (line[brace] === PLUS || isOf(line[brace], DIGIT_CHAR))) brace--;
  const found = literalHeaderAt(line, line[brace - 1] === TILDE ? brace - 1 : brace);
  return found?.end === line.length ? found.header : undefined;
}

/** Where the line that follows starts: behind CRLF or a lone LF at `at`; undefined if there is no line end. */
export function lineEndAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] === LF) return at + 1;
  return bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : undefined;
}
