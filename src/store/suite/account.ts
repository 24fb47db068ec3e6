import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountId, mailboxId, messageId, modSeq } from '../../base/index.ts';
import { ALL_UIDS } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, START_MS, STRANGER, SYSTEM, stage } from './scene.ts';

export function accountSuite(open: OpenStore): void {
  const on = stage(open);
  const nobody = accountId(99);

  describe('accounts', () => {
    it(
      'are made once, with INBOX first',
      on(
        async (scene) => {
          const made = await scene.store.ensureAccount(OWNER, [{ name: 'Later' }]);
          assert.ok(made.ok);
          const mailboxes = await scene.mailboxes();
          assert.deepEqual(
            mailboxes.map(({ id, name, role }) => [id, name, role]),
            [
              [1, 'INBOX', 'inbox'],
              [3, 'Work', undefined],
              [4, 'Work/2026', 'archive'],
              [2, 'sent', 'sent'],
            ],
          );
          const inbox = mailboxes[0]!;
          assert.equal(inbox.uidValidity, START_MS / 1000);
          assert.deepEqual(inbox.counts, { messages: 0, unseen: 0, deleted: 0, sizeBytes: 0 });
          assert.deepEqual([inbox.uidNext, inbox.recentUid, inbox.highestModSeq, inbox.createdModSeq], [1, 1, 1, 1]);
          const state = await scene.store.account(OWNER);
          assert.deepEqual(state, {
            ok: true,
            value: {
              modSeq: 1,
              quota: { storageMaxBytes: undefined, messagesMax: undefined, storageBytes: 0, messages: 0 },
            },
          });
        },
        {},
        [{ name: 'sent', role: 'sent' }, { name: 'inbox' }, { name: 'Work/2026', role: 'archive' }, { name: 'Work' }],
      ),
    );

    it(
      'that are not there are notFound in every verb',
      on(async ({ store }) => {
        const missing = [
          store.account(nobody),
          store.commit(nobody, SYSTEM, []),
          store.mailboxes(nobody, SYSTEM),
          store.subscriptions(nobody, SYSTEM),
          store.openMailbox(nobody, INBOX_ID, SYSTEM),
          store.tombstones(nobody, INBOX_ID, 0),
          store.message(nobody, messageId(1)),
          store.body(nobody, messageId(1)),
          store.properties(nobody, { kind: 'account' }),
          store.changes(nobody, modSeq(0), 10),
          store.removeAccount(nobody),
        ];
        for (const answer of await Promise.all(missing)) {
          assert.equal(answer.ok ? 'ok' : answer.error.code, 'notFound');
        }
        assert.deepEqual(await store.sharedWith(nobody), []);
      }),
    );

    it(
      'go with everything in them, and leave the others alone',
      on(async (scene) => {
        const { message } = await scene.append(INBOX_ID);
        await scene.grant(INBOX_ID, GUEST, 3);
        await scene.commit(
          [{ kind: 'copy', fromAccount: OWNER, from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID }],
          GUEST,
          GUEST,
        );
        assert.ok((await scene.store.removeAccount(OWNER)).ok);
        assert.equal((await scene.store.account(OWNER)).ok, false);
        assert.equal((await scene.store.body(OWNER, message)).ok, false);
        assert.deepEqual(await scene.store.sharedWith(GUEST), []);
        const kept = await scene.store.body(GUEST, messageId(1));
        assert.ok(kept.ok);
        assert.match(new TextDecoder().decode(await kept.value.read(0, 5)), /^From:/);
      }),
    );

    it(
      'that go tell those who listen',
      on(async ({ store }) => {
        const heard: boolean[] = [];
        store.subscribe(OWNER, (notice) => heard.push(notice.mailboxList));
        store.subscribe(GUEST, () => assert.fail('of another account'));
        assert.ok((await store.removeAccount(OWNER)).ok);
        assert.deepEqual(heard, [true]);
        assert.ok((await store.ensureAccount(OWNER)).ok);
      }),
    );

    it(
      'have numbers of their own',
      on(async (scene) => {
        await scene.append(INBOX_ID);
        const other = await scene.run(await scene.appendOf(INBOX_ID), STRANGER, STRANGER);
        assert.deepEqual([other.message, other.thread, other.uid], [1, 1, 1]);
        assert.equal(await scene.modSeq(GUEST), 1);
      }),
    );

    it(
      'answer unavailable once the store is closed',
      on(async ({ store }) => {
        await store.close();
        const closed = [
          store.ensureAccount(nobody),
          store.removeAccount(OWNER),
          store.account(OWNER),
          store.commit(OWNER, OWNER, [{ kind: 'createMailbox', name: 'x' }]),
          store.mailboxes(OWNER, OWNER),
          store.subscriptions(OWNER, OWNER),
          store.openMailbox(OWNER, mailboxId(1), OWNER),
          store.tombstones(OWNER, mailboxId(1), 0),
          store.message(OWNER, messageId(1)),
          store.body(OWNER, messageId(1)),
          store.properties(OWNER, { kind: 'account' }),
          store.changes(OWNER, modSeq(0), 10),
        ];
        for (const answer of await Promise.all(closed)) {
          assert.equal(answer.ok ? 'ok' : answer.error.code, 'unavailable');
        }
      }),
    );
  });
}
