import { decodeLatin1 } from '../../base/index.ts';
import { tellAnnotations } from '../annotation/news.ts';
import type { Session } from '../session/session.ts';
import { silenceMaxMs } from '../session/silence.ts';
import { sync } from '../session/sync.ts';
import { afterLogin, noArguments } from './command.ts';
import { bad, type Outcome, okay } from './outcome.ts';

/** RFC 9051 §6.3.13: until DONE, what happens is told as soon as the store tells it. */
export const idle = afterLogin({
  name: 'IDLE',
  arguments: noArguments,
  async run(_, { session }) {
    session.respond({ kind: 'continue', text: 'idling' });
    await sync(session, 'all');
    return watch(session);
  },
});

async function watch(session: Session): Promise<Outcome> {
  let line: Awaited<ReturnType<typeof session.peer.nextLine>> | 'awaited' = 'awaited';
  void session.peer.nextLine(silenceMaxMs(session)).then((come) => {
    line = come;
    session.wake();
  });
  for (;;) {
    // Asked for before looking, so that nothing that happens in between is missed.
    const changed = session.changed();
    if (session.ending !== undefined) return bad('The session is ending');
    if (line !== 'awaited') return done(session, line);
    if (session.state.kind === 'selected' && session.state.view.dirty) {
      await sync(session, 'all');
      if (!(await session.peer.pace())) return done(session, 'closed');
    } else if (session.annotations?.dirty === true) {
      await tellAnnotations(session);
      if (!(await session.peer.pace())) return done(session, 'closed');
    } else await changed;
  }
}

function done(session: Session, line: Uint8Array | 'closed' | 'timeout' | undefined): Outcome {
  if (line === 'closed') {
    session.ending ??= 'closed';
    session.apply({ kind: 'ended' });
  } else if (line === 'timeout') session.end('timeout', 'Too long without a word, goodbye');
  else if (line !== undefined && decodeLatin1(line).toUpperCase() === 'DONE') return okay('IDLE completed');
  return bad('Expected DONE');
}
