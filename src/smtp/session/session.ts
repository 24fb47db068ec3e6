import { unreachable } from '../../base/index.ts';
import { answerAuthenticated, answerChallenge, giveUpChallenge } from '../command/auth.ts';
import { answerChunked } from '../command/bdat.ts';
import { answerReceived } from '../command/data.ts';
import { answerSenderChecked } from '../command/mail.ts';
import { answerResolved } from '../command/rcpt.ts';
import { parseCommandLine, type Reply, reply } from '../wire/index.ts';
import type { CommandContext } from './command.ts';
import type { SessionState } from './state.ts';
import { type Event, type Step, say, sayAndClose } from './step.ts';

/**
 * The session as a machine without I/O: an event comes in, a new state and effects come out. It holds no more than the
 * state and a few counts.
 */
export class Session {
  readonly #setting: Omit<CommandContext, 'mails'>;
  #state: SessionState = { kind: 'start' };
  #mails = 0;
  #badCommands = 0;
  #loginFailures = 0;
  #refusedRecipients = 0;

  constructor(setting: Omit<CommandContext, 'mails'>) {
    this.#setting = setting;
  }

  get state(): SessionState {
    return this.#state;
  }

  greet(): Step {
    const { scene, protocol } = this.#setting;
    return say(this.#state, reply(220, undefined, `${scene.hostname} ${protocol.word} Rookery ready`));
  }

  step(event: Event): Step {
    const step = this.#limit(this.#react(event));
    if (step.state.kind === 'sender' && this.#state.kind !== 'sender') this.#mails++;
    this.#state = step.state;
    return step;
  }

  get #context(): CommandContext {
    return { ...this.#setting, mails: this.#mails };
  }

  #react(event: Event): Step {
    const state = this.#state;
    const { scene } = this.#setting;
    switch (event.kind) {
      case 'line':
        return state.kind === 'challenged' ? answerChallenge(state, event.bytes) : this.#runLine(event.bytes);
      case 'badLine':
        return say(giveUpChallenge(state), event.reason === 'tooLong' ? LINE_TOO_LONG : BARE_LINE_END);
      case 'authenticated':
        if (!event.outcome.ok && event.outcome.error.code === 'invalidCredentials') this.#loginFailures++;
        return answerAuthenticated(state, event.outcome);
      case 'senderChecked':
        return answerSenderChecked(state, event.mail, event.verdict);
      case 'resolved':
        if (event.resolution.kind === 'unknownRecipient' || event.resolution.kind === 'foreign') {
          this.#refusedRecipients++;
        }
        return answerResolved(state, event.address, event.resolution, this.#context);
      case 'chunked':
        return answerChunked(state, event.sizeBytes);
      case 'received':
        return answerReceived(state, event.reception, this.#setting.protocol);
      case 'tlsStarted':
        // RFC 3207 §4.2: what the peer said before TLS is forgotten.
        return say({ kind: 'start' });
      case 'timeout':
        return sayAndClose(reply(421, '4.4.2', `${scene.hostname} waited too long, closing`));
      case 'drain':
        return sayAndClose(reply(421, '4.3.2', `${scene.hostname} is shutting down, try again later`));
      default:
        return unreachable(event);
    }
  }

  #runLine(bytes: Uint8Array): Step {
    const state = this.#state;
    const line = parseCommandLine(bytes);
    if (!line.ok) return say(state, BAD_LINES[line.error]);
    const { verb, argument } = line.value;
    const { protocol } = this.#setting;
    const row = protocol.commands.find((each) => each.verb === verb);
    if (row === undefined) return say(state, reply(500, '5.5.1', `Unknown command: ${protocol.unknownHint}`));
    if (row.needsLogin === true && 'peer' in state && state.peer.login === undefined) return say(state, LOG_IN_FIRST);
    const step = row.runIfAllowed(state, argument, this.#context);
    if (step !== 'notNow') return step;
    return row.refuse?.(state, argument, this.#context) ?? say(state, reply(503, '5.5.1', row.hint));
  }

  /** Who goes on and on is sent away. 500 to 504 is what a command gets that could not be run (RFC 5321 §4.2.2). */
  #limit(step: Step): Step {
    for (const effect of step.effects) {
      if (effect.kind === 'reply' && effect.reply.code >= 500 && effect.reply.code <= 504) this.#badCommands++;
    }
    const { scene, protocol } = this.#setting;
    if (step.state.kind === 'closed') return step;
    const tooMany =
      this.#badCommands > scene.badCommandsMax
        ? 'bad commands'
        : this.#loginFailures >= scene.loginFailuresMax
          ? 'failed logins'
          : protocol.strangers && this.#refusedRecipients > scene.refusedRecipientsMax
            ? 'wrong recipients'
            : undefined;
    if (tooMany === undefined) return step;
    const goodbye = sayAndClose(reply(421, '4.7.0', `${scene.hostname} has had too many ${tooMany}, closing`));
    return { state: goodbye.state, effects: [...step.effects, ...goodbye.effects] };
  }
}

const LINE_TOO_LONG = reply(500, '5.5.6', 'The line is too long');
const BARE_LINE_END = reply(500, '5.5.2', 'A line ends with CR LF, and holds neither alone');
const LOG_IN_FIRST = reply(530, '5.7.0', 'Log in first: say AUTH');
const BAD_LINES: { readonly [Reason in 'encoding' | 'control' | 'verb']: Reply } = {
  encoding: reply(500, '5.5.2', 'The line is not UTF-8'),
  control: reply(500, '5.5.2', 'The line holds a control character'),
  verb: reply(500, '5.5.2', 'A line begins with a command'),
};
