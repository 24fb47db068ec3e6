import fc from 'fast-check';
import { ALL_RIGHTS, parseRights } from '../../acl.ts';
import type { Flags } from '../../flags.ts';
import type { MailboxRole } from '../../mailbox.ts';
import { ALL_UIDS, type UidRange } from '../../operation.ts';
import type { Query } from '../../query.ts';
import { START_MS } from '../scene.ts';
import type { Person, Plan, PlannedActor, PlannedOperation, PlannedTarget, Step } from './plan.ts';
import { SAMPLES } from './pool.ts';

const DAY = Math.floor(START_MS / 86_400_000);

/** Mostly the first account, so that much happens in one place. */
const person = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Person>(0) },
  { weight: 1, arbitrary: fc.constantFrom<Person>(1, 2) },
);
const actor = fc.oneof(
  { weight: 4, arbitrary: fc.constant<PlannedActor>('owner') },
  { weight: 3, arbitrary: fc.constantFrom<PlannedActor>(1, 1, 1, 2, 0, 'system') },
);
/** INBOX and the first few are likely to be there; 0 and 9 hardly ever are. */
const mailbox = fc.oneof(
  { weight: 8, arbitrary: fc.constant(1) },
  { weight: 6, arbitrary: fc.constantFrom(2, 3) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }) },
);
const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'a/b', 'a/b/c', 'b/x', 'c/d', 'INBOX/s', 'Z') },
  { weight: 1, arbitrary: fc.constantFrom('inbox', 'INBOX', 'a/', '', 'a//b', 'a\u0007', 'e\u0301', 'x'.repeat(99)) },
);
const role = fc.constantFrom<MailboxRole>('sent', 'trash', 'inbox');
const rights = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('lrswipkxtea', 'lrswipkxtea', 'lrswite', 'lrsi', 'lrs', 'lr', 'lrwk', 'l', ''),
  },
  { weight: 1, arbitrary: fc.constant('all') },
);
const mask = fc.oneof(
  { weight: 5, arbitrary: rights.map((letters) => (letters === 'all' ? ALL_RIGHTS : parseRights(letters)!)) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4095 }) },
);

const range: fc.Arbitrary<UidRange> = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: -1, max: 8 }))
  .map(([first, length]) => ({ first, last: first + length }));
const uids = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ALL_UIDS) },
  { weight: 5, arbitrary: fc.array(range, { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<readonly UidRange[]>([], [{ first: 500, last: 530 }], [{ first: 9, last: 2 }]),
  },
);

const keywords = fc.array(fc.constantFrom('k', 'K', '$Junk', 'zed', 'Later'), { maxLength: 2 });
const flags: fc.Arbitrary<Flags> = fc.record({
  system: fc.oneof(fc.constantFrom(0, 1, 4, 8), fc.integer({ min: 0, max: 31 })),
  keywords,
});

const target: fc.Arbitrary<PlannedTarget> = fc.oneof(
  fc.constant({ kind: 'account' } as const),
  mailbox.map((id) => ({ kind: 'mailbox', mailbox: id }) as const),
  fc.integer({ min: 0, max: 9 }).map((id) => ({ kind: 'message', message: id }) as const),
);

const operation: fc.Arbitrary<PlannedOperation> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        kind: fc.constant('append' as const),
        mailbox,
        sample: fc.nat({ max: SAMPLES.length - 1 }),
        flags,
        internalDate: fc.integer({ min: -3, max: 3 }).map((days) => START_MS + days * 43_200_000),
        properties: fc.array(
          fc.record({ name: fc.constantFrom('p', 'q', 'r'), value: fc.array(fc.nat({ max: 255 }), { maxLength: 2 }) }),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: ['kind', 'mailbox', 'sample', 'flags', 'internalDate'] },
    ),
  },
  {
    weight: 8,
    arbitrary: fc.record(
      {
        kind: fc.constant('storeFlags' as const),
        mailbox,
        uids,
        mode: fc.constantFrom('add', 'remove', 'replace'),
        flags,
        unchangedBack: fc.nat({ max: 6 }),
      },
      { requiredKeys: ['kind', 'mailbox', 'uids', 'mode', 'flags'] },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      {
        kind: fc.constant('copy' as const),
        fromAccount: fc.constantFrom<Person>(0, 1, 2),
        from: mailbox,
        uids,
        to: mailbox,
      },
      { requiredKeys: ['kind', 'from', 'uids', 'to'] },
    ),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('move' as const), from: mailbox, uids, to: mailbox }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('expunge' as const), mailbox, uids, onlyDeleted: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record(
      { kind: fc.constant('createMailbox' as const), name, role },
      { requiredKeys: ['kind', 'name'] },
    ),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('renameMailbox' as const), mailbox, name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deleteMailbox' as const), mailbox }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: fc.constant('alterMailbox' as const),
        mailbox,
        role: fc.oneof(role, fc.constant(null)),
        seenState: fc.constantFrom('perUser', 'perUser', 'shared'),
      },
      { requiredKeys: ['kind', 'mailbox'] },
    ),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), name, subscribed: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('setAcl' as const),
      mailbox,
      identifier: fc.constantFrom<Person | 'anyone'>(1, 2, 0, 'anyone'),
      rights: mask,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('setQuota' as const),
      storageMaxBytes: fc.constantFrom(undefined, 1_000, 5_000),
      messagesMax: fc.constantFrom(undefined, 3, 20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('setProperty' as const),
      target,
      name: fc.constantFrom('p', 'q', 'r'),
      value: fc.oneof(fc.constant(null), fc.array(fc.nat({ max: 255 }), { maxLength: 2 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('claimRecent' as const), mailbox }) },
  {
    weight: 2,
    arbitrary: fc.record(
      {
        kind: fc.constant('adoptUids' as const),
        mailbox,
        uidValidity: fc.constantFrom(1, 1_000, 1_000, 1_700_000_000, 1_900_000_000, 0, 0xffffffff, 1.5),
        uidNext: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.constantFrom(600, 0x1_0000_0000)),
      },
      { requiredKeys: ['kind', 'mailbox'] },
    ),
  },
);

const day = fc.integer({ min: DAY - 2, max: DAY + 2 });
const leaf: fc.Arbitrary<Query> = fc.oneof(
  fc.constant({ kind: 'all' } as const),
  uids.map((ranges) => ({ kind: 'uids', ranges }) as const),
  fc.constantFrom(0, 1, 4, 9).map((bits) => ({ kind: 'flag', mask: bits }) as const),
  fc.constantFrom('k', 'K', 'later', 'none').map((keyword) => ({ kind: 'keyword', name: keyword }) as const),
  fc.nat({ max: 20 }).map((atLeast) => ({ kind: 'modSeq', atLeast }) as const),
  fc.record({ kind: fc.constantFrom('larger', 'smaller'), sizeBytes: fc.constantFrom(0, 250, 320, 900) }),
  fc.record({
    kind: fc.constant('date' as const),
    of: fc.constantFrom('internal', 'sent', 'saved'),
    relation: fc.constantFrom('before', 'on', 'since'),
    day,
  }),
  fc.record({
    kind: fc.constant('header' as const),
    name: fc.constantFrom('Subject', 'from', 'Message-ID', 'x-none'),
    contains: fc.constantFrom('', 'hello', 'ADA', 'm1@x'),
  }),
  fc.record({ kind: fc.constantFrom('body', 'text'), contains: fc.constantFrom('', 'text', 'ADA', 'zzz', 'over the') }),
);
const query = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'query' },
    leaf,
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      of: fc.array(tie('query'), { maxLength: 3, depthIdentifier: 'query' }),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('query') }),
  ),
})).query;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 50,
    arbitrary: fc.record({
      step: fc.constant('commit' as const),
      account: person,
      actor,
      operations: fc.oneof(
        { weight: 3, arbitrary: operation.map((one) => [one]) },
        { weight: 1, arbitrary: fc.array(operation, { minLength: 2, maxLength: 4 }) },
      ),
    }),
  },
  {
    weight: 1,
    // Now and then past the end of a chunk and of a page.
    arbitrary: fc.record({
      step: fc.constant('fill' as const),
      account: person,
      mailbox,
      count: fc.constantFrom(3, 3, 3, 3, 3, 70, 70, 520),
    }),
  },
  { weight: 3, arbitrary: fc.record({ step: fc.constant('keep' as const), account: person, mailbox, viewer: actor }) },
  {
    weight: 4,
    arbitrary: fc.record({
      step: fc.constant('changes' as const),
      account: person,
      back: fc.nat({ max: 15 }),
      limit: fc.integer({ min: 0, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant('tombstones' as const),
      account: person,
      mailbox,
      back: fc.nat({ max: 15 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ step: fc.constant('search' as const), account: person, mailbox, viewer: actor, query }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('metadata' as const), account: person, mailbox, viewer: actor, uids }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('wait' as const), ms: fc.constantFrom(1, 999, 100_000_000) }) },
  { weight: 1, arbitrary: fc.constant({ step: 'reopen' } as const) },
);

/** Half of the plans begin in an account that is already shared, so that guests get somewhere. */
const sharedStart: fc.Arbitrary<readonly Step[]> = fc
  .tuple(mask, mask, fc.constantFrom('perUser', 'shared'), fc.constantFrom(3, 8))
  .map(([ofOne, ofAnyone, seenState, count]) => [
    {
      step: 'commit',
      account: 0,
      actor: 'owner',
      operations: [
        { kind: 'setAcl', mailbox: 1, identifier: 1, rights: ALL_RIGHTS },
        { kind: 'setAcl', mailbox: 1, identifier: 'anyone', rights: ofAnyone },
        { kind: 'createMailbox', name: 'a/b' },
        { kind: 'setAcl', mailbox: 2, identifier: 1, rights: ofOne },
        { kind: 'alterMailbox', mailbox: 1, seenState },
      ],
    },
    { step: 'fill', account: 0, mailbox: 1, count },
  ]);

export const plans: fc.Arbitrary<Plan> = fc.record({
  limits: fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ tombstonesMax: 5, propertiesPerTargetMax: 2 }) },
    { weight: 1, arbitrary: fc.constant({ mailboxesMax: 4, mailboxDepthMax: 3, keywordsPerMessageMax: 2 }) },
  ),
  steps: fc
    .tuple(
      fc.oneof(fc.constant<readonly Step[]>([]), sharedStart),
      fc.array(step, { minLength: 1, maxLength: 50, size: 'max' }),
    )
    .map(([start, rest]) => [...start, ...rest]),
});
