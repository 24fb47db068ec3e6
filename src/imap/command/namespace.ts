import { afterLogin, noArguments } from './command.ts';
import { okay } from './outcome.ts';

/** RFC 9051 §6.3.10: one's own mailboxes, without a prefix. */
export const namespace = afterLogin({
  name: 'NAMESPACE',
  arguments: noArguments,
  run(_, { session }) {
    const { separator } = session.services.store;
    session.respond({ kind: 'namespace', personal: [{ prefix: '', separator }], otherUsers: [], shared: [] });
    return okay('NAMESPACE completed');
  },
});
