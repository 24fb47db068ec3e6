import type { Resolution } from '../../directory/index.ts';
import { command } from '../session/command.ts';
import type { AcceptedRecipient, SessionScene, SessionState } from '../session/state.ts';
import { type Step, say } from '../session/step.ts';
import { formatMailbox, isAsciiMailbox, parsePathArgument, reply } from '../wire/index.ts';

/** RFC 5321 §4.1.1.3. The directory is asked who that is; `answerResolved` goes on from there. */
export const rcpt = command({
  verb: 'RCPT',
  states: ['sender', 'recipients'],
  hint: 'Say MAIL before RCPT',
  syntax: 'RCPT TO:<address>',
  run(state, argument, { scene, wireLimits }) {
    const path = parsePathArgument(argument, 'TO', wireLimits);
    if (path === undefined || path.mailbox === null) return say(state, reply(501, '5.5.4', 'Say RCPT TO:<address>'));
    const [keyword] = path.parameters.keys();
    if (keyword !== undefined) return say(state, reply(555, '5.5.4', `RCPT has no parameter ${keyword} here`));
    if (!state.mail.utf8 && !isAsciiMailbox(path.mailbox)) {
      return say(state, reply(553, '5.6.7', 'An address beyond ASCII needs SMTPUTF8 on MAIL'));
    }
    if (recipientsOf(state).length >= scene.recipientsMax) return say(state, TOO_MANY);
    return { state, effects: [{ kind: 'resolve', address: formatMailbox(path.mailbox) }] };
  },
});

const TOO_MANY = reply(452, '4.5.3', 'Too many recipients for one mail: send it to the others in another');

/** What the directory said of the address in RCPT. */
export function answerResolved(state: SessionState, resolution: Resolution | 'unavailable', scene: SessionScene): Step {
  if (state.kind !== 'sender' && state.kind !== 'recipients') throw new Error(`resolved while ${state.kind}`);
  if (resolution === 'unavailable') return say(state, reply(451, '4.3.0', 'Cannot look up addresses now, try again'));
  if (resolution.kind === 'foreign') return say(state, reply(550, '5.7.1', 'No mail for that domain here'));
  if (resolution.kind === 'unknownRecipient') return say(state, reply(550, '5.1.1', 'Nobody has that address'));

  const recipients: readonly AcceptedRecipient[] = [...recipientsOf(state), { accounts: resolution.recipients }];
  const deliveries = recipients.reduce((sum, each) => sum + each.accounts.length, 0);
  if (deliveries > scene.deliveriesMax) return say(state, TOO_MANY);
  const { peerName, mail } = state;
  return say({ kind: 'recipients', peerName, mail, recipients }, reply(250, '2.1.5', 'Recipient accepted'));
}

function recipientsOf(state: SessionState): readonly AcceptedRecipient[] {
  return state.kind === 'recipients' ? state.recipients : [];
}
