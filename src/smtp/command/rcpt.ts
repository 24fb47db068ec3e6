import { type CommandContext, command } from '../session/command.ts';
import type { AcceptedRecipient, SessionState } from '../session/state.ts';
import { type RecipientResolution, type Step, say } from '../session/step.ts';
import { formatMailbox, isAsciiMailbox, parsePathArgument, reply } from '../wire/index.ts';
import { refusalReply } from './outcome.ts';

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
    const address = formatMailbox(path.mailbox);
    return { state, effects: [{ kind: 'resolve', address, sizeBytes: state.mail.sizeBytes ?? 1 }] };
  },
});

const TOO_MANY = reply(452, '4.5.3', 'Too many recipients for one mail: send it to the others in another');

/** What the directory, and then the mailbox, said of the address in RCPT. */
export function answerResolved(
  state: SessionState,
  address: string,
  resolution: RecipientResolution,
  { scene, protocol }: CommandContext,
): Step {
  if (state.kind !== 'sender' && state.kind !== 'recipients') throw new Error(`resolved while ${state.kind}`);
  switch (resolution.kind) {
    case 'unavailable':
      return say(state, reply(451, '4.3.0', 'Cannot look up addresses now, try again'));
    case 'foreign':
      return say(state, protocol.foreignRecipient);
    case 'unknownRecipient':
      return say(state, reply(550, '5.1.1', 'Nobody has that address'));
    case 'full':
      return say(state, refusalReply(resolution.refusal));
    case 'local': {
      const recipients = [...recipientsOf(state), { address, accounts: resolution.recipients }];
      const deliveries = recipients.reduce((sum, each) => sum + each.accounts.length, 0);
      if (deliveries > scene.deliveriesMax) return say(state, TOO_MANY);
      const { peer, mail } = state;
      return say({ kind: 'recipients', peer, mail, recipients }, reply(250, '2.1.5', 'Recipient accepted'));
    }
  }
}

function recipientsOf(state: SessionState): readonly AcceptedRecipient[] {
  return state.kind === 'recipients' ? state.recipients : [];
}
