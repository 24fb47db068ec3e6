import { MessageReader, type ParsedMessage, type Summary, summarize, summarizeBytes } from '../../message/index.ts';
import { type BodyWriter, type StagedBody, storeError } from '../../store/index.ts';
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
import { AppendOctets } from './append-octets.ts';
import { bad, no, type Outcome } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** A message that has come whole. */
export interface Taken {
  readonly message: AppendMessage;
  readonly body: StagedBody;
  readonly summary: Summary;
}

/** `lost`: the peer went away or fell silent. An outcome: the octets came, and cannot be kept. */
export type NotTaken = 'lost' | Outcome;

/**
 * Takes the octets of one announced message, byte for byte, into the store and past the parser at the same time; nothing
 * of it is kept in memory here.
 */
export async function takeMessage(session: Session, message: AppendMessage): Promise<Taken | NotTaken> {
  const { peer } = session;
  const { store, limits } = session.services;
  const body = store.stageBody(message.literal.sizeBytes);
  const reader = new MessageReader();
  const octets = new AppendOctets(message.literal.literal8 ? limits.binaryMaxBytes : 0);
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
        octets.write(event.bytes);
        await body.write(event.bytes);
        if (event.last) return await finish(session, message, { body, octets, parsed: reader.end() });
      }
    } catch (error) {
      failure = error;
      logEvent(session.log, 'imap.stagingFailed', { error: error instanceof Error ? error.message : String(error) });
    }
    if (event.last) {
      body.discard();
      return refusedByStore(storeError('unavailable', 'a body could not be staged'));
    }
  }
}

interface Received {
  readonly body: BodyWriter;
  readonly octets: AppendOctets;
  readonly parsed: ParsedMessage;
}

/** All octets have come: keeps them as they are, or encoded where they are binary. */
async function finish(
  session: Session,
  message: AppendMessage,
  { body, octets, parsed }: Received,
): Promise<Taken | NotTaken> {
  let refused: Outcome | undefined;
  // RFC 9755 §4, where the operator wants it (docs/decision/008-eight-bit-headers.md).
  if (octets.hasEightBitHeader && session.services.refuseUtf8Headers && !session.peer.mode.utf8) {
    refused = no('Enable UTF8=ACCEPT before you append a header that is not ASCII', { kind: 'CANNOT' });
  } else if (!octets.needsEncoding(parsed)) {
    return { message, body: await body.finish(), summary: summarize(parsed) };
  }
  body.discard();
  const encoded = refused === undefined ? octets.encode() : undefined;
  if (encoded === 'tooLarge') refused = no('The message is too large to be encoded', { kind: 'TOOBIG' });
  else if (encoded === 'impossible') refused = no('NUL stands where it cannot be encoded', { kind: 'UNKNOWN-CTE' });
  if (refused !== undefined || encoded === undefined || typeof encoded === 'string') return refused ?? 'lost';
  const writer = session.services.store.stageBody(encoded.length);
  try {
    await writer.write(encoded);
    return { message, body: await writer.finish(), summary: summarizeBytes(encoded) };
  } catch (error) {
    writer.discard();
    throw error;
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
