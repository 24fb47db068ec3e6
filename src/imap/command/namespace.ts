import { afterLogin, noArguments } from './command.ts';
import { okay } from './outcome.ts';

/** RFC 9051 §6.3.10, RFC 2342: one's own mailboxes, without a prefix, and those of others. */
export const namespace = afterLogin({
  name: 'NAMESPACE',
  arguments: noArguments,
  run(_, { session }) {
    const { store, otherUsersPrefix: prefix } = session.services;
    const { separator } = store;
    const otherUsers = prefix === '' ? [] : [{ prefix, separator }];
    session.respond({ kind: 'namespace', personal: [{ prefix: '', separator }], otherUsers, shared: [] });
    return okay('NAMESPACE completed');
  },
});
