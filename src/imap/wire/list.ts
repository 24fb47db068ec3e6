import type { StatusItem } from './status.ts';

/** LIST, plain (RFC 9051 §6.3.9) or extended (RFC 5258, RFC 5819, RFC 6154). */
export interface ListArguments {
  readonly reference: string;
  /** Decoded names in which `*` and `%` are wildcards; more than one only in the extended form. */
  readonly patterns: readonly string[];
  readonly selection: ListSelection;
  readonly returns: ListReturn;
  /** Selection options, return options or a list of patterns were given, so extended answers may be sent. */
  readonly extended: boolean;
}

export interface ListSelection {
  readonly subscribed: boolean;
  readonly remote: boolean;
  readonly recursiveMatch: boolean;
  readonly specialUse: boolean;
}

export interface ListReturn {
  readonly subscribed: boolean;
  readonly children: boolean;
  readonly specialUse: boolean;
  readonly status: readonly StatusItem[] | undefined;
}

/** LSUB (RFC 3501 §6.3.9). */
export interface LsubArguments {
  readonly reference: string;
  readonly pattern: string;
}
