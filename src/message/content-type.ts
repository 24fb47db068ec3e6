import { decodeLatin1 } from '../base/index.ts';
import { parseParameters } from './parameter.ts';
import type { ContentType, Disposition } from './part.ts';
import { unfold } from './unfold.ts';

/** Reads a Content-Type (RFC 2045 §5.1), or gives undefined where no type and subtype can be made out. */
export function parseContentType(value: Uint8Array): ContentType | undefined {
  const text = unfold(decodeLatin1(value));
  const match = /^[ \t]*(?:\([^)]*\)[ \t]*)*"?([^/;,"()\x00-\x20]+)[ \t]*\/[ \t]*([^;,"()\x00-\x20]+)/.exec(text);
  if (match === null) return undefined;
  const [whole, type, subtype] = match as unknown as [string, string, string];
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters: parseParameters(text, whole.length) };
}

/** Reads a Content-Disposition (RFC 2183 §2), or gives undefined where it is empty. */
export function parseDisposition(value: Uint8Array): Disposition | undefined {
  const text = unfold(decodeLatin1(value));
  const match = /^[ \t]*(?:\([^)]*\)[ \t]*)*"?([^;,"()=\x00-\x20]+)"?[ \t]*(=?)/.exec(text);
  if (match === null || match[2] === '=') {
    // `Content-Disposition: filename=x` lacks its kind; RFC 2183 §2.8 says to treat the unknown as an attachment.
    const parameters = parseParameters(text, 0);
    return parameters.length === 0 ? undefined : { kind: 'attachment', parameters };
  }
  const [whole, kind] = match as unknown as [string, string];
  return { kind: kind.toLowerCase(), parameters: parseParameters(text, whole.length) };
}
