import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { AccountId } from '../../base/index.ts';
import { type BlobLimits, SegmentReader } from '../../blob-fs/index.ts';
import type { Body, IndexSource } from '../../store/index.ts';
import { type AccountToIndex, indexedAccounts } from '../reader/indexed-account.ts';
import { type BodyPlace, locateBody, StoredBody } from '../reader/stored-body.ts';
import { BLOB_DIRECTORY } from '../schema.ts';
import { Statements } from '../statements.ts';

/** The store as an indexer reads it, through the background thread's own connection. */
export class SqliteIndexSource implements IndexSource {
  readonly #statements: Statements;
  readonly #segments: SegmentReader;

  constructor(index: DatabaseSync, directory: string, limits: BlobLimits) {
    this.#statements = new Statements(index);
    this.#segments = new SegmentReader(join(directory, BLOB_DIRECTORY), limits);
  }

  version(): number {
    return this.#statements.row<{ data_version: number }>('PRAGMA data_version')!.data_version;
  }

  accounts(): readonly AccountToIndex[] {
    return indexedAccounts(this.#statements);
  }

  messages(account: AccountId, after: number, limit: number): readonly number[] {
    return this.#statements
      .rows<{ id: number }>(
        'SELECT id FROM message WHERE account = ? AND id > ? ORDER BY id LIMIT ?',
        account,
        after,
        limit,
      )
      .map(({ id }) => id);
  }

  body(account: AccountId, message: number): Body | undefined {
    const locate = (): BodyPlace | undefined => locateBody(this.#statements, account, message);
    const place = locate();
    return place && new StoredBody(this.#segments, place, locate);
  }

  destroyed(account: AccountId, since: number): readonly number[] | undefined {
    const row = this.#statements.row<{ pruned_modseq: number }>(
      'SELECT pruned_modseq FROM account WHERE id = ?',
      account,
    );
    if (row === undefined || since < row.pruned_modseq) return undefined;
    return this.#statements
      .rows<{ ids: Uint8Array }>('SELECT ids FROM message_gone WHERE account = ? AND modseq > ?', account, since)
      .flatMap(({ ids }) => [...new Uint32Array(ids.slice().buffer)]);
  }

  close(): void {
    this.#segments.close();
  }
}
