import type { EntryValue } from './metadata.ts';
import type { ResponseCode } from './response-code.ts';
import type { NumberRange } from './sequence-set.ts';
import type { StatusItem } from './status.ts';

/** Everything the server says but FETCH, which is written piece by piece (`FetchWriter`). */
export type Response =
  | StatusResponse
  | TaggedResponse
  | ContinuationResponse
  | { readonly kind: 'capability' | 'enabled'; readonly capabilities: readonly string[] }
  | { readonly kind: 'flags'; readonly flags: readonly string[] }
  | { readonly kind: 'exists' | 'recent' | 'expunge'; readonly number: number }
  | VanishedResponse
  | ListResponse
  | StatusDataResponse
  | NamespaceResponse
  | SearchResponse
  | QuotaResponse
  | QuotaRootResponse
  | MetadataResponse
  | AclResponse
  | ListRightsResponse
  | MyRightsResponse
  | ThreadResponse
  | EsearchResponse
  | IdResponse;

/** Untagged (RFC 9051 §7.1). Line ends in `text` become spaces; text past ASCII becomes `?` unless UTF-8 is on. */
export interface StatusResponse {
  readonly kind: 'status';
  readonly status: 'OK' | 'NO' | 'BAD' | 'PREAUTH' | 'BYE';
  readonly code?: ResponseCode;
  readonly text: string;
}

export interface TaggedResponse {
  readonly kind: 'tagged';
  readonly tag: string;
  readonly status: 'OK' | 'NO' | 'BAD';
  readonly code?: ResponseCode;
  readonly text: string;
}

/** `+ text`, or `+ base64` of a SASL challenge (RFC 9051 §7.6). */
export type ContinuationResponse =
  | { readonly kind: 'continue'; readonly text: string }
  | { readonly kind: 'challenge'; readonly bytes: Uint8Array };

/** RFC 7162 §3.2.10 */
export interface VanishedResponse {
  readonly kind: 'vanished';
  readonly earlier: boolean;
  readonly uids: readonly NumberRange[];
}

/** LIST and LSUB (RFC 9051 §7.3.1, RFC 5258 §4). */
export interface ListResponse {
  readonly kind: 'list' | 'lsub';
  /** With their backslashes, such as \HasChildren. */
  readonly attributes: readonly string[];
  /** One character, or undefined for a flat namespace. */
  readonly separator: string | undefined;
  readonly mailbox: string;
  /** CHILDINFO: which selection options its children match, such as SUBSCRIBED. */
  readonly childInfo?: readonly string[];
  readonly oldName?: string;
}

/** RFC 9051 §7.3.4; items in the order of `values`. */
export interface StatusDataResponse {
  readonly kind: 'statusData';
  readonly mailbox: string;
  /** A text is an object id (RFC 8474 §4.3). */
  readonly values: readonly { readonly item: StatusItem; readonly value: number | string }[];
}

/** RFC 9051 §7.3.5; empty lists are NIL. */
export interface NamespaceResponse {
  readonly kind: 'namespace';
  readonly personal: readonly Namespace[];
  readonly otherUsers: readonly Namespace[];
  readonly shared: readonly Namespace[];
}
export interface Namespace {
  readonly prefix: string;
  readonly separator: string | undefined;
}

/** RFC 3501 §7.2.5, RFC 5256 §4; `modSeq` by RFC 7162 §3.1.5 and §3.1.6, only when something was found. */
export interface SearchResponse {
  readonly kind: 'search' | 'sort';
  readonly numbers: ArrayLike<number>;
  readonly modSeq?: number;
}

/** RFC 9051 §7.3.6. Leave out what was not asked for or, of min, max and all, what is empty. */
export interface EsearchResponse {
  readonly kind: 'esearch';
  readonly tag: string;
  readonly uid: boolean;
  readonly min?: number;
  readonly max?: number;
  /** In the order of sorting, for SORT. */
  readonly all?: readonly NumberRange[];
  readonly count?: number;
  readonly modSeq?: number;
}

/** RFC 9208 §4.2.1 */
export interface QuotaResponse {
  readonly kind: 'quota';
  readonly root: string;
  readonly resources: readonly { readonly name: string; readonly usage: number; readonly limit: number }[];
}

/** RFC 9208 §4.2.2 */
export interface QuotaRootResponse {
  readonly kind: 'quotaRoot';
  readonly mailbox: string;
  readonly roots: readonly string[];
}

/** RFC 5464 §4.4; a mailbox of '' is the server. `metadataChanged` names what has changed, without values. */
export type MetadataResponse =
  | { readonly kind: 'metadata'; readonly mailbox: string; readonly values: readonly EntryValue[] }
  | { readonly kind: 'metadataChanged'; readonly mailbox: string; readonly entries: readonly string[] };

/** RFC 4314 §3.6 */
export interface AclResponse {
  readonly kind: 'acl';
  readonly mailbox: string;
  readonly entries: readonly { readonly identifier: string; readonly rights: string }[];
}

/** RFC 4314 §3.7; rights in one string are tied together. */
export interface ListRightsResponse {
  readonly kind: 'listRights';
  readonly mailbox: string;
  readonly identifier: string;
  readonly required: string;
  readonly optional: readonly string[];
}

/** RFC 4314 §3.8 */
export interface MyRightsResponse {
  readonly kind: 'myRights';
  readonly mailbox: string;
  readonly rights: string;
}

/** RFC 5256 §4. */
export interface ThreadResponse {
  readonly kind: 'thread';
  /** The threads, as they are written: `(2)(3 6 (4 23)(44 7 96))`. */
  readonly text: string;
}

/** RFC 2971 §3.2; no fields are NIL. */
export interface IdResponse {
  readonly kind: 'id';
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}
