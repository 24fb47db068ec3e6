import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_BLOB_LIMITS } from '../../blob-fs/index.ts';
import type { CheckReport, SearchIndexSetting } from '../../store/index.ts';
import { indexedAccounts } from '../reader/indexed-account.ts';
import { BLOB_DIRECTORY, INDEX_FILE, openIndexForWriting } from '../schema.ts';
import { Statements } from '../statements.ts';
import { BodyCheck } from './body-check.ts';
import { MailboxCheck } from './mailbox-check.ts';
import { Findings } from './report.ts';

export interface CheckOptions {
  /** The store's; nobody may have it open. */
  readonly directory: string;
  /** Makes again what can be made from the messages; never removes one. */
  readonly repair: boolean;
  /** Called now and then with what is done of what is to be done, in steps of one mailbox or body. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Problems that the report lists at most; more are counted in `ok` alone. */
  readonly problemsMax?: number;
  /** The index of texts that the store is served with. */
  readonly search?: SearchIndexSetting;
}

const PROBLEMS_MAX = 1000;

/** Reads a store from disk, all of it, and holds it to the promises that can be read there. Throws if it is no store. */
export async function checkStore(options: CheckOptions): Promise<CheckReport> {
  const file = join(options.directory, INDEX_FILE);
  if (!existsSync(file)) throw new Error(`there is no mail store in ${options.directory}`);
  const index = openIndexForWriting(file);
  try {
    const findings = new Findings(options.problemsMax ?? PROBLEMS_MAX);
    const statements = new Statements(index);
    for (const { integrity_check: said } of statements.rows<{ integrity_check: string }>('PRAGMA integrity_check')) {
      if (said !== 'ok') findings.add('index', said);
    }
    index.exec('BEGIN IMMEDIATE');
    const counts = await checkAll(statements, findings, options);
    index.exec(options.repair ? 'COMMIT' : 'ROLLBACK');
    return { ok: findings.unrepaired === 0, ...counts, problems: findings.problems };
  } finally {
    index.close();
  }
}

async function checkAll(
  statements: Statements,
  findings: Findings,
  options: CheckOptions,
): Promise<Omit<CheckReport, 'ok' | 'problems'>> {
  const count = (table: string): number =>
    statements.row<{ count: number }>(`SELECT count(*) AS count FROM ${table}`)?.count ?? 0;
  const counts = {
    accounts: count('account'),
    mailboxes: count('mailbox'),
    messages: count('message'),
    bodies: count('body'),
  };
  const total = counts.mailboxes + counts.bodies;
  let done = 0;
  const step = (): void => options.onProgress?.(++done, total);
  const bodies = new BodyCheck(
    statements,
    findings,
    options.repair,
    join(options.directory, BLOB_DIRECTORY),
    DEFAULT_BLOB_LIMITS,
  );
  const bytes = await bodies.run(step);
  await new MailboxCheck(statements, findings, options.repair, (body) => bodies.read(body)).run(step);
  bodies.close();
  return { ...counts, bytes, unindexed: checkSearch(statements, findings, options) };
}

/** Gives how many messages are still to come into the index of texts. A damaged one is no loss: it is made anew. */
function checkSearch(statements: Statements, findings: Findings, { directory, repair, search }: CheckOptions): number {
  let unindexed = 0;
  if (search === undefined) return unindexed;
  for (const account of indexedAccounts(statements)) {
    const messages = statements
      .rows<{ id: number }>('SELECT id FROM message WHERE account = ? ORDER BY id', account.account)
      .map(({ id }) => id);
    const { missing, damage } = search.check(directory, account, messages, repair);
    unindexed += missing;
    if (damage !== undefined) {
      findings.add('search', `account ${account.account}: the search index is damaged: ${damage}`, repair);
    }
  }
  return unindexed;
}
