import { command, type Protocol } from '../session/command.ts';
import type { SessionState } from '../session/state.ts';
import { type MailFault, type ReceptionOutcome, type Step, say, sayAndClose } from '../session/step.ts';
import { type Reply, reply } from '../wire/index.ts';
import { outcomeReply, TOO_LARGE, wholeMailReply } from './outcome.ts';

/** RFC 5321 §4.1.1.4. Without a recipient the answer is 503 (RFC 2033 §4.2), which the table sees to. */
export const data = command({
  verb: 'DATA',
  states: ['recipients'],
  hint: 'No recipient was accepted: say RCPT before DATA',
  syntax: 'DATA',
  run(state, argument) {
    if (argument !== '') return say(state, reply(501, '5.5.4', 'DATA has no argument'));
    const { mail, recipients } = state;
    // RFC 3030 §3: what is no text has no line that could end it.
    if (mail.binary) return say(state, reply(503, '5.5.1', 'A BINARYMIME mail comes by BDAT'));
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

/** After the mail: one reply for each recipient, in the order of RCPT (RFC 2033 §4.2), or one for all. */
export function answerReceived(state: SessionState, reception: ReceptionOutcome, { repliesTo }: Protocol): Step {
  if (state.kind !== 'recipients' && state.kind !== 'chunks') throw new Error(`received while ${state.kind}`);
  const ready = { kind: 'ready', peer: state.peer } as const;
  const toEach = (reply: Reply) => (repliesTo === 'wholeMail' ? [reply] : state.recipients.map(() => reply));
  switch (reception.kind) {
    case 'delivered':
      if (repliesTo === 'wholeMail') return say(ready, wholeMailReply(reception));
      return say(ready, ...reception.outcomes.map(outcomeReply));
    case 'endless':
      return sayAndClose(...toEach(TOO_LARGE));
    case 'timeout':
      return sayAndClose(reply(421, '4.4.2', 'Waited too long for the mail, closing'));
    default:
      return say(ready, ...toEach(FAULTS[reception.kind]));
  }
}

const FAULTS: { readonly [Fault in MailFault]: Reply } = {
  tooLarge: TOO_LARGE,
  bareLineEnd: reply(554, '5.6.0', 'The mail holds a CR or LF that is not part of a CRLF'),
  looping: reply(554, '5.4.6', 'The mail has been on its way too often: it goes in a circle'),
  headerTooLarge: reply(554, '5.6.0', 'The header of the mail is too large'),
};
