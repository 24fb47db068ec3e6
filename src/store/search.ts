import type { MessageId } from '../base/index.ts';
import type { Body } from './body.ts';
import type { MetadataRow } from './contract.ts';
import type { UidRange } from './operation.ts';
import type { Query } from './query.ts';
import type { MailboxSnapshot } from './snapshot.ts';

export interface SearchSource {
  body(message: MessageId): Promise<Body | undefined>;
  metadata(uids: readonly UidRange[]): AsyncIterable<readonly MetadataRow[]>;
}
export function searchSnapshot(_s: MailboxSnapshot, _q: Query, _source: SearchSource): Promise<Uint32Array> {
  throw new Error('not yet');
}
