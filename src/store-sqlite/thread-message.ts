import type { MessagePort } from 'node:worker_threads';
import type { Result } from '../base/index.ts';
import type { BlobLimits, ReadyBody } from '../blob-fs/index.ts';
import type {
  Actor,
  Append,
  ChangeNotice,
  DefaultMailbox,
  Operation,
  Receipt,
  StoreError,
  StoreLimits,
} from '../store/index.ts';
import type { IndexerSetting } from './background/task.ts';
import type { EngineLimits } from './limits.ts';

/** What the writer thread is started with. */
export interface WriterOptions {
  readonly directory: string;
  /** What the thread that starts it begins the names of its staging files with. */
  readonly stagingName: string;
  readonly separator: string;
  readonly limits: StoreLimits;
  readonly blobLimits: BlobLimits;
  readonly engineLimits: EngineLimits;
  readonly indexer: IndexerSetting | undefined;
}

/** Names a staged body between one reader thread and the writer. */
export type BodyToken = number;

/** An operation as it crosses to the writer: the body of an append is named by its token. */
export type WriterOperation = Exclude<Operation, Append> | (Omit<Append, 'body'> & { readonly body: BodyToken });

export type WriterTask =
  | {
      readonly kind: 'commit';
      readonly account: number;
      readonly actor: Actor;
      readonly operations: readonly WriterOperation[];
    }
  | { readonly kind: 'ensureAccount'; readonly account: number; readonly mailboxes: readonly DefaultMailbox[] }
  | { readonly kind: 'removeAccount'; readonly account: number };

/** `now`: milliseconds since 1970, by the clock of the thread that asks. */
export interface WriterRequest {
  readonly id: number;
  readonly now: number;
  readonly task: WriterTask;
}

export type ToWriter =
  | {
      readonly kind: 'requests';
      readonly requests: readonly WriterRequest[];
      readonly bodies: readonly { readonly token: BodyToken; readonly body: ReadyBody }[];
    }
  | { readonly kind: 'release'; readonly tokens: readonly BodyToken[] }
  /** Another thread has a port of its own from here on; what it stages in files begins with its name. */
  | { readonly kind: 'attach'; readonly port: MessagePort; readonly stagingName: string }
  | { readonly kind: 'close' };

export interface WriterAnswer {
  readonly id: number;
  readonly result: Result<Receipt | undefined, StoreError>;
}

/** Of one group: changes and messages that are durable, and how long that took. */
export interface GroupMeasure {
  readonly commits: number;
  readonly messages: number;
  readonly durationMs: number;
}

export type FromWriter =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string }
  /**
   * One group is durable: notices of all its commits, accounts that it removed, and the answers to this thread's requests.
   */
  | {
      readonly kind: 'group';
      readonly notices: readonly ChangeNotice[];
      readonly removed: readonly number[];
      readonly answers: readonly WriterAnswer[];
      readonly measure: GroupMeasure;
    }
  | {
      readonly kind: 'event';
      readonly level: 'info' | 'warn' | 'error';
      readonly name: string;
      readonly detail: string;
    }
  | { readonly kind: 'closed' };
