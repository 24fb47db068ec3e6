import { decodeUtf8Strict, err, ok, type Result } from '../../base/index.ts';

/** A command as it came: the verb in upper case, and what stands behind the first space. */
export interface CommandLine {
  readonly verb: string;
  readonly argument: string;
}

/** `encoding`: not UTF-8 (RFC 6531 §3.3); `control`: a control character. */
export type BadCommandLine = 'encoding' | 'control' | 'verb';

/** Reads a line without its CRLF (RFC 5321 §4.1.1). White space at its end is dropped, as §4.1.1.1 allows. */
export function parseCommandLine(bytes: Uint8Array): Result<CommandLine, BadCommandLine> {
  const text = decodeUtf8Strict(bytes);
  if (text === undefined) return err('encoding');
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(text.trimEnd())) return err('control');
  const match = /^([A-Za-z]{1,20})(?: +(.*))?$/u.exec(text.trimEnd());
  if (!match) return err('verb');
  return ok({ verb: match[1]!.toUpperCase(), argument: match[2] ?? '' });
}
