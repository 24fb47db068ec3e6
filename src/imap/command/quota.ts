import type { Quota } from '../../store/index.ts';
import { getQuotaArguments, mailboxArguments, setQuotaArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { no, type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** The one root of an account: it holds all of its mailboxes. Programs of RFC 2087 know the name too. */
const ROOT = '';
/** STORAGE counts in units of 1,024 octets (RFC 9208 §5.1). */
const UNIT_BYTES = 1_024;

/** RFC 9208 §4.1.1 */
export const getQuota = afterLogin({
  name: 'GETQUOTA',
  arguments: getQuotaArguments,
  async run({ root }, context) {
    if (root !== ROOT) return no('No such quota root', { kind: 'NONEXISTENT' });
    return (await tellQuota(context)) ?? okay('GETQUOTA completed');
  },
});

/** RFC 9208 §4.1.2: the mailbox need not exist. What room others have is not told: names of theirs have no root here. */
export const getQuotaRoot = afterLogin({
  name: 'GETQUOTAROOT',
  arguments: mailboxArguments,
  async run({ mailbox }, context) {
    const { session } = context;
    const name = session.names!.canonical(mailbox) ?? mailbox;
    const own = !session.names!.isOfOthers(name);
    session.respond({ kind: 'quotaRoot', mailbox: name, roots: own ? [ROOT] : [] });
    if (!own) return okay('GETQUOTAROOT completed');
    return (await tellQuota(context)) ?? okay('GETQUOTAROOT completed');
  },
});

/** RFC 9208 §4.1.3: quotas are the administrator's, so QUOTASET is not announced. What is in force is told. */
export const setQuota = afterLogin({
  name: 'SETQUOTA',
  arguments: setQuotaArguments,
  async run({ root }, context) {
    if (root !== ROOT) return no('No such quota root', { kind: 'NONEXISTENT' });
    return (await tellQuota(context)) ?? no('Quotas are set by the administrator', { kind: 'NOPERM' });
  },
});

/** The outcome if the quota cannot be known. */
async function tellQuota({ session, account }: AccountContext): Promise<Outcome | undefined> {
  const state = await session.services.store.account(account.id);
  if (!state.ok) return refusedByStore(state.error);
  session.respond({ kind: 'quota', root: ROOT, resources: resourcesOf(state.value.quota) });
  return undefined;
}

/** Resources without a limit are left out (RFC 9208 §4.2.1). */
function resourcesOf({ storageBytes, storageMaxBytes, messages, messagesMax }: Quota) {
  const usage = Math.ceil(storageBytes / UNIT_BYTES);
  return [
    ...(storageMaxBytes === undefined
      ? []
      : [{ name: 'STORAGE', usage, limit: Math.floor(storageMaxBytes / UNIT_BYTES) }]),
    ...(messagesMax === undefined ? [] : [{ name: 'MESSAGE', usage: messages, limit: messagesMax }]),
  ];
}
