import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId } from '../../base/index.ts';
import type { StoreErrorCode } from '../error.ts';
import { NO_FLAGS } from '../flags.ts';
import { ALL_UIDS } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { INBOX_ID, OWNER, START_MS, stage } from './scene.ts';

export function mailboxSuite(open: OpenStore): void {
  const on = stage(open);

  describe('creating a mailbox', () => {
    it(
      'makes the parents that are missing, outermost first',
      on(async (scene) => {
        assert.equal(await scene.create('a/b/c'), 4);
        assert.deepEqual(await scene.names(), ['INBOX', 'a', 'a/b', 'a/b/c']);
        assert.deepEqual(
          (await scene.mailboxes()).map(({ id }) => id),
          [1, 2, 3, 4],
        );
      }),
    );

    const refusals: readonly [string, StoreErrorCode][] = [
      ['INBOX', 'exists'],
      ['inBoX', 'exists'],
      ['a', 'exists'],
      ['', 'limit'],
      ['/a', 'limit'],
      ['a/', 'limit'],
      ['a//b', 'limit'],
      ['a\u0000', 'limit'],
      ['a\u0085', 'limit'],
      ['\ud800', 'limit'],
      ['1/2/3/4', 'limit'],
      ['é'.repeat(11), 'limit'],
    ];
    it(
      'refuses names that are taken or cannot be',
      on(
        async (scene) => {
          await scene.create('a');
          for (const [name, code] of refusals) await scene.refused([{ kind: 'createMailbox', name }], code);
          await scene.create('inbox/x');
          await scene.create('cafe\u0301');
          assert.deepEqual(await scene.names(), ['INBOX', 'INBOX/x', 'a', 'caf\u00e9']);
          await scene.refused([{ kind: 'createMailbox', name: 'caf\u00e9' }], 'exists');
        },
        { limits: { mailboxDepthMax: 3, mailboxNameMaxBytes: 20 } },
      ),
    );

    it(
      'stops at the limit, parents counted',
      on(
        async (scene) => {
          await scene.create('a');
          await scene.refused([{ kind: 'createMailbox', name: 'b/c' }], 'limit');
          await scene.create('b');
          await scene.refused([{ kind: 'createMailbox', name: 'c' }], 'limit');
          await scene.refused([{ kind: 'renameMailbox', mailbox: INBOX_ID, name: 'd' }], 'limit');
          await scene.refused([{ kind: 'renameMailbox', mailbox: mailboxId(2), name: 'x/a' }], 'limit');
        },
        { limits: { mailboxesMax: 3 } },
      ),
    );

    it(
      'uses the separator of the store',
      on(
        async (scene) => {
          assert.equal(scene.store.separator, '.');
          await scene.create('a.b/c');
          assert.deepEqual(await scene.names(), ['INBOX', 'a', 'a.b/c']);
        },
        { separator: '.' },
      ),
    );

    it(
      'gives a uidvalidity that always grows',
      on(async (scene) => {
        const second = START_MS / 1000;
        const validityOf = async (name: string): Promise<number> =>
          (await scene.mailbox(await scene.create(name))).uidValidity;
        assert.equal(await validityOf('a'), second + 1);
        assert.equal(await validityOf('b'), second + 2);
        scene.clock.ms += 100_999;
        assert.equal(await validityOf('c'), second + 100);
        scene.clock.ms -= 1_000_000;
        assert.equal(await validityOf('d'), second + 101);
        const d = (await scene.mailboxes()).find(({ name }) => name === 'd')!;
        await scene.run({ kind: 'deleteMailbox', mailbox: d.id });
        assert.equal(await validityOf('d'), second + 102, 'a new mailbox of an old name is another');
      }),
    );
  });

  describe('roles', () => {
    it(
      'belong to one mailbox at a time',
      on(async (scene) => {
        const { mailbox: a } = await scene.run({ kind: 'createMailbox', name: 'a', role: 'sent' });
        const { mailbox: b } = await scene.run({ kind: 'createMailbox', name: 'b', role: 'sent' });
        assert.deepEqual([(await scene.mailbox(a)).role, (await scene.mailbox(b)).role], [undefined, 'sent']);
        const { modSeq } = await scene.commit([{ kind: 'alterMailbox', mailbox: a, role: 'sent' }]);
        assert.deepEqual([(await scene.mailbox(a)).role, (await scene.mailbox(b)).role], ['sent', undefined]);
        assert.equal((await scene.mailbox(a)).changedModSeq, modSeq);
        assert.equal((await scene.mailbox(b)).changedModSeq, modSeq);
        await scene.run({ kind: 'alterMailbox', mailbox: a, role: null });
        assert.equal((await scene.mailbox(a)).role, undefined);
      }),
    );
  });

  describe('renaming a mailbox', () => {
    it(
      'takes what is below along and keeps everything else',
      on(async (scene) => {
        await scene.create('a/b/c');
        await scene.create('ab');
        const { uid } = await scene.append(mailboxId(3));
        const before = await scene.mailbox(mailboxId(3));
        const { modSeq } = await scene.commit([{ kind: 'renameMailbox', mailbox: mailboxId(2), name: 'x/y' }]);
        assert.deepEqual(await scene.names(), ['INBOX', 'ab', 'x', 'x/y', 'x/y/b', 'x/y/b/c']);
        const after = await scene.mailbox(mailboxId(3));
        assert.deepEqual(after, { ...before, name: 'x/y/b', changedModSeq: modSeq });
        assert.deepEqual(await scene.uids(mailboxId(3)), [uid]);
      }),
    );

    it(
      'is refused where it cannot be',
      on(
        async (scene) => {
          await scene.create('a/b');
          await scene.create('c');
          const a = mailboxId(2);
          const table: readonly [string, StoreErrorCode][] = [
            ['a', 'exists'],
            ['c', 'exists'],
            ['inbox', 'exists'],
            ['a/x', 'limit'],
            ['a/b', 'exists'],
            ['', 'limit'],
            ['1/2/3', 'limit'],
            ['0123456789', 'limit'],
          ];
          for (const [name, code] of table) await scene.refused([{ kind: 'renameMailbox', mailbox: a, name }], code);
          await scene.refused([{ kind: 'renameMailbox', mailbox: mailboxId(77), name: 'z' }], 'notFound');
          assert.deepEqual(await scene.names(), ['INBOX', 'a', 'a/b', 'c']);
        },
        { limits: { mailboxDepthMax: 3, mailboxNameMaxBytes: 11 } },
      ),
    );

    it(
      'of INBOX moves its messages and leaves it there, empty',
      on(async (scene) => {
        await scene.create('INBOX/sub');
        const first = await scene.append(INBOX_ID, { system: 1, keywords: ['k'] });
        await scene.append(INBOX_ID);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 1, last: 1 }], onlyDeleted: false });
        await scene.append(INBOX_ID, { system: 4, keywords: ['k'] });
        await scene.run({ kind: 'renameMailbox', mailbox: INBOX_ID, name: 'old/mail' });
        assert.deepEqual(await scene.names(), ['INBOX', 'INBOX/sub', 'old', 'old/mail']);
        const inbox = await scene.mailbox(INBOX_ID);
        assert.deepEqual([inbox.counts.messages, inbox.uidNext, inbox.role], [0, 4, 'inbox']);
        const mail = (await scene.mailboxes()).find(({ name }) => name === 'old/mail')!;
        assert.deepEqual(await scene.flags(mail.id), ['1:', '2: Flagged k']);
        const ids = [...(await scene.open(mail.id)).entries()].map((entry) => entry.messageId);
        assert.deepEqual(ids, [first.message + 1, first.message + 2], 'a move keeps the message');
        const gone = await scene.store.tombstones(OWNER, INBOX_ID, 0);
        assert.deepEqual(gone.ok && [...gone.value.uids], [1, 2, 3]);
      }),
    );
  });

  describe('deleting a mailbox', () => {
    it(
      'takes its messages along, unless they lie elsewhere too',
      on(async (scene) => {
        const a = await scene.create('a');
        const lost = await scene.append(a);
        const kept = await scene.append(a);
        await scene.run({ kind: 'copy', from: a, uids: [{ first: kept.uid, last: kept.uid }], to: INBOX_ID });
        await scene.run({ kind: 'deleteMailbox', mailbox: a });
        assert.deepEqual(await scene.names(), ['INBOX']);
        const answers = [await scene.store.message(OWNER, lost.message), await scene.store.body(OWNER, lost.message)];
        for (const answer of answers) assert.equal(answer.ok ? 'ok' : answer.error.code, 'expunged');
        const record = await scene.store.message(OWNER, kept.message);
        assert.deepEqual(record.ok && record.value.places, [{ mailbox: INBOX_ID, uid: 1 }]);
        const opened = await scene.store.openMailbox(OWNER, a, OWNER);
        assert.equal(opened.ok ? 'ok' : opened.error.code, 'notFound');
        assert.equal(await scene.create('a'), 3, 'ids are not used again');
      }),
    );

    it(
      'is refused for INBOX and for one with children',
      on(async (scene) => {
        await scene.create('a/b');
        await scene.refused([{ kind: 'deleteMailbox', mailbox: INBOX_ID }], 'inUse');
        await scene.refused([{ kind: 'deleteMailbox', mailbox: mailboxId(2) }], 'inUse');
        await scene.refused([{ kind: 'deleteMailbox', mailbox: mailboxId(9) }], 'notFound');
        await scene.commit([
          { kind: 'deleteMailbox', mailbox: mailboxId(3) },
          { kind: 'deleteMailbox', mailbox: mailboxId(2) },
        ]);
        assert.deepEqual(await scene.names(), ['INBOX']);
      }),
    );
  });

  describe('subscriptions', () => {
    it(
      'are names, whether a mailbox of that name is there or not',
      on(
        async (scene) => {
          await scene.create('b');
          for (const name of ['b', 'a/gone', 'inbox']) await scene.run({ kind: 'subscribe', name, subscribed: true });
          const names = await scene.store.subscriptions(OWNER, OWNER);
          assert.deepEqual(names, { ok: true, value: ['INBOX', 'a/gone', 'b'] });
          await scene.run({ kind: 'renameMailbox', mailbox: mailboxId(2), name: 'c' });
          assert.equal((await scene.mailbox(mailboxId(2))).subscribed, false);
          assert.equal((await scene.mailbox(INBOX_ID)).subscribed, true);
          await scene.refused([{ kind: 'subscribe', name: 'd', subscribed: true }], 'limit');
          await scene.run({ kind: 'subscribe', name: 'a/gone', subscribed: false });
          await scene.run({ kind: 'subscribe', name: 'd', subscribed: true });
          await scene.refused([{ kind: 'subscribe', name: 'a//', subscribed: true }], 'limit');
        },
        { limits: { subscriptionsMax: 3 } },
      ),
    );
  });

  describe('recent messages', () => {
    it(
      'are claimed by one session each',
      on(async (scene) => {
        await scene.append(INBOX_ID);
        const claim = async (): Promise<readonly number[]> => {
          const { firstRecentUid, endRecentUid } = await scene.run({ kind: 'claimRecent', mailbox: INBOX_ID });
          return [firstRecentUid, endRecentUid];
        };
        assert.deepEqual(await claim(), [1, 2]);
        assert.deepEqual(await claim(), [2, 2]);
        await scene.append(INBOX_ID, NO_FLAGS);
        await scene.run({ kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID });
        assert.equal((await scene.mailbox(INBOX_ID)).recentUid, 2);
        assert.deepEqual(await claim(), [2, 5]);
        assert.deepEqual(await claim(), [5, 5]);
        await scene.refused([{ kind: 'claimRecent', mailbox: mailboxId(9) }], 'notFound');
      }),
    );
  });
}
