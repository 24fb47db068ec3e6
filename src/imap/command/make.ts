import type { StoreError } from '../../store/index.ts';
import type { Session } from '../session/session.ts';
import { no, type Outcome } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** CREATE and RENAME into the mailboxes of others: the same words, whether there is anything or nobody. */
export function mayNotMake(): Outcome {
  return no('Permission denied', { kind: 'NOPERM' });
}

/** Why a mailbox could not be made; that it cannot for a reason which the person may not see is no more than NOPERM. */
export async function refusedAsMaker(error: StoreError, name: string, session: Session): Promise<Outcome> {
  if (!session.names!.isOfOthers(name)) return refusedByStore(error);
  if (error.code === 'notFound') return mayNotMake();
  if (error.code === 'exists' && !(await session.names!.find(name)).ok) return mayNotMake();
  return refusedByStore(error);
}
