import type { DeliveryOutcome } from '../../delivery/index.ts';
import { command } from '../session/command.ts';
import type { SessionState } from '../session/state.ts';
import { type ReceptionOutcome, type Step, say, sayAndClose } from '../session/step.ts';
import { type Reply, reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.4. Without a recipient the answer is 503 (RFC 2033 §4.2), which the table sees to. */
export const data = command({
  verb: 'DATA',
  states: ['recipients'],
  hint: 'No recipient was accepted: say RCPT before DATA',
  syntax: 'DATA',
  run(state, argument) {
    if (argument !== '') return say(state, reply(501, '5.5.4', 'DATA has no argument'));
    const { mail, recipients } = state;
    const goAhead = reply(354, undefined, 'Send the mail, and end it with <CRLF>.<CRLF>');
    return {
      state,
      effects: [
        { kind: 'reply', reply: goAhead },
        { kind: 'receive', mail, recipients },
      ],
    };
  },
});

/** After the data: one reply for each recipient, in the order of RCPT (RFC 2033 §4.2). */
export function answerReceived(state: SessionState, reception: ReceptionOutcome): Step {
  if (state.kind !== 'recipients') throw new Error(`received while ${state.kind}`);
  const ready = { kind: 'ready', peerName: state.peerName } as const;
  switch (reception.kind) {
    case 'delivered':
      return say(ready, ...reception.outcomes.map(outcomeReply));
    case 'bareLineEnd':
      return say(ready, ...state.recipients.map(() => BARE_LINE_END));
    case 'endless':
      return sayAndClose(...state.recipients.map(() => TOO_LARGE));
    case 'timeout':
      return sayAndClose(reply(421, '4.4.2', 'Waited too long for the mail, closing'));
  }
}

const TOO_LARGE = reply(552, '5.3.4', 'The mail is too large');
const BARE_LINE_END = reply(554, '5.6.0', 'The mail holds a CR or LF that is not part of a CRLF');

function outcomeReply(outcome: DeliveryOutcome): Reply {
  if (outcome.kind === 'delivered') return reply(250, '2.0.0', 'Delivered');
  const [permanent, temporary] = REFUSALS[outcome.reason];
  return outcome.temporary ? temporary : permanent;
}

type Reason = Extract<DeliveryOutcome, { readonly kind: 'refused' }>['reason'];
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
