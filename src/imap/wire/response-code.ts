import type { NumberRange } from './sequence-set.ts';

/** Response codes (RFC 9051 §7.1, RFC 5530, RFC 7162 §3.1.2, RFC 4469 TOOBIG, RFC 8474, RFC 6154), named as on the wire. */
export type ResponseCode =
  | { readonly kind: PlainResponseCode }
  | { readonly kind: 'BADCHARSET'; readonly charsets: readonly string[] }
  | { readonly kind: 'CAPABILITY'; readonly capabilities: readonly string[] }
  /** `\*` among them: new keywords can be made. */
  | { readonly kind: 'PERMANENTFLAGS'; readonly flags: readonly string[] }
  | { readonly kind: 'UIDNEXT' | 'UIDVALIDITY' | 'UNSEEN' | 'HIGHESTMODSEQ'; readonly value: number }
  | { readonly kind: 'MAILBOXID'; readonly id: string }
  | { readonly kind: 'APPENDUID'; readonly uidValidity: number; readonly uids: ArrayLike<number> }
  /** Uids at equal places belong together. */
  | {
      readonly kind: 'COPYUID';
      readonly uidValidity: number;
      readonly from: ArrayLike<number>;
      readonly to: ArrayLike<number>;
    }
  /** RFC 5464 §5 */
  | { readonly kind: 'METADATA'; readonly what: 'LONGENTRIES' | 'MAXSIZE'; readonly value: number }
  | { readonly kind: 'METADATA'; readonly what: 'TOOMANY' | 'NOPRIVATE' }
  /** Sequence numbers, or uids for a UID command. */
  | { readonly kind: 'MODIFIED'; readonly ranges: readonly NumberRange[] };

export type PlainResponseCode =
  | 'ALERT'
  | 'ALREADYEXISTS'
  | 'AUTHENTICATIONFAILED'
  | 'AUTHORIZATIONFAILED'
  | 'CANNOT'
  | 'CLIENTBUG'
  | 'CLOSED'
  | 'COMPRESSIONACTIVE'
  | 'CONTACTADMIN'
  | 'CORRUPTION'
  | 'EXPIRED'
  | 'EXPUNGEISSUED'
  | 'HASCHILDREN'
  | 'INUSE'
  | 'LIMIT'
  | 'NOMODSEQ'
  | 'NONEXISTENT'
  | 'NOPERM'
  | 'NOTSAVED'
  | 'OVERQUOTA'
  | 'PARSE'
  | 'PRIVACYREQUIRED'
  | 'READ-ONLY'
  | 'READ-WRITE'
  | 'SERVERBUG'
  | 'TOOBIG'
  | 'TRYCREATE'
  | 'UIDNOTSTICKY'
  | 'UNAVAILABLE'
  | 'UNKNOWN-CTE'
  | 'USEATTR';
