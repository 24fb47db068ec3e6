import type { DeliveryOutcome, DeliveryRefusal } from '../../delivery/index.ts';
import type { ReceptionOutcome } from '../session/step.ts';
import { type Reply, reply } from '../wire/index.ts';

export const TOO_LARGE = reply(552, '5.3.4', 'The mail is too large');

type Reason = DeliveryRefusal['reason'];
/** For each reason: what is said for good, and what is said for the moment. */
const REFUSALS: { readonly [R in Reason]: readonly [permanent: Reply, temporary: Reply] } = {
  overQuota: [reply(552, '5.2.2', 'The mailbox is full'), reply(452, '4.2.2', 'The mailbox is full, try again later')],
  tooLarge: [TOO_LARGE, reply(452, '4.3.4', 'The mail is too large for now, try again later')],
  unavailable: [
    reply(554, '5.3.0', 'The mail cannot be stored'),
    reply(451, '4.3.0', 'The mail cannot be stored now, try again later'),
  ],
  noSuchMailbox: [
    reply(550, '5.1.1', 'The mailbox is not there'),
    reply(450, '4.2.0', 'The mailbox is not there now, try again later'),
  ],
};

export function refusalReply({ reason, temporary }: DeliveryRefusal): Reply {
  const [forGood, forNow] = REFUSALS[reason];
  return temporary ? forNow : forGood;
}

export function outcomeReply(outcome: DeliveryOutcome): Reply {
  return outcome.kind === 'delivered' ? reply(250, '2.0.0', 'Delivered') : refusalReply(outcome);
}

const NOT_ALL = reply(451, '4.2.0', 'Not all recipients have it yet: send it again, and nobody gets it twice');

/**
 * One reply for a mail to several (docs/decision/005): 250 when all have it. While anything may still change by another
 * try, 451; and 5xx only when no further try helps.
 */
export function wholeMailReply({
  outcomes,
  storedNow,
}: Extract<ReceptionOutcome, { readonly kind: 'delivered' }>): Reply {
  const refusals = outcomes.filter((outcome) => outcome.kind === 'refused');
  const [first] = refusals;
  if (first === undefined) return outcomeReply(outcomes[0]!);
  if (storedNow) return NOT_ALL;
  return refusalReply(refusals.find(({ temporary }) => temporary) ?? first);
}
