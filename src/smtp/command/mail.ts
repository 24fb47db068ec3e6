import { type AnyCommand, command } from '../session/command.ts';
import type { MailParameters, SessionState } from '../session/state.ts';
import { type Event, type Step, say } from '../session/step.ts';
import {
  type EsmtpParameters,
  formatMailbox,
  isAsciiMailbox,
  isXtext,
  parsePathArgument,
  type Reply,
  reply,
} from '../wire/index.ts';

/** What a protocol lets MAIL say. */
interface MailRow {
  /** What comes before it. */
  readonly after: string;
  /** RFC 6152, RFC 3030 §3 */
  readonly bodies: readonly ('7BIT' | '8BITMIME' | 'BINARYMIME')[];
  /** RFC 4954: the parameter AUTH, and only for those who have logged in, from an address of their own (RFC 6409 §6.1). */
  readonly submission?: boolean;
}

/** RFC 5321 §4.1.1.2, with SIZE (RFC 1870), BODY (RFC 6152) and SMTPUTF8 (RFC 6531). */
export function mailRow(row: MailRow): AnyCommand {
  const { after, bodies, submission = false } = row;
  return command({
    verb: 'MAIL',
    states: ['ready'],
    hint: `Say ${after} before MAIL, and MAIL once for each mail`,
    syntax: `MAIL FROM:<address> [SIZE=octets] [BODY=${bodies.join('|')}] [SMTPUTF8]${submission ? ' [AUTH=address]' : ''}`,
    needsLogin: submission,
    run(state, argument, { scene, wireLimits, mails }) {
      if (mails >= scene.mailsMax) return say(state, TOO_MANY);
      const path = parsePathArgument(argument, 'FROM', wireLimits);
      if (path === undefined) return say(state, reply(501, '5.5.4', 'Say MAIL FROM:<address>'));
      const read = readParameters(path.parameters, row);
      if ('code' in read) return say(state, read);
      if (read.sizeBytes !== undefined && read.sizeBytes > scene.messageMaxBytes) {
        return say(state, reply(552, '5.3.4', `The mail is larger than ${scene.messageMaxBytes} octets`));
      }
      if (path.mailbox !== null && !read.utf8 && !isAsciiMailbox(path.mailbox)) {
        return say(state, reply(553, '5.6.7', 'An address beyond ASCII needs SMTPUTF8'));
      }
      const mail = { ...read, sender: path.mailbox === null ? '' : formatMailbox(path.mailbox) };
      const { login } = state.peer;
      if (login === undefined || mail.sender === '') return accept(state, mail);
      return { state, effects: [{ kind: 'checkSender', mail, login }] };
    },
  });
}

/** Whether the address in MAIL is one that the login may send from. */
export function answerSenderChecked(
  state: SessionState,
  mail: MailParameters,
  verdict: Extract<Event, { readonly kind: 'senderChecked' }>['verdict'],
): Step {
  if (state.kind !== 'ready') throw new Error(`a sender was checked while ${state.kind}`);
  switch (verdict) {
    case 'own':
      return accept(state, mail);
    case 'foreign':
      return say(state, reply(553, '5.7.1', 'That address is not one of the account that logged in'));
    case 'unavailable':
      return say(state, reply(451, '4.3.0', 'Cannot look up addresses now, try again'));
  }
}

function accept({ peer }: Extract<SessionState, { readonly kind: 'ready' }>, mail: MailParameters): Step {
  return say({ kind: 'sender', peer, mail }, reply(250, '2.1.0', 'Sender accepted'));
}

/** RFC 9422 */
const TOO_MANY = reply(452, '4.5.3', 'Too many mails in one session: say QUIT, and come again');

function readParameters(
  parameters: EsmtpParameters,
  { bodies, submission }: MailRow,
): Omit<MailParameters, 'sender'> | Reply {
  let sizeBytes: number | undefined;
  let utf8 = false;
  let binary = false;
  for (const [keyword, value] of parameters) {
    switch (submission || keyword !== 'AUTH' ? keyword : 'other') {
      case 'SIZE':
        if (value === undefined || !/^\d{1,20}$/.test(value)) return reply(501, '5.5.4', 'SIZE is a number of octets');
        sizeBytes = Number(value);
        break;
      case 'BODY': {
        // What is announced changes nothing about the octets: they are kept as they come.
        const body = bodies.find((each) => each === value?.toUpperCase());
        if (body === undefined) return reply(501, '5.5.4', `BODY is ${orList(bodies)}`);
        binary = body === 'BINARYMIME';
        break;
      }
      case 'SMTPUTF8':
        if (value !== undefined) return reply(501, '5.5.4', 'SMTPUTF8 has no value');
        utf8 = true;
        break;
      case 'AUTH':
        // RFC 4954 §5: understood by its grammar, and believed of nobody.
        if (value !== '<>' && !isXtext(value ?? '')) return reply(501, '5.5.4', 'AUTH is an address in xtext, or <>');
        break;
      default:
        return reply(555, '5.5.4', `MAIL has no parameter ${keyword} here`);
    }
  }
  return { sizeBytes, utf8, binary };
}

function orList(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
