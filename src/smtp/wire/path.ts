import type { SmtpWireLimits } from './limits.ts';
import { type EnvelopeMailbox, parseMailbox } from './mailbox.ts';
import { type EsmtpParameters, parseParameters } from './parameter.ts';

/** The argument of MAIL or RCPT (RFC 5321 §4.1.1.2, §4.1.1.3). */
export interface PathArgument {
  /** Null: `<>`, the reverse path of a bounce. */
  readonly mailbox: EnvelopeMailbox | null;
  readonly parameters: EsmtpParameters;
}

/**
 * Reads `FROM:<path> parameters` or `TO:<path> parameters`; undefined where it is none. A source route is passed over
 * (RFC 5321 §C), as is a space behind the colon, which many write. `<>` is for FROM alone, a bare `<Postmaster>` for TO.
 */
export function parsePathArgument(
  argument: string,
  keyword: 'FROM' | 'TO',
  limits: SmtpWireLimits,
): PathArgument | undefined {
  const colon = keyword.length;
  if (argument.slice(0, colon).toUpperCase() !== keyword || argument[colon] !== ':') return undefined;
  const text = argument.slice(colon + 1).trimStart();
  const path = parsePath(text, keyword, limits);
  if (path === undefined) return undefined;
  const parameters = parseParameters(text.slice(path.length), limits);
  return parameters && { mailbox: path.mailbox, parameters };
}

function parsePath(
  text: string,
  keyword: 'FROM' | 'TO',
  limits: SmtpWireLimits,
): { readonly mailbox: EnvelopeMailbox | null; readonly length: number } | undefined {
  if (keyword === 'FROM' && text.startsWith('<>')) return { mailbox: null, length: 2 };
  const bare = keyword === 'TO' ? /^<(postmaster)>/i.exec(text) : null;
  if (bare) return { mailbox: { local: bare[1]!, domain: '' }, length: bare[0].length };
  const open = /^<(?:@[^\s<>"]{1,1000}?:)?/u.exec(text);
  if (!open) return undefined;
  const start = open[0].length;
  const found = parseMailbox(text.slice(start), limits);
  if (found === undefined || text[start + found.length] !== '>') return undefined;
  return { mailbox: found.mailbox, length: start + found.length + 1 };
}
