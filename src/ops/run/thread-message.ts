import type { Admission, LogField, LogLevel } from '../../base/index.ts';
import type { CensusShare } from '../../connection/index.ts';
import type { LoginAttempt } from '../../directory/index.ts';
import type { ConfigValues } from '../config/config.ts';
import type { TallyReport } from '../metrics/tally.ts';
import type { TlsMaterial } from '../tls/certificate.ts';
import type { Ports } from './protocols.ts';

/** What a protocol thread is started with. */
export interface ThreadStart {
  /** Its place among the threads, from 0; whoever takes the place of one that died has the same. */
  readonly place: number;
  readonly census: CensusShare;
  /** The path of the data folder. */
  readonly folder: string;
  /** What the engine's `joinStore` takes. */
  readonly store: unknown;
  readonly values: ConfigValues;
}

/** What cannot be known in one thread alone. */
export type Question =
  /** Failures are counted, and logins remembered, for all threads together. */
  | { readonly kind: 'authenticate'; readonly attempt: LoginAttempt }
  /** To be answered with whether it is the thread's now. */
  | { readonly kind: 'takeLock'; readonly name: string }
  /** To be answered with the milliseconds by which it comes too early. */
  | { readonly kind: 'admit'; readonly admission: Admission };

export type ToThread =
  /** `first`: nobody has these ports yet, so that somebody who has them is a stranger. */
  | { readonly kind: 'use'; readonly values: ConfigValues; readonly tls: TlsMaterial; readonly first: boolean }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'drain'; readonly patienceMs: number };

export type FromThread =
  | { readonly kind: 'using'; readonly ports: Ports }
  /** The configuration before it is still in use. `code`: the system's, if it is about a port. */
  | { readonly kind: 'refused'; readonly detail: string; readonly isPort: boolean; readonly code: string | undefined }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  | { readonly kind: 'releaseLock'; readonly name: string }
  | { readonly kind: 'forgetTime'; readonly name: string }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly name: string;
      readonly fields: Readonly<Record<string, LogField>>;
    }
  /** What it has counted since it last told. */
  | { readonly kind: 'tally'; readonly report: TallyReport }
  | { readonly kind: 'drained'; readonly inTime: boolean };
