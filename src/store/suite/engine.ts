import type { Clock } from '../../base/index.ts';
import type { Store } from '../contract.ts';
import type { StoreLimits } from '../limits.ts';

/** What a test asks of an engine. */
export interface EngineOptions {
  readonly clock: Clock;
  readonly limits?: Partial<StoreLimits>;
  /** `/` by default. */
  readonly separator?: string;
}

/** An engine under test, empty at first. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens it again on what is durable; an engine without durability gives the same store. */
  reopen(): Promise<Store>;
  /** Closes the store and frees what it stood on. */
  close(): Promise<void>;
}

export type OpenStore = (options: EngineOptions) => Promise<OpenedStore>;
