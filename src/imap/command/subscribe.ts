import { mailboxArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.3.7: the name need not exist. Those of others are kept with one's own, so nothing is told of what is there. */
export const subscribe = afterLogin({
  name: 'SUBSCRIBE',
  arguments: mailboxArguments,
  run: ({ mailbox }, context) => change(mailbox, true, context),
});

/** RFC 9051 §6.3.8 */
export const unsubscribe = afterLogin({
  name: 'UNSUBSCRIBE',
  arguments: mailboxArguments,
  run: ({ mailbox }, context) => change(mailbox, false, context),
});

async function change(name: string, subscribed: boolean, { session, account }: AccountContext): Promise<Outcome> {
  const other = session.names!.isOfOthers(name) ? await session.names!.find(name) : undefined;
  const told = other?.ok === true ? other.value.name : name;
  const done = await session.commit(account.id, { kind: 'subscribe', name: told, subscribed });
  return done.ok ? okay(subscribed ? 'SUBSCRIBE completed' : 'UNSUBSCRIBE completed') : refusedByStore(done.error);
}
