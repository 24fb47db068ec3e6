import type { DeliveryOutcome, Reception } from '../delivery/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import type { AcceptedRecipient } from './session/state.ts';

/**
 * Delivers a received mail to every account behind every recipient, many at a time, and each account once, however many
 * recipients lead to it. Gives one outcome for each recipient, in order.
 */
export async function deliverToAll(
  reception: Reception,
  recipients: readonly AcceptedRecipient[],
  atOnceMax: number,
): Promise<readonly DeliveryOutcome[]> {
  const wanted = new Map<string, ResolvedRecipient>();
  for (const { accounts } of recipients) for (const each of accounts) wanted.set(keyOf(each), each);
  const outcomes = new Map<string, DeliveryOutcome>();
  const queue = wanted.entries();
  const work = async () => {
    for (const [key, recipient] of queue) outcomes.set(key, await reception.deliver(recipient));
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, wanted.size) }, work));
  return recipients.map(({ accounts }) => worst(accounts.map((each) => outcomes.get(keyOf(each))!)));
}

/** With another detail it may go to another mailbox. */
function keyOf({ account, detail }: ResolvedRecipient): string {
  return `${account.id}+${detail ?? ''}`;
}

/**
 * One alias, several accounts, one reply: a refusal for the moment goes before one for good, and this before success.
 * So the sender, who alone still has the mail, tries again or tells its author; at worst, somebody gets it twice.
 */
function worst(outcomes: readonly DeliveryOutcome[]): DeliveryOutcome {
  return (
    outcomes.find((outcome) => outcome.kind === 'refused' && outcome.temporary) ??
    outcomes.find((outcome) => outcome.kind === 'refused') ??
    outcomes[0]!
  );
}
