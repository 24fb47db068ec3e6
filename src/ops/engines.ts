import type { SecureContext } from 'node:tls';
import type { Transferable } from 'node:worker_threads';
import type { AccountId, Clock, Log, SharedTimes } from '../base/index.ts';
import type { ListenerAnswer } from '../connection/index.ts';
import type { Directory } from '../directory/index.ts';
import type { CheckReport, DefaultMailbox, Store } from '../store/index.ts';
import type { Config } from './config/config.ts';
import type { ListenerName } from './config/own-sections.ts';
import type { LimitSection } from './config/section.ts';

/** What main.ts puts behind the command line: ops runs a server without knowing any engine or protocol by name. */
export interface Engines {
  readonly version: string;
  readonly clock: Clock;
  /** The limits of every room, each a section of the configuration. */
  readonly sections: readonly LimitSection[];
  openStore(opening: StoreOpening): Promise<Store>;
  /** `authenticate`: who checks passwords, where another thread does. */
  openDirectory(file: string, config: Config, log: Log, authenticate?: Directory['authenticate']): Directory;
  checkStore(checking: StoreChecking): Promise<CheckReport>;
  /** The protocols, over what is open: once for each protocol thread, and again when the configuration was read anew. */
  services(house: House): readonly Service[];
  /** What protocols in threads of their own need; without it there is one thread. */
  readonly threads?: ThreadEngines;
  /** What is shown of the server on the listener `metrics`; without it there is none. */
  watch?(watching: Watching): { readonly answer: ListenerAnswer; drain(): Promise<void> };
  /** Fills the accounts with the demo's mail, unless they have it. */
  plantDemo(planting: DemoPlanting): Promise<void>;
}

export interface StoreOpening {
  readonly directory: string;
  readonly config: Config;
  readonly log: Log;
  /** To be called if the store can never write again in this process. */
  readonly onLost: (reason: string) => void;
}

export interface ThreadEngines {
  /** The file that a protocol thread begins with: it calls `runProtocolThread`. */
  readonly entry: URL;
  /** A share of the store for one of `threads` threads. */
  shareStore(store: Store, threads: number): StoreShare;
  /** Opens the share, in the thread. */
  joinStore(share: unknown, opening: Pick<StoreOpening, 'config' | 'log'>): Promise<Store>;
}

/** Something that can be sent to a thread; `transfer` changes hands with it. */
export interface StoreShare {
  readonly value: unknown;
  readonly transfer: readonly Transferable[];
}

/** Everything a protocol may want. In each protocol thread there is one, made from the configuration and what is shared. */
export interface House {
  readonly config: Config;
  readonly store: Store;
  readonly directory: Directory;
  readonly defaultMailboxes: readonly DefaultMailbox[];
  readonly clock: Clock;
  readonly log: Log;
  /** The certificate in force; asked for at each handshake. */
  readonly tlsContext: () => SecureContext;
  /** What one session of the process at a time may hold. */
  readonly locks: Locks;
  /** For what may not happen too often. */
  readonly lastTimes: SharedTimes;
}

export interface Locks {
  /** The way to let go, or undefined while somebody else holds the name. */
  acquire(name: string): Promise<(() => void) | undefined>;
}

/** One protocol: it says which listeners it answers and how, and ends its sessions politely. */
export interface Service {
  readonly listeners: readonly ListenerName[];
  answer(name: ListenerName): ListenerAnswer;
  /** Tells open sessions goodbye; resolves when the last has ended. */
  drain(): Promise<void>;
}

export interface StoreChecking {
  readonly directory: string;
  readonly config: Config;
  readonly repair: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

export interface Watching {
  readonly config: Config;
  readonly log: Log;
  /** The text format of Prometheus, and its media type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
  /** Mail can be had: every listener is open, the store can write, and nobody has asked the server to end. */
  readonly isReady: () => boolean;
}

export interface DemoPlanting {
  readonly store: Store;
  readonly people: readonly DemoPerson[];
  /** The newest mail is a little older than this: milliseconds since 1970. */
  readonly now: number;
  readonly onProgress: (done: number, total: number) => void;
}
export interface DemoPerson {
  readonly account: AccountId;
  readonly name: string;
  readonly address: string;
}
