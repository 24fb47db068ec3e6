import { Right, rightsOf } from '../../store/index.ts';
import { flagsFromNames } from '../session/flag-names.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import { type AppendMessage, type AppendStart, appendStart, parseSoFar } from '../wire/index.ts';
import { nextMessage, type Taken, takeMessage } from './append-literal.ts';
import { type AccountContext, afterLogin, type Command } from './command.ts';
import { bad, no, type Outcome, okay } from './outcome.ts';
import { refusedAsTarget, refusedByStore } from './store-error.ts';

/**
 * RFC 9051 §6.3.12, with more than one message (RFC 3502): all of them come in, or none; with binary octets (RFC 3516) and
 * UTF-8 in headers (RFC 9755). The messages stream into the
 * store; whether they may come is decided before the client is told to send them.
 */
export const append: Command = {
  ...afterLogin({
    name: 'APPEND',
    // Without a message there is nothing to do: `appendStart` reads up to its announcement, which is missing here.
    arguments: appendStart,
    run: () => bad('Expected a message'),
  }),
  stream(reader) {
    const start = parseSoFar(reader, appendStart);
    if (start.state === 'more') return 'buffer';
    if (start.state === 'bad') return start;
    return (context) => {
      const { state } = context.session;
      if (state.kind !== 'authenticated' && state.kind !== 'selected') throw new Error('APPEND before login');
      return receive(start.value, { ...context, account: state.account });
    };
  },
};

async function receive({ mailbox, message }: AppendStart, context: AccountContext): Promise<Outcome> {
  const { framer } = context.session.peer;
  const target = await context.session.names!.find(mailbox);
  if (!target.ok) {
    framer.refuseLiteral();
    return refusedAsTarget(target.error);
  }
  const { owner, acl } = target.value;
  if ((rightsOf(owner, acl, context.account.id) & Right.insert) === 0) {
    framer.refuseLiteral();
    return no('Permission denied', { kind: 'NOPERM' });
  }
  const taken: Taken[] = [];
  try {
    const refused = await takeAll(message, taken, target.value, context);
    return refused ?? (await commit(taken, target.value, context));
  } finally {
    for (const { body } of taken) body.release();
  }
}

/** Takes one message after the other; the outcome if one is refused. */
async function takeAll(
  first: AppendMessage,
  taken: Taken[],
  target: NamedMailbox,
  context: AccountContext,
): Promise<Outcome | undefined> {
  const { framer } = context.session.peer;
  let message = first;
  let failed: Outcome | undefined;
  for (;;) {
    const refused = await refusal(message, taken, target, context);
    if (refused !== undefined) {
      framer.refuseLiteral();
      return refused;
    }
    const one = await takeMessage(context.session, message);
    if (one === 'lost') return bad('The message did not come whole');
    if ('status' in one) failed ??= one;
    else taken.push(one);
    const next = await nextMessage(context.session, message);
    if ('status' in next) return next;
    if (next.kind === 'end') break;
    message = next.message;
  }
  if (failed !== undefined) return failed;
  // RFC 3502 §3: an empty message is how a client takes the whole command back.
  return taken.some(({ body }) => body.sizeBytes === 0) ? no('A message cannot be empty') : undefined;
}

/** What can be known before a message is sent: its size, the quota. */
async function refusal(
  message: AppendMessage,
  taken: readonly Taken[],
  { owner }: NamedMailbox,
  context: AccountContext,
) {
  const { store, limits } = context.session.services;
  const { literal } = message;
  if (literal.sizeBytes > limits.appendMaxBytes) return no('The message is too large', { kind: 'TOOBIG' });
  if (taken.length >= limits.appendMessagesMax) return no('Too many messages in one command', { kind: 'LIMIT' });
  const state = await store.account(owner);
  if (!state.ok) return refusedByStore(state.error);
  const { storageBytes, storageMaxBytes, messages, messagesMax } = state.value.quota;
  const comingBytes = taken.reduce((sum, { body }) => sum + body.sizeBytes, literal.sizeBytes);
  const full =
    (storageMaxBytes !== undefined && storageBytes + comingBytes > storageMaxBytes) ||
    (messagesMax !== undefined && messages + taken.length + 1 > messagesMax);
  return full ? no('The quota would be exceeded', { kind: 'OVERQUOTA' }) : undefined;
}

async function commit(
  taken: readonly Taken[],
  mailbox: NamedMailbox,
  { session, account }: AccountContext,
): Promise<Outcome> {
  const { store, clock } = session.services;
  const operations = taken.map(({ message, body, summary }) => ({
    kind: 'append' as const,
    mailbox: mailbox.id,
    body,
    summary,
    flags: flagsFromNames(message.flags),
    internalDate: message.internalDate ?? clock.now(),
  }));
  const receipt = await store.commit(mailbox.owner, account.id, operations);
  if (!receipt.ok) return refusedAsTarget(receipt.error);
  const uids = receipt.value.results.map((result) => (result.kind === 'append' ? result.uid : 0));
  return okay('APPEND completed', { kind: 'APPENDUID', uidValidity: mailbox.uidValidity, uids });
}
