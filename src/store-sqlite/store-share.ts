import type { MessagePort } from 'node:worker_threads';
import type { BlobLimits } from '../blob-fs/index.ts';
import type { EngineLimits } from './limits.ts';

/** What every handle on one store is made with. */
export interface HandleSetting {
  readonly directory: string;
  readonly separator: string;
  readonly blobLimits: BlobLimits;
  readonly engineLimits: EngineLimits;
  /** Staging files of this handle begin with it. */
  readonly stagingName: string;
}

/** A store for another thread, to be sent there: `port` changes hands. */
export interface StoreShare {
  readonly port: MessagePort;
  readonly setting: HandleSetting;
}

let handles = 0;

/** A name that no other handle of this process has. */
export function nextStagingName(): string {
  return `${process.pid}.${handles++}`;
}
