import type { SearchKey } from './search-key.ts';

/** SEARCH and UID SEARCH (RFC 9051 §6.4.4). */
export interface SearchArguments {
  /** RETURN options (RFC 4731, RFC 5182), so the answer is ESEARCH; undefined without RETURN. `RETURN ()` is ALL. */
  readonly returns: SearchReturn | undefined;
  readonly program: SearchProgram;
}

export interface SearchReturn {
  readonly min: boolean;
  readonly max: boolean;
  readonly all: boolean;
  readonly count: boolean;
  readonly save: boolean;
}

/** `unknownCharset`: answer NO with BADCHARSET. */
export type SearchProgram =
  | { readonly kind: 'key'; readonly key: SearchKey }
  | { readonly kind: 'unknownCharset'; readonly charset: string };
