import type { AccountId } from '../base/index.ts';
import type { Body } from './body.ts';

/**
 * How an engine is given an index of texts. It is never authoritative: what it says of a message is what reading the
 * message would say, and of a message that it does not know it says nothing. Commits never wait for it.
 */
export interface SearchIndexSetting {
  /** Opens this thread's side of it. `directory` is the store's. */
  open(directory: string): SearchIndex;
  /** The module, an address, that fills the index in the engine's background thread; it exports an `OpenIndexer`. */
  readonly indexer: string;
  /** Handed to the module's `openIndexer`; it crosses to another thread. */
  readonly indexerOptions: object;
  /**
   * Reads an account's index from disk; `messages`: all that it has. With `repair` a damaged one is removed. Nobody may
   * have the store open.
   */
  check(directory: string, account: IndexedAccount, messages: readonly number[], repair: boolean): IndexReport;
}

export interface IndexReport {
  /** Messages that are not in it yet: they are read when they are searched. */
  readonly missing: number;
  /** For a person; undefined without. */
  readonly damage: string | undefined;
}

/** One thread's side of the index. */
export interface SearchIndex {
  /**
   * What the index says of each message, at its place: `Known`. Undefined if it can say nothing at all. `messages` may
   * stand in any order, and more than once. Yields to the event loop now and then.
   */
  match(account: IndexedAccount, query: TextQuery, messages: Uint32Array): Promise<Uint8Array | undefined>;
  close(): void;
}

export const Known = { no: 0, yes: 1, unknown: 2 } as const;

/** A part of a query that is about text; `name` in lower case, `contains` folded. */
export type TextQuery =
  | { readonly kind: 'header'; readonly name: string; readonly contains: string }
  | { readonly kind: 'body'; readonly contains: string }
  | { readonly kind: 'text'; readonly contains: string };

export interface IndexedAccount {
  readonly account: AccountId;
  /** Another account that is given the same id later has another birth: its messages are numbered anew. */
  readonly birth: number;
  readonly modSeq: number;
}

/** What an indexer reads. Message ids of an account ascend as messages come, and what a message says never changes. */
export interface IndexSource {
  /** Another value whenever something was committed. */
  version(): number;
  accounts(): readonly (IndexedAccount & { readonly nextMessage: number })[];
  /** Ids above `after`, ascending. */
  messages(account: AccountId, after: number, limit: number): readonly number[];
  body(account: AccountId, message: number): Body | undefined;
  /** Ids of messages destroyed after `since`; undefined if that is not known any more. */
  destroyed(account: AccountId, since: number): readonly number[] | undefined;
}

/** Fills the index of every account, in a thread where nobody waits. */
export interface Indexer {
  /** Ends after the message that it is at. */
  close(): Promise<void>;
}

export type IndexerEvent = (level: 'info' | 'warn' | 'error', name: string, detail: string) => void;
export type OpenIndexer = (directory: string, options: object, source: IndexSource, event: IndexerEvent) => Indexer;
