import { decodeLatin1 } from '../../base/index.ts';
import { ArgumentReader } from './argument-reader.ts';
import { readCommandHead } from './command-head.ts';
import { DEFAULT_WIRE_LIMITS } from './limits.ts';
import { lineEndAt, literalHeaderAt } from './literal-header.ts';

const TEXT_MAX_CHARACTERS = 200;

/** Commands whose arguments are no secret. Others are shown by name alone: a password may stand anywhere in them. */
const SHOWN: ReadonlySet<string> = new Set([
  'APPEND',
  'CAPABILITY',
  'CHECK',
  'CLOSE',
  'COPY',
  'CREATE',
  'DELETE',
  'ENABLE',
  'EXAMINE',
  'EXPUNGE',
  'FETCH',
  'ID',
  'IDLE',
  'LIST',
  'LOGOUT',
  'LSUB',
  'MOVE',
  'NAMESPACE',
  'NOOP',
  'RENAME',
  'SELECT',
  'STARTTLS',
  'STATUS',
  'STORE',
  'SUBSCRIBE',
  'UNSELECT',
  'UNSUBSCRIBE',
]);

/**
 * A command as one line of printable ASCII for logs: credentials, literals' octets and what is searched for are hidden,
 * and so is all of a command that is not known, for a tag or name may be a password typed in the wrong place.
 */
export function commandForLog(bytes: Uint8Array): string {
  const reader = new ArgumentReader(bytes, { utf8: false }, DEFAULT_WIRE_LIMITS);
  const head = readCommandHead(reader);
  if (head === undefined) return '(unreadable)';
  const name = head.uid ? `UID ${head.name}` : head.name;
  if (!SHOWN.has(head.name)) return HIDDEN.has(head.name) ? `${head.tag} ${name} (hidden)` : '(unknown command)';
  return `${head.tag} ${name}${printable(withoutLiterals(bytes, reader.at))}`;
}

/** Commands that are known and hide their arguments. */
const HIDDEN: ReadonlySet<string> = new Set(['AUTHENTICATE', 'LOGIN', 'SEARCH']);

/** The text from `from` on with `(5 octets)` in the place of each literal. */
function withoutLiterals(bytes: Uint8Array, from: number): string {
  let text = '';
  let start = from;
  for (let at = from; at < bytes.length && text.length <= TEXT_MAX_CHARACTERS; at++) {
    const literal = literalHeaderAt(bytes, at);
    const octets = literal && lineEndAt(bytes, literal.end);
    if (literal === undefined || octets === undefined) continue;
    text += `${decodeLatin1(bytes, start, at)}(${literal.header.sizeBytes} octets)`;
    start = Math.min(bytes.length, octets + literal.header.sizeBytes);
    at = start - 1;
  }
  return text + decodeLatin1(bytes, start, Math.min(bytes.length, start + TEXT_MAX_CHARACTERS + 1));
}

function printable(text: string): string {
  const shown = text.replace(/[^\x20-\x7e]/g, '?');
  return shown.length > TEXT_MAX_CHARACTERS ? `${shown.slice(0, TEXT_MAX_CHARACTERS)}…` : shown;
}
