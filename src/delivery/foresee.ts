import type { Log } from '../base/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import type { Store } from '../store/index.ts';
import type { DeliveryRefusal } from './contract.ts';
import { logEvent } from './events.ts';
import { refusalFor } from './refusal.table.ts';

interface ForeseeScene {
  readonly store: Store;
  readonly log: Log;
  readonly overQuotaIsTemporary: boolean;
}

/**
 * Looks at the quota before the mail comes, so that a full mailbox can be told at RCPT, to each sender of several
 * recipients apart. The directory's word on the quota goes before the store's, which hears it at the next delivery.
 * What cannot be read is no refusal: the commit decides.
 */
export async function foreseeRefusal(
  { store, log, overQuotaIsTemporary }: ForeseeScene,
  { account }: ResolvedRecipient,
  sizeBytes: number,
): Promise<DeliveryRefusal | undefined> {
  try {
    const state = await store.account(account.id);
    const { storageBytes = 0, messages = 0, messagesMax = undefined } = state.ok ? state.value.quota : {};
    const tooMuch = account.quotaBytes !== undefined && storageBytes + sizeBytes > account.quotaBytes;
    const tooMany = messagesMax !== undefined && messages >= messagesMax;
    return tooMuch || tooMany ? refusalFor('overQuota', overQuotaIsTemporary) : undefined;
  } catch (error) {
    logEvent(log, 'delivery.failed', { during: 'foresee', error: String(error) });
    return undefined;
  }
}
