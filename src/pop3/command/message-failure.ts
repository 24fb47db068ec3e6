import type { StoreErrorCode } from '../../store/index.ts';
import { noFor, type Phrase } from '../phrase/phrase.ts';
import { storeErrorPhrase } from '../session/store-error.table.ts';

/** Why a message cannot be sent (RFC 6856 §5). */
export function messageFailure({ code }: { readonly code: StoreErrorCode | 'needsUtf8' }): Phrase {
  return code === 'needsUtf8' ? noFor('UTF8', 'needsUtf8') : storeErrorPhrase(code);
}
