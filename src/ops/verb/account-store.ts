import { type AccountId, silentLog } from '../../base/index.ts';
import { MigrationFailure } from '../../migration/index.ts';
import type { Store } from '../../store/index.ts';
import type { Call } from '../cli/verb.ts';
import { Failure } from '../failure.ts';
import { openStoreOf, withDirectory } from '../open-folder.ts';
import { takeLock } from '../run/lock.ts';
import { defaultMailboxes } from '../run/protocols.ts';
import { readStatus } from '../run/status-file.ts';

/** Opens the store for the account that `--account` names, which exists in it after that. The server must not run. */
export function withAccountStore<T>(
  { options, engines }: Call,
  work: (store: Store, account: AccountId) => Promise<T>,
): Promise<T> {
  return withDirectory(options.required('dir'), engines, async (directory, open) => {
    const address = options.required('account');
    const account = (await directory.accounts()).find((one) => one.address.toLowerCase() === address.toLowerCase());
    if (account === undefined) {
      throw new Failure(
        `there is no account ${address}: rookery account add ${address} --dir ${options.required('dir')}`,
      );
    }
    const lock = takeLock(open.folder);
    if (lock === undefined) {
      const { pid } = readStatus(open.folder);
      throw new Failure(
        `the process ${pid ?? 'that'} is serving ${open.folder.path}: stop it first, and start it again after that`,
      );
    }
    try {
      const store = await openStoreOf(open, engines, silentLog);
      try {
        const ensured = await store.ensureAccount(account.id, defaultMailboxes(open.config.mailboxes));
        if (!ensured.ok) throw new Failure(`the store refuses: ${ensured.error.detail}`);
        return await work(store, account.id).catch(asFailure);
      } finally {
        await store.close();
      }
    } finally {
      lock.release();
    }
  });
}

export function asFailure(error: unknown): never {
  throw error instanceof MigrationFailure ? new Failure(error.message) : error;
}
