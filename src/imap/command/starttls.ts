import { logEvent } from '../events.ts';
import { canStartTls } from './capability.ts';
import { beforeLogin, noArguments } from './command.ts';
import { bad } from './outcome.ts';

/** RFC 9051 §6.2.1. The OK goes out in plaintext; whatever the client had sent behind its command is dropped. */
export const starttls = beforeLogin({
  name: 'STARTTLS',
  arguments: noArguments,
  async run(_, { session, tag }) {
    const context = session.services.tlsContext;
    if (context === undefined || !canStartTls(session)) return bad('TLS is on already, or not offered');
    session.respond({ kind: 'tagged', tag, status: 'OK', text: 'Begin TLS negotiation now' });
    const succeeded = await session.peer.startTls(context());
    logEvent(session.log, 'imap.tls', { succeeded });
    if (!succeeded) {
      session.ending = 'tlsFailed';
      session.apply({ kind: 'ended' });
    }
    return 'answered';
  },
});
