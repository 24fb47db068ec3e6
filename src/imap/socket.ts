import type { Connection } from '../connection/index.ts';
import { capabilities } from './command/capability.ts';
import { logEvent } from './events.ts';
import { dispatch, receiveBadLine, receiveLiteral } from './session/dispatch.ts';
import { Peer } from './session/peer.ts';
import type { ImapServices } from './session/services.ts';
import { Session } from './session/session.ts';
import { silenceMaxMs } from './session/silence.ts';

/** Opens a session on a connection: the greeting is written when `runSession` begins. */
export function openSession(connection: Connection, services: ImapServices): Session {
  const peer = new Peer(connection, services.wireLimits, services.limits.gatherMaxBytes);
  return new Session(peer, services);
}

/** Runs a session to its end: greets, then takes one event of the stream after the other. Never rejects. */
export async function runSession(session: Session): Promise<void> {
  const { id } = session.peer.connection;
  try {
    greet(session);
    while (session.state.kind !== 'logout') await takeNext(session);
    session.peer.flush();
  } catch (error) {
    session.ending ??= 'failed';
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logEvent(session.log, 'imap.failed', {
      incident: `${id}-${session.commands}`,
      command: '',
      error: text,
    });
  }
  session.close();
  session.peer.connection.end();
}

function greet(session: Session): void {
  const { connection } = session.peer;
  const { hostname } = session.services;
  logEvent(session.log, 'imap.connected', { remoteAddress: connection.remoteAddress, secure: connection.secure });
  session.tell('OK', `${hostname} IMAP ready`, { kind: 'CAPABILITY', capabilities: capabilities(session) });
}

async function takeNext(session: Session): Promise<void> {
  const event = await session.peer.next(silenceMaxMs(session));
  if (event === 'closed') {
    session.ending ??= 'closed';
    session.apply({ kind: 'ended' });
  } else if (event === 'timeout') session.end('timeout', 'Too long without a word, goodbye');
  else if (event.kind === 'command') {
    // What is left of an APPEND that was given up belongs to no command.
    if (!event.afterLiteral) await dispatch(session, event);
  } else if (event.kind === 'literal') await receiveLiteral(session, event);
  else if (event.kind === 'badLine') receiveBadLine(session, event);
  if (session.leaving) session.end('drain', 'The server is shutting down');
  if (session.peer.isFull && !(await session.peer.pace())) session.apply({ kind: 'ended' });
}
