import { err, ok, type Result } from '../../base/index.ts';
import { type AclIdentifier, ALL_RIGHTS, ANYONE, Right, rightsOf } from '../../store/index.ts';
import type { NamedMailbox } from '../session/named-mailbox.ts';
import { aclIdentifierArguments, mailboxArguments, type SetAclArguments, setAclArguments } from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { bad, no, type Outcome, okay } from './outcome.ts';
import { readRights, rightLetters, SEPARATE_RIGHTS } from './right-letters.ts';
import { refusedByStore } from './store-error.ts';

const ANYONE_NAME = 'anyone';

/** RFC 4314 §3.1 */
export const setAcl = afterLogin({
  name: 'SETACL',
  arguments: setAclArguments,
  async run(parsed, context) {
    const rights = readRights(parsed.letters);
    if (typeof rights === 'object') return bad(`The ${rights.unknown} right is not supported`);
    return (await change(parsed, rights, context)) ?? okay('SETACL completed');
  },
});

/** RFC 4314 §3.2. Nobody of that name has rights either: so nothing is told of who there is. */
export const deleteAcl = afterLogin({
  name: 'DELETEACL',
  arguments: aclIdentifierArguments,
  async run({ mailbox, prepared }, context) {
    const found = await administered(mailbox, context);
    if (!found.ok) return found.error;
    if (prepared.startsWith('-')) return noNegativeRights();
    const identifier = await identifierOf(prepared, context);
    if (identifier === found.value.owner) return ownerHasAll();
    if (identifier === undefined) return okay('DELETEACL completed');
    const { owner, id } = found.value;
    const done = await context.session.commit(owner, { kind: 'setAcl', mailbox: id, identifier, rights: 0 });
    return done.ok ? okay('DELETEACL completed') : refusedByStore(done.error);
  },
});

/** RFC 4314 §3.3: the owner, who has every right, then the others by their addresses. */
export const getAcl = afterLogin({
  name: 'GETACL',
  arguments: mailboxArguments,
  async run({ mailbox }, context) {
    const found = await administered(mailbox, context);
    if (!found.ok) return found.error;
    const { name, owner, acl } = found.value;
    const entries: { identifier: string; rights: string }[] = [];
    for (const [id, rights] of [[owner, ALL_RIGHTS] as const, ...acl]) {
      const identifier = await nameOf(id, context);
      // Whoever was removed from the directory has no name any more, and no rights.
      if (identifier !== undefined) entries.push({ identifier, rights: rightLetters(rights) });
    }
    context.session.respond({ kind: 'acl', mailbox: name, entries });
    return okay('GETACL completed');
  },
});

/** RFC 4314 §3.4: the same of everybody but the owner, there or not. */
export const listRights = afterLogin({
  name: 'LISTRIGHTS',
  arguments: aclIdentifierArguments,
  async run({ mailbox, identifier, prepared }, context) {
    const found = await administered(mailbox, context);
    if (!found.ok) return found.error;
    if (prepared.startsWith('-')) return noNegativeRights();
    const { name, owner } = found.value;
    const isOwner = (await identifierOf(prepared, context)) === owner;
    context.session.respond({
      kind: 'listRights',
      mailbox: name,
      identifier,
      required: isOwner ? rightLetters(ALL_RIGHTS) : '',
      optional: isOwner ? [] : SEPARATE_RIGHTS,
    });
    return okay('LISTRIGHTS completed');
  },
});

/** RFC 4314 §4: rights of which one lets MYRIGHTS be asked; `l` is among those of whoever finds the mailbox. */
export const myRights = afterLogin({
  name: 'MYRIGHTS',
  arguments: mailboxArguments,
  async run({ mailbox }, { session, account }) {
    const found = await session.names!.find(mailbox);
    if (!found.ok) return refusedByStore(found.error);
    const { name, owner, acl } = found.value;
    session.respond({ kind: 'myRights', mailbox: name, rights: rightLetters(rightsOf(owner, acl, account.id)) });
    return okay('MYRIGHTS completed');
  },
});

async function change(parsed: SetAclArguments, given: number, context: AccountContext): Promise<Outcome | undefined> {
  const found = await administered(parsed.mailbox, context);
  if (!found.ok) return found.error;
  if (parsed.prepared.startsWith('-')) return noNegativeRights();
  const identifier = await identifierOf(parsed.prepared, context);
  if (identifier === undefined) return no('Rights can be given to people of this server, and to anyone');
  const { owner, id, acl } = found.value;
  const before = identifier === owner ? ALL_RIGHTS : (acl.get(identifier) ?? 0);
  const rights = changedRights(before, parsed.mode, given);
  if (identifier === owner) return rights === ALL_RIGHTS ? undefined : ownerHasAll();
  const done = await context.session.commit(owner, { kind: 'setAcl', mailbox: id, identifier, rights });
  return done.ok ? undefined : refusedByStore(done.error);
}

function changedRights(before: number, mode: SetAclArguments['mode'], given: number): number {
  switch (mode) {
    case 'replace':
      return given;
    case 'add':
      return before | given;
    case 'remove':
      return before & ~given;
  }
}

/** The mailbox, if the person may look at its rights and change them. */
async function administered(
  mailbox: string,
  { session, account }: AccountContext,
): Promise<Result<NamedMailbox, Outcome>> {
  const found = await session.names!.find(mailbox);
  if (!found.ok) return err(refusedByStore(found.error));
  const { owner, acl } = found.value;
  if ((rightsOf(owner, acl, account.id) & Right.administer) !== 0) return ok(found.value);
  return err(no('Permission denied', { kind: 'NOPERM' }));
}

async function identifierOf(prepared: string, { session }: AccountContext): Promise<AclIdentifier | undefined> {
  if (prepared === ANYONE_NAME) return ANYONE;
  return (await session.services.directory.findAccount(prepared))?.id;
}

async function nameOf(identifier: AclIdentifier, { session }: AccountContext): Promise<string | undefined> {
  if (identifier === ANYONE) return ANYONE_NAME;
  return (await session.services.directory.account(identifier))?.address;
}

/** RFC 4314 §2: no server need have them. */
function noNegativeRights(): Outcome {
  return no('Rights can be given and taken away, but not forbidden', { kind: 'CANNOT' });
}

function ownerHasAll(): Outcome {
  return no('The owner has every right', { kind: 'CANNOT' });
}
