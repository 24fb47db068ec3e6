import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId } from '../../base/index.ts';
import type { ChangeNotice } from '../change.ts';
import { ALL_UIDS, type Operation } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, SYSTEM, stage } from './scene.ts';

const FLAGGED = { system: 4, keywords: [] };

export function commitSuite(open: OpenStore): void {
  const on = stage(open);

  describe('commits', () => {
    it(
      'take one modseq, which all their changes carry',
      on(async (scene) => {
        const append = await scene.appendOf(INBOX_ID);
        const receipt = await scene.commit([append, append, { kind: 'createMailbox', name: 'a' }]);
        assert.equal(receipt.modSeq, 2);
        const inbox = await scene.open(INBOX_ID);
        assert.deepEqual(
          [...inbox.entries()].map((entry) => entry.modSeq),
          [2, 2],
        );
        assert.equal((await scene.mailbox(mailboxId(2))).createdModSeq, 2);
        assert.equal(await scene.modSeq(), 2);
      }),
    );

    it(
      'that change nothing take none and tell nobody',
      on(async (scene) => {
        await scene.append(INBOX_ID, FLAGGED);
        await scene.run({ kind: 'subscribe', name: 'x', subscribed: true });
        await scene.run({ kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: Uint8Array.of(1) });
        await scene.grant(INBOX_ID, GUEST, 3);
        await scene.run({ kind: 'setQuota', storageMaxBytes: 10_000, messagesMax: 10 }, SYSTEM);
        const before = await scene.modSeq();
        const notices: ChangeNotice[] = [];
        scene.store.subscribe(OWNER, (notice) => notices.push(notice));
        const idle: readonly Operation[] = [
          { kind: 'storeFlags', mailbox: INBOX_ID, uids: ALL_UIDS, mode: 'add', flags: FLAGGED },
          { kind: 'storeFlags', mailbox: INBOX_ID, uids: [{ first: 7, last: 9 }], mode: 'remove', flags: FLAGGED },
          { kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: true },
          { kind: 'copy', from: INBOX_ID, uids: [], to: INBOX_ID },
          { kind: 'move', from: INBOX_ID, uids: [{ first: 5, last: 1 }], to: INBOX_ID },
          { kind: 'subscribe', name: 'x', subscribed: true },
          { kind: 'subscribe', name: 'y', subscribed: false },
          { kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: Uint8Array.of(1) },
          { kind: 'setProperty', target: { kind: 'account' }, name: 'q', value: null },
          { kind: 'setAcl', mailbox: INBOX_ID, identifier: GUEST, rights: 3 },
          { kind: 'alterMailbox', mailbox: INBOX_ID, role: 'inbox', seenState: 'shared' },
          { kind: 'claimRecent', mailbox: INBOX_ID },
        ];
        for (const operation of idle) {
          assert.equal((await scene.commit([operation])).modSeq, before, operation.kind);
        }
        const quota: Operation = { kind: 'setQuota', storageMaxBytes: 10_000, messagesMax: 10 };
        assert.equal((await scene.commit([quota], SYSTEM)).modSeq, before);
        assert.deepEqual(await scene.commit([]), { modSeq: before, results: [] });
        assert.equal(await scene.modSeq(), before);
        assert.deepEqual(notices, []);
      }),
    );

    it(
      'happen whole or not at all',
      on(async (scene) => {
        await scene.append(INBOX_ID, { system: 0, keywords: ['first'] });
        const append = await scene.appendOf(INBOX_ID, { system: 0, keywords: ['second'] });
        await scene.refused(
          [
            append,
            { kind: 'createMailbox', name: 'a/b' },
            { kind: 'subscribe', name: 'x', subscribed: true },
            { kind: 'storeFlags', mailbox: INBOX_ID, uids: ALL_UIDS, mode: 'replace', flags: FLAGGED },
            { kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: Uint8Array.of(1) },
            { kind: 'setAcl', mailbox: INBOX_ID, identifier: GUEST, rights: 3 },
            { kind: 'claimRecent', mailbox: INBOX_ID },
            { kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID },
            { kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false },
            { kind: 'renameMailbox', mailbox: INBOX_ID, name: 'c' },
            { kind: 'deleteMailbox', mailbox: mailboxId(99) },
          ],
          'notFound',
        );
        assert.deepEqual(await scene.names(), ['INBOX']);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: first']);
        const inbox = await scene.mailbox(INBOX_ID);
        assert.deepEqual([inbox.uidNext, inbox.recentUid, inbox.acl.size, inbox.counts.messages], [2, 1, 0, 1]);
        assert.deepEqual(await scene.store.subscriptions(OWNER, OWNER), { ok: true, value: [] });
        const tombstones = await scene.store.tombstones(OWNER, INBOX_ID, 0);
        assert.deepEqual(tombstones, { ok: true, value: { uids: new Uint32Array(0), complete: true } });
        const next = await scene.append(INBOX_ID);
        assert.deepEqual([next.uid, next.message, next.thread], [2, 2, 2], 'no number was used up');
        assert.equal(await scene.create('d'), 2);
      }),
    );

    it(
      'let a later operation see what an earlier one did',
      on(async (scene) => {
        const append = await scene.appendOf(INBOX_ID);
        const { results } = await scene.commit([
          append,
          { kind: 'storeFlags', mailbox: INBOX_ID, uids: ALL_UIDS, mode: 'add', flags: FLAGGED },
          { kind: 'move', from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID },
          { kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 1, last: 1 }], onlyDeleted: false },
        ]);
        assert.deepEqual(results[1], {
          kind: 'storeFlags',
          stored: Uint32Array.of(1),
          changed: Uint32Array.of(1),
          modified: new Uint32Array(0),
        });
        assert.deepEqual(results[3], { kind: 'expunge', uids: new Uint32Array(0) });
        assert.deepEqual(await scene.flags(INBOX_ID), ['2: Flagged']);
      }),
    );

    it(
      'made at once are numbered one after the other',
      on(async (scene) => {
        const append = await scene.appendOf(INBOX_ID);
        const receipts = await Promise.all(Array.from({ length: 20 }, () => scene.commit([append])));
        assert.deepEqual(
          receipts.map(({ modSeq }) => modSeq).sort((a, b) => a - b),
          Array.from({ length: 20 }, (_, index) => index + 2),
        );
        assert.deepEqual(
          await scene.uids(INBOX_ID),
          Array.from({ length: 20 }, (_, index) => index + 1),
        );
      }),
    );

    it(
      'are still there after the store was opened again',
      on(async (scene) => {
        const work = await scene.create('Work');
        await scene.append(INBOX_ID, { system: 1, keywords: ['$Junk'] }, { messageId: 'a@x' });
        await scene.append(INBOX_ID);
        await scene.commit([
          { kind: 'move', from: INBOX_ID, uids: [{ first: 1, last: 1 }], to: work },
          { kind: 'subscribe', name: 'Work', subscribed: true },
          { kind: 'setAcl', mailbox: work, identifier: GUEST, rights: 3 },
          { kind: 'setProperty', target: { kind: 'mailbox', mailbox: work }, name: 'p', value: Uint8Array.of(1, 2) },
          { kind: 'claimRecent', mailbox: INBOX_ID },
        ]);
        const before = [await scene.mailboxes(), await scene.flags(INBOX_ID), await scene.flags(work)];
        const state = await scene.store.account(OWNER);
        await scene.reopen();
        assert.deepEqual([await scene.mailboxes(), await scene.flags(INBOX_ID), await scene.flags(work)], before);
        assert.deepEqual(await scene.store.account(OWNER), state);
        const reply = await scene.append(work, FLAGGED, { references: ['a@x'], subject: 'Re: Hello' });
        assert.deepEqual([reply.uid, reply.message, reply.thread], [2, 3, 1]);
        const gone = await scene.store.tombstones(OWNER, INBOX_ID, 0);
        assert.deepEqual(gone, { ok: true, value: { uids: Uint32Array.of(1), complete: true } });
      }),
    );
  });

  describe('notices', () => {
    it(
      'come in order, once the commit can be read, and before it resolves',
      on(async (scene) => {
        const told: string[] = [];
        scene.store.subscribe(OWNER, ({ account, modSeq, mailboxes, mailboxList }) => {
          told.push(`${account} ${modSeq} [${[...mailboxes].sort().join(' ')}] ${mailboxList}`);
        });
        const append = await scene.appendOf(INBOX_ID);
        await scene.commit([append]);
        assert.deepEqual(told.splice(0), ['7 2 [1] false']);
        const work = await scene.create('Work');
        await scene.run({ kind: 'move', from: INBOX_ID, uids: ALL_UIDS, to: work });
        await scene.run({ kind: 'renameMailbox', mailbox: work, name: 'Play' });
        await scene.run({ kind: 'subscribe', name: 'Play', subscribed: true });
        await scene.grant(work, GUEST, 3);
        await scene.run({ kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: Uint8Array.of(1) });
        await scene.run({ kind: 'setQuota', storageMaxBytes: undefined, messagesMax: 9 }, SYSTEM);
        assert.deepEqual(told, [
          '7 3 [] true',
          '7 4 [1 2] false',
          '7 5 [] true',
          '7 6 [] true',
          '7 7 [] true',
          '7 8 [] false',
          '7 9 [] false',
        ]);
      }),
    );

    it(
      'reach every listener of the account and no other, until it stops',
      on(async (scene) => {
        const told: string[] = [];
        const stop = scene.store.subscribe(OWNER, () => told.push('a'));
        scene.store.subscribe(OWNER, () => {
          throw new Error('a listener in trouble');
        });
        scene.store.subscribe(OWNER, () => told.push('b'));
        scene.store.subscribe(GUEST, () => told.push('guest'));
        await scene.append(INBOX_ID);
        assert.deepEqual(told.splice(0).sort(), ['a', 'b']);
        stop();
        stop();
        await scene.append(INBOX_ID);
        assert.deepEqual(told, ['b']);
      }),
    );

    it(
      'keep their order when a listener commits',
      on(async (scene) => {
        const told: number[] = [];
        let inner: Promise<unknown> = Promise.resolve();
        scene.store.subscribe(OWNER, ({ modSeq }) => {
          if (modSeq === 2) inner = scene.commit([{ kind: 'createMailbox', name: 'inner' }]);
        });
        scene.store.subscribe(OWNER, ({ modSeq }) => told.push(modSeq));
        await scene.append(INBOX_ID);
        await inner;
        assert.deepEqual(told, [2, 3]);
      }),
    );
  });
}
