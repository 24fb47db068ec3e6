import { type CommandContext, command } from '../session/command.ts';
import type { SessionState } from '../session/state.ts';
import { type Step, say, sayAndClose } from '../session/step.ts';
import { type Reply, reply } from '../wire/index.ts';
import { TOO_LARGE } from './outcome.ts';

/**
 * RFC 3030 §2. Its octets are behind it, on their way whatever the answer will be, so every answer but a goodbye comes
 * after they were read. A chunk that was refused ends the mail: the chunks behind it are dropped, each with a 503.
 */
export const bdat = command({
  verb: 'BDAT',
  states: ['recipients', 'chunks'],
  hint: '',
  syntax: 'BDAT octets [LAST]',
  run(state, argument, context) {
    const chunk = parseChunk(argument);
    if (chunk === undefined) return CANNOT_TELL;
    const { peer, mail, recipients } = state;
    if (chunk.sizeBytes > context.scene.messageMaxBytes)
      return drop(chunk, { kind: 'ready', peer }, TOO_LARGE, context);
    const next = { kind: 'chunks', peer, mail, recipients } as const;
    return { state: next, effects: [{ kind: 'receiveChunk', mail, recipients, ...chunk }] };
  },
  refuse(state, argument, context) {
    const chunk = parseChunk(argument);
    return chunk === undefined ? CANNOT_TELL : drop(chunk, state, NOT_NOW, context);
  },
});

interface Chunk {
  readonly sizeBytes: number;
  readonly last: boolean;
}

function parseChunk(argument: string): Chunk | undefined {
  const match = /^(\d{1,20})(?: +(LAST))?$/i.exec(argument);
  return match === null ? undefined : { sizeBytes: Number(match[1]), last: match[2] !== undefined };
}

function drop({ sizeBytes }: Chunk, state: SessionState, answer: Reply, { scene }: CommandContext): Step {
  if (sizeBytes > scene.messageMaxBytes + scene.swallowMaxBytes) return sayAndClose(answer);
  return { state, effects: [{ kind: 'swallow', sizeBytes }, ...say(state, answer).effects] };
}

/** A chunk has come whole, and was not the last one. */
export function answerChunked(state: SessionState, sizeBytes: number): Step {
  if (state.kind !== 'chunks') throw new Error(`a chunk while ${state.kind}`);
  return say(state, reply(250, '2.0.0', `${sizeBytes} octets received`));
}

const NOT_NOW = reply(503, '5.5.1', 'No recipient was accepted, or a chunk was refused: say MAIL and RCPT before BDAT');
/** Octets would be taken for commands: who hides a mail in them shall not find a way (SMTP smuggling). */
const CANNOT_TELL = sayAndClose(reply(501, '5.5.4', 'Say BDAT, a number of octets, and LAST if it is so; closing'));
