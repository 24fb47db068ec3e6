import type { Account } from '../../directory/index.ts';
import type { MailboxRole } from '../../store/index.ts';
import { roleOfAttribute } from '../listing.ts';
import { objectId } from '../object-id.ts';
import type { Session } from '../session/session.ts';
import { createArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { announceName } from './list-answer.ts';
import { mayNotMake, refusedAsMaker } from './make.ts';
import { no, type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/**
 * RFC 9051 §6.3.4, with a special use (RFC 6154 §3). A separator at the end only declares that others are to come below,
 * so it is dropped.
 */
export const create = afterLogin({
  name: 'CREATE',
  arguments: createArguments,
  async run({ mailbox, specialUse }, { session, account }) {
    const { separator } = session.services.store;
    const name = mailbox.endsWith(separator) ? mailbox.slice(0, -separator.length) : mailbox;
    const place = await session.names!.placeFor(name);
    if (place === undefined) return mayNotMake();
    const { owner, path } = place;
    if (owner !== account.id && specialUse !== undefined && specialUse.length > 0) {
      return no("Special uses are for one's own mailboxes", { kind: 'USEATTR' });
    }
    const role = await roleFor(specialUse ?? [], session, account);
    if (typeof role === 'object') return role;
    const operation = { kind: 'createMailbox', name: path, ...(role === undefined ? {} : { role }) } as const;
    const created = await session.commit(owner, operation);
    if (!created.ok) return refusedAsMaker(created.error, name, session);
    await announceName(session, name);
    const id = objectId('mailbox', owner, created.value.mailbox);
    return okay('CREATE completed', { kind: 'MAILBOXID', id });
  },
});

/** Uses of mailboxes that show what lies in others: none that messages can be put into. */
const VIRTUAL: ReadonlySet<MailboxRole> = new Set(['all', 'flagged']);

/** A mailbox has one use at most, and an account one mailbox for each; what does not fit is refused whole. */
async function roleFor(
  uses: readonly string[],
  session: Session,
  account: Account,
): Promise<MailboxRole | undefined | Outcome> {
  if (uses.length === 0) return undefined;
  const [use, ...others] = new Set(uses.map((each) => each.toLowerCase()));
  const role = others.length === 0 ? roleOfAttribute(use!) : undefined;
  if (role === undefined || VIRTUAL.has(role)) return no('That special use is not supported', { kind: 'USEATTR' });
  const all = await session.services.store.mailboxes(account.id, account.id);
  if (!all.ok) return refusedByStore(all.error);
  const taken = all.value.some((mailbox) => mailbox.role === role);
  return taken ? no('Another mailbox has that special use', { kind: 'USEATTR' }) : role;
}
