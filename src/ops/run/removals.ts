import { readdirSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { accountId, type Log } from '../../base/index.ts';
import type { Account, Directory } from '../../directory/index.ts';
import type { Store } from '../../store/index.ts';
import type { DataFolder } from '../data-folder.ts';
import { systemCode } from '../failure.ts';
import { writeAtomically } from './atomic-file.ts';

/**
 * The mail of an account that was removed is deleted by whoever holds the store: the running server, or the next one.
 * The wish is a file named by the account's id, which is never given out again; an account that is merely missing from
 * the directory loses nothing.
 */
export async function requestRemoval(folder: DataFolder, account: Account): Promise<void> {
  await mkdir(folder.removals, { recursive: true, mode: 0o700 });
  await writeAtomically(join(folder.removals, String(account.id)), `${account.address}\n`, 0o600);
}

export interface Removing {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly directory: Directory;
  readonly log: Log;
}

/** Deletes what was asked for, and then the wish. Safe to repeat after a crash at any point. */
export async function carryOutRemovals({ folder, store, directory, log }: Removing): Promise<void> {
  for (const name of removalNames(folder)) {
    const id = accountId(Number(name));
    if ((await directory.account(id)) !== undefined) {
      // A wish that somebody copied in, or a directory from a backup: whoever can log in keeps the mail.
      log.event('error', 'account.removalRefused', { account: id });
      continue;
    }
    const removed = await store.removeAccount(id);
    if (removed.ok || removed.error.code === 'notFound') {
      rmSync(join(folder.removals, name), { force: true });
      log.event('info', 'account.mailRemoved', { account: id });
    } else {
      log.event('error', 'account.removalFailed', { account: id, error: removed.error.code });
    }
  }
}

function removalNames(folder: DataFolder): readonly string[] {
  try {
    return readdirSync(folder.removals).filter((name) => /^[1-9]\d{0,14}$/.test(name));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}
