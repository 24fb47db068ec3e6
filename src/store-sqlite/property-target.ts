import type { MailboxId, MessageId } from '../base/index.ts';
import type { PropertyTarget } from '../store/index.ts';

/** How a property's target stands in its row: 0 the account, 1 a mailbox, 2 a message. */
export function propertyTarget(target: PropertyTarget): { readonly kind: number; readonly id: number } {
  if (target.kind === 'mailbox') return { kind: 1, id: target.mailbox };
  if (target.kind === 'message') return { kind: 2, id: target.message };
  return { kind: 0, id: 0 };
}

export function readPropertyTarget(kind: number, id: number): PropertyTarget {
  // Rows hold only ids that `propertyTarget` took from their branded form.
  if (kind === 1) return { kind: 'mailbox', mailbox: id as MailboxId };
  if (kind === 2) return { kind: 'message', message: id as MessageId };
  return { kind: 'account' };
}
