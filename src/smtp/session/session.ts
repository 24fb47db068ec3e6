import { unreachable } from '../../base/index.ts';
import { answerReceived } from '../command/data.ts';
import { answerResolved } from '../command/rcpt.ts';
import { parseCommandLine, type Reply, reply } from '../wire/index.ts';
import type { CommandContext } from './command.ts';
import type { SessionState } from './state.ts';
import { type Event, type Step, say, sayAndClose } from './step.ts';

/**
 * The session as a machine without I/O: an event comes in, a new state and effects come out. It holds no more than the
 * state and a count of bad commands.
 */
export class Session {
  readonly #context: CommandContext;
  #state: SessionState = { kind: 'start' };
  #badCommands = 0;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  get state(): SessionState {
    return this.#state;
  }

  greet(): Step {
    const { scene, protocol } = this.#context;
    return say(this.#state, reply(220, undefined, `${scene.hostname} ${protocol.name} Rookery ready`));
  }

  step(event: Event): Step {
    const step = this.#limitBadCommands(this.#react(event));
    this.#state = step.state;
    return step;
  }

  #react(event: Event): Step {
    const state = this.#state;
    switch (event.kind) {
      case 'line':
        return this.#runLine(event.bytes);
      case 'badLine':
        return say(state, event.reason === 'tooLong' ? LINE_TOO_LONG : BARE_LINE_END);
      case 'resolved':
        return answerResolved(state, event.resolution, this.#context.scene);
      case 'received':
        return answerReceived(state, event.reception);
      case 'tlsStarted':
        // RFC 3207 §4.2: what the peer said before TLS is forgotten.
        return say({ kind: 'start' });
      case 'timeout':
        return sayAndClose(reply(421, '4.4.2', `${this.#context.scene.hostname} waited too long, closing`));
      case 'drain':
        return sayAndClose(reply(421, '4.3.2', `${this.#context.scene.hostname} is shutting down, try again later`));
      default:
        return unreachable(event);
    }
  }

  #runLine(bytes: Uint8Array): Step {
    const state = this.#state;
    const line = parseCommandLine(bytes);
    if (!line.ok) return say(state, BAD_LINES[line.error]);
    const { protocol } = this.#context;
    const row = protocol.commands.find((each) => each.verb === line.value.verb);
    if (row === undefined) return say(state, reply(500, '5.5.1', `Unknown command: ${protocol.unknownHint}`));
    const step = row.runIfAllowed(state, line.value.argument, this.#context);
    return step === 'notNow' ? say(state, reply(503, '5.5.1', row.hint)) : step;
  }

  /** 500 to 504 is what a command gets that could not be run (RFC 5321 §4.2.2). */
  #limitBadCommands(step: Step): Step {
    for (const effect of step.effects) {
      if (effect.kind === 'reply' && effect.reply.code >= 500 && effect.reply.code <= 504) this.#badCommands++;
    }
    const { scene } = this.#context;
    if (this.#badCommands <= scene.badCommandsMax || step.state.kind === 'closed') return step;
    const goodbye = sayAndClose(reply(421, '4.7.0', `${scene.hostname} has had too many bad commands, closing`));
    return { state: goodbye.state, effects: [...step.effects, ...goodbye.effects] };
  }
}

const LINE_TOO_LONG = reply(500, '5.5.6', 'The line is too long');
const BARE_LINE_END = reply(500, '5.5.2', 'A line ends with CR LF, and holds neither alone');
const BAD_LINES: { readonly [Reason in 'encoding' | 'control' | 'verb']: Reply } = {
  encoding: reply(500, '5.5.2', 'The line is not UTF-8'),
  control: reply(500, '5.5.2', 'The line holds a control character'),
  verb: reply(500, '5.5.2', 'A line begins with a command'),
};
