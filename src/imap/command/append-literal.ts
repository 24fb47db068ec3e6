import { MessageReader, type Summary, summarize } from '../../message/index.ts';
import type { StagedBody } from '../../store/index.ts';
import { logEvent } from '../events.ts';
import type { Session } from '../session/session.ts';
import { silenceMaxMs } from '../session/silence.ts';
import {
  type AppendMessage,
  type AppendNext,
  ArgumentReader,
  appendNext,
  describeBad,
  parse,
  parseSoFar,
} from '../wire/index.ts';
import { bad, type Outcome } from './outcome.ts';

/** A message that has come whole. */
export interface Taken {
  readonly message: AppendMessage;
  readonly body: StagedBody;
  readonly summary: Summary;
}

/** `lost`: the peer went away or fell silent. `unavailable`: the octets came, and the store could not keep them. */
export type NotTaken = 'lost' | 'unavailable';

/**
 * Takes the octets of one announced message, byte for byte, into the store and past the parser at the same time; nothing
 * of it is kept in memory here.
 */
export async function takeMessage(session: Session, message: AppendMessage): Promise<Taken | NotTaken> {
  const { peer } = session;
  const body = session.services.store.stageBody(message.literal.sizeBytes);
  const reader = new MessageReader();
  peer.framer.streamLiteral();
  if (message.literal.synchronizing) session.respond({ kind: 'continue', text: 'Ready for the message' });
  let failure: unknown;
  for (;;) {
    const event = await peer.next(silenceMaxMs(session));
    if (event === 'closed' || event === 'timeout') {
      body.discard();
      session.end(event, 'The message did not come');
      return 'lost';
    }
    if (event.kind !== 'chunk') throw new Error(`${event.kind} within a message`);
    // After a failure the rest is passed over, so that the session can go on with what follows.
    try {
      if (failure === undefined) {
        reader.write(event.bytes);
        await body.write(event.bytes);
        if (event.last) return { message, body: await body.finish(), summary: summarize(reader.end()) };
      }
    } catch (error) {
      failure = error;
      logEvent(session.log, 'imap.stagingFailed', { error: error instanceof Error ? error.message : String(error) });
    }
    if (event.last) {
      body.discard();
      return 'unavailable';
    }
  }
}

/** What stands behind a message: the end of the command, another message, or nonsense. */
export async function nextMessage(session: Session, before: AppendMessage): Promise<AppendNext | Outcome> {
  const { peer, services } = session;
  const event = await peer.next(silenceMaxMs(session));
  if (event === 'closed' || event === 'timeout') {
    session.end(event, 'The command did not end');
    return bad('The command did not end');
  }
  if (event.kind !== 'literal' && event.kind !== 'command') return bad('Not the end of APPEND');
  const reader = new ArgumentReader(event.bytes, peer.mode, services.wireLimits);
  const read = event.kind === 'literal' ? parseSoFar : parse;
  const next = read(reader, (arguments_) => appendNext(arguments_, before));
  if (next.state === 'done' && (next.value.kind === 'message') === (event.kind === 'literal')) return next.value;
  if (event.kind === 'literal') peer.framer.refuseLiteral();
  return bad(next.state === 'done' ? 'Not the end of APPEND' : describeBad(next));
}
