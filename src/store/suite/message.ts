import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountId, type MailboxId, mailboxId, messageId } from '../../base/index.ts';
import type { FlagChangeMode, Flags } from '../flags.ts';
import { ALL_UIDS, type StoreFlags } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { sample } from './sample.ts';
import { GUEST, INBOX_ID, OWNER, only, START_MS, SYSTEM, stage } from './scene.ts';

const none: Flags = { system: 0, keywords: [] };

export function messageSuite(open: OpenStore): void {
  const on = stage(open);

  describe('appending', () => {
    it(
      'gives the bodies of messages at equal places',
      on(async (scene) => {
        for (let i = 0; i < 10; i++) await scene.append(INBOX_ID, { system: 0, keywords: [] });
        const read = async (...ids: number[]): Promise<unknown> => {
          const bodies = await scene.store.bodies(OWNER, ids.map(messageId));
          if (!bodies.ok) return bodies.error.code;
          return Promise.all(bodies.value.map((body) => body?.read(0, body.sizeBytes)));
        };
        const one = async (id: number): Promise<unknown> => {
          const body = await scene.store.body(OWNER, messageId(id));
          return body.ok ? body.value.read(0, body.value.sizeBytes) : undefined;
        };
        assert.deepEqual(await read(), []);
        assert.deepEqual(await read(10, 1, 99, 1), [await one(10), await one(1), undefined, await one(1)]);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 2, last: 2 }], onlyDeleted: false });
        assert.deepEqual(await read(1, 2, 3), [await one(1), undefined, await one(3)]);
        assert.notEqual(await one(3), undefined);
        const nobody = await scene.store.bodies(accountId(99), [messageId(1)]);
        assert.equal(nobody.ok ? '' : nobody.error.code, 'notFound');
      }),
    );

    it(
      'keeps every octet, the flags and the dates',
      on(async (scene) => {
        scene.clock.ms += 5_000;
        const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
        const writer = scene.store.stageBody();
        for (let at = 0; at < bytes.length; at += 999) await writer.write(bytes.slice(at, at + 999));
        const body = await writer.finish();
        assert.equal(body.sizeBytes, bytes.length);
        const { summary } = sample();
        const flags = { system: 5, keywords: ['b', '$A', 'B'] };
        const internalDate = START_MS - 12_345;
        const appended = await scene.run({ kind: 'append', mailbox: INBOX_ID, body, summary, flags, internalDate });
        body.release();
        const inbox = await scene.open(INBOX_ID);
        assert.deepEqual(inbox.at(1), {
          uid: 1,
          flags: inbox.at(1)!.flags,
          modSeq: 2,
          messageId: 1,
          sizeBytes: bytes.length,
          internalDate,
          saveDate: START_MS + 5_000,
        });
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: Seen Flagged $A b']);
        assert.deepEqual(inbox.mailbox.counts, { messages: 1, unseen: 0, deleted: 0, sizeBytes: bytes.length });
        assert.equal(appended.uidValidity, inbox.mailbox.uidValidity);
        const stored = await scene.store.body(OWNER, appended.message);
        assert.ok(stored.ok);
        assert.equal(stored.value.sizeBytes, bytes.length);
        assert.deepEqual(new Uint8Array(await stored.value.read(0, bytes.length)), bytes);
        assert.deepEqual(new Uint8Array(await stored.value.read(69_990, 99_999)), bytes.slice(69_990));
        assert.equal((await stored.value.read(70_000, 70_001)).length, 0);
        assert.equal((await stored.value.read(5, 5)).length, 0);
      }),
    );

    it(
      'shares one staged body between commits and accounts',
      on(async (scene) => {
        const append = await scene.appendOf(INBOX_ID);
        await scene.commit([append, append]);
        await scene.commit([append], GUEST, GUEST);
        append.body.release();
        for (const [account, message] of [
          [OWNER, 1],
          [OWNER, 2],
          [GUEST, 1],
        ] as const) {
          const body = await scene.store.body(account, messageId(message));
          assert.ok(body.ok);
          assert.deepEqual(new Uint8Array(await body.value.read(0, 1e6)), sample().bytes);
        }
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        assert.equal((await scene.store.body(GUEST, messageId(1))).ok, true);
      }),
    );

    it(
      'keeps a staged body what it is, whatever came and went in between',
      on(async (scene) => {
        const first = await scene.appendOf(INBOX_ID);
        await scene.commit([first]);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        await scene.append(INBOX_ID, none, { text: 'another' });
        const { message } = await scene.run(first);
        const body = await scene.store.body(OWNER, message);
        assert.deepEqual(body.ok && new Uint8Array(await body.value.read(0, 1e6)), sample().bytes);
      }),
    );

    it(
      'shows nothing of a body that was staged and given up',
      on(async (scene) => {
        const writer = scene.store.stageBody(10);
        await writer.write(Uint8Array.of(1, 2, 3));
        writer.discard();
        const staged = await scene.appendOf(INBOX_ID);
        staged.body.release();
        assert.equal((await scene.store.message(OWNER, messageId(1))).ok, false);
        assert.equal(await scene.modSeq(), 1);
      }),
    );

    it(
      'is refused past the limits',
      on(
        async (scene) => {
          const short = { text: '' };
          await scene.refused([await scene.appendOf(INBOX_ID, none, { text: 'x'.repeat(999) })], 'limit');
          await scene.refused(
            [await scene.appendOf(INBOX_ID, { system: 0, keywords: ['a', 'b', 'c'] }, short)],
            'limit',
          );
          await scene.refused([await scene.appendOf(INBOX_ID, { system: 0, keywords: ['12345'] }, short)], 'limit');
          await scene.append(INBOX_ID, { system: 0, keywords: ['a', 'b', 'A'] }, short);
          await scene.append(INBOX_ID, { system: 0, keywords: ['c'] }, short);
          await scene.refused([await scene.appendOf(INBOX_ID, { system: 0, keywords: ['d'] }, short)], 'limit');
          await scene.append(INBOX_ID, { system: 0, keywords: ['C'] }, short);
          assert.deepEqual(await scene.flags(INBOX_ID), ['1: a b', '2: c', '3: c']);
        },
        { limits: { messageMaxBytes: 500, keywordsPerMessageMax: 2, keywordMaxBytes: 4, keywordSetsMax: 2 } },
      ),
    );
  });

  describe('storing flags', () => {
    const table: readonly [FlagChangeMode, Flags, string, boolean][] = [
      ['add', { system: 2, keywords: [] }, 'Seen Answered Flagged blue Red', true],
      ['add', { system: 1, keywords: ['RED'] }, 'Seen Flagged blue Red', false],
      ['add', { system: 0, keywords: ['green', 'GREEN'] }, 'Seen Flagged blue green Red', true],
      ['remove', { system: 1, keywords: ['red', 'nothing'] }, 'Flagged blue', true],
      ['remove', { system: 2, keywords: ['green'] }, 'Seen Flagged blue Red', false],
      ['replace', { system: 16, keywords: ['blue'] }, 'Draft blue', true],
      ['replace', { system: 5, keywords: ['BLUE', 'red'] }, 'Seen Flagged blue Red', false],
      ['replace', none, '', true],
    ];
    it(
      'adds, removes and replaces, and marks only what came out different',
      on(async (scene) => {
        for (const [mode, flags, expected, changes] of table) {
          const { uid } = await scene.append(INBOX_ID, { system: 5, keywords: ['Red', 'blue'] });
          const before = await scene.modSeq();
          const operation: StoreFlags = { kind: 'storeFlags', mailbox: INBOX_ID, uids: only(uid), mode, flags };
          const result = await scene.run(operation);
          const label = `${mode} ${flags.system} ${flags.keywords.join(' ')}`;
          assert.deepEqual([...result.stored], [uid], label);
          assert.deepEqual([...result.changed], changes ? [uid] : [], label);
          assert.equal(await scene.modSeq(), changes ? before + 1 : before, label);
          assert.equal((await scene.flags(INBOX_ID)).at(-1), `${uid}: ${expected}`.trim(), label);
          assert.equal((await scene.open(INBOX_ID)).find(uid)!.modSeq, changes ? before + 1 : before, label);
        }
      }),
    );

    it(
      'passes over uids that are not there, in any order of ranges',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 6);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: only(3), onlyDeleted: false });
        const uids = [
          { first: 5, last: 4_294_967_295 },
          { first: 3, last: 5 },
          { first: 2, last: 1 },
          { first: 6, last: 6 },
          { first: 1, last: 1 },
        ];
        const flags = { system: 4, keywords: [] };
        const result = await scene.run({ kind: 'storeFlags', mailbox: INBOX_ID, uids, mode: 'add', flags });
        assert.deepEqual([...result.stored], [1, 4, 5, 6]);
        assert.deepEqual([...result.changed], [1, 4, 5, 6]);
        const counts = (await scene.mailbox(INBOX_ID)).counts;
        assert.deepEqual([counts.messages, counts.unseen, counts.deleted], [5, 5, 0]);
      }),
    );

    it(
      'leaves entries alone that changed since',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 3);
        const { modSeq } = await scene.commit([
          { kind: 'storeFlags', mailbox: INBOX_ID, uids: only(2), mode: 'add', flags: { system: 4, keywords: [] } },
        ]);
        const change: StoreFlags = {
          kind: 'storeFlags',
          mailbox: INBOX_ID,
          uids: ALL_UIDS,
          mode: 'add',
          flags: { system: 1, keywords: [] },
          unchangedSince: modSeq - 1,
        };
        const result = await scene.run(change);
        assert.deepEqual([[...result.stored], [...result.changed], [...result.modified]], [[1, 3], [1, 3], [2]]);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: Seen', '2: Flagged', '3: Seen']);
        const none = await scene.run({ ...change, unchangedSince: 0 });
        assert.deepEqual([...none.modified], [1, 2, 3]);
        const all = await scene.run({ ...change, unchangedSince: await scene.modSeq() });
        assert.deepEqual([[...all.stored], [...all.changed]], [[1, 2, 3], [2]]);
      }),
    );
  });

  describe('copying', () => {
    it(
      'keeps the message, its flags and its date, under a new uid',
      on(async (scene) => {
        const to = await scene.create('to');
        await scene.append(INBOX_ID, { system: 3, keywords: ['k'] });
        await scene.append(INBOX_ID);
        await scene.append(to);
        scene.clock.ms += 60_000;
        const copied = await scene.run({ kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to });
        assert.deepEqual(
          [[...copied.fromUids], [...copied.toUids]],
          [
            [1, 2],
            [2, 3],
          ],
        );
        assert.equal(copied.uidValidity, (await scene.mailbox(to)).uidValidity);
        assert.deepEqual(await scene.flags(to), ['1:', '2: Seen Answered k', '3:']);
        const entry = (await scene.open(to)).find(2)!;
        assert.deepEqual([entry.messageId, entry.internalDate, entry.saveDate], [1, START_MS, START_MS + 60_000]);
        const record = await scene.store.message(OWNER, messageId(1));
        assert.deepEqual(record.ok && record.value.places, [
          { mailbox: INBOX_ID, uid: 1 },
          { mailbox: to, uid: 2 },
        ]);
        const own = await scene.run({ kind: 'copy', from: to, uids: only(3, 77), to });
        assert.deepEqual([[...own.fromUids], [...own.toUids]], [[3], [4]]);
      }),
    );

    it(
      'from another account makes a message of its own',
      on(async (scene) => {
        await scene.append(INBOX_ID, { system: 1, keywords: ['k'] }, { messageId: 'a@x' });
        await scene.run(await scene.appendOf(INBOX_ID, none, { messageId: 'z@x' }), GUEST, GUEST);
        await scene.run(await scene.appendOf(INBOX_ID, none, { messageId: 'b@x', references: ['a@x'] }), GUEST, GUEST);
        const copy = { kind: 'copy', fromAccount: OWNER, from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID } as const;
        await scene.refused([copy], 'notFound', GUEST, GUEST);
        await scene.grant(INBOX_ID, GUEST, 1);
        await scene.refused([copy], 'noPermission', GUEST, GUEST);
        await scene.grant(INBOX_ID, GUEST, 3);
        const copied = await scene.run(copy, GUEST, GUEST);
        assert.deepEqual([[...copied.fromUids], [...copied.toUids]], [[1], [3]]);
        const record = await scene.store.message(GUEST, messageId(3));
        assert.deepEqual(record.ok && [record.value.thread, record.value.createdModSeq], [2, 4]);
        assert.equal(await scene.modSeq(OWNER), 4, 'the other account did not change');
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        const body = await scene.store.body(GUEST, messageId(3));
        assert.deepEqual(body.ok && new Uint8Array(await body.value.read(0, 1e6)), sample({ messageId: 'a@x' }).bytes);
      }),
    );
  });

  describe('moving', () => {
    it(
      'keeps the message, and leaves tombstones',
      on(async (scene) => {
        const to = await scene.create('to');
        await scene.fill(INBOX_ID, 3);
        const { modSeq, results } = await scene.commit([{ kind: 'move', from: INBOX_ID, uids: only(1, 3), to }]);
        assert.deepEqual(results[0]!.kind === 'move' && [[...results[0]!.fromUids], [...results[0]!.toUids]], [
          [1, 3],
          [1, 2],
        ]);
        assert.deepEqual(await scene.uids(INBOX_ID), [2]);
        assert.deepEqual(
          [...(await scene.open(to)).entries()].map((entry) => [entry.messageId, entry.modSeq]),
          [
            [1, modSeq],
            [3, modSeq],
          ],
        );
        const gone = await scene.store.tombstones(OWNER, INBOX_ID, modSeq - 1);
        assert.deepEqual(gone.ok && [...gone.value.uids], [1, 3]);
        assert.equal((await scene.mailbox(INBOX_ID)).highestModSeq, modSeq);
        const record = await scene.store.message(OWNER, messageId(1));
        assert.deepEqual(record.ok && record.value.places, [{ mailbox: to, uid: 1 }]);
      }),
    );

    it(
      'into the same mailbox gives new uids',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 3);
        await scene.run({ kind: 'move', from: INBOX_ID, uids: only(2), to: INBOX_ID });
        assert.deepEqual(await scene.uids(INBOX_ID), [1, 3, 4]);
        assert.equal((await scene.open(INBOX_ID)).find(4)!.messageId, 2);
      }),
    );
  });

  describe('expunging', () => {
    it(
      'takes entries and never gives their uids again',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 4);
        await scene.run({
          kind: 'storeFlags',
          mailbox: INBOX_ID,
          uids: only(2, 4),
          mode: 'add',
          flags: { system: 8, keywords: [] },
        });
        assert.equal((await scene.mailbox(INBOX_ID)).counts.deleted, 2);
        const expunge = (uids: readonly number[], onlyDeleted: boolean, mailbox: MailboxId = INBOX_ID) =>
          scene.run({ kind: 'expunge', mailbox, uids: only(...uids), onlyDeleted });
        assert.deepEqual([...(await expunge([1, 2, 3], true)).uids], [2]);
        assert.deepEqual([...(await expunge([2, 3, 9], false)).uids], [3]);
        assert.deepEqual([...(await expunge([4], false)).uids], [4]);
        assert.deepEqual(await scene.uids(INBOX_ID), [1]);
        assert.equal((await scene.append(INBOX_ID)).uid, 5);
        await expunge([1, 5], false);
        const inbox = await scene.mailbox(INBOX_ID);
        assert.deepEqual([inbox.uidNext, inbox.counts.messages, inbox.counts.sizeBytes], [6, 0, 0]);
        await scene.reopen();
        assert.equal((await scene.append(INBOX_ID)).uid, 6);
        await scene.refused(
          [{ kind: 'expunge', mailbox: mailboxId(5), uids: ALL_UIDS, onlyDeleted: true }],
          'notFound',
        );
      }),
    );

    it(
      'destroys a message with its last entry, and its properties',
      on(async (scene) => {
        const to = await scene.create('to');
        const { message } = await scene.append(INBOX_ID);
        const target = { kind: 'message', message } as const;
        await scene.run({ kind: 'setProperty', target, name: 'p', value: Uint8Array.of(1) });
        await scene.run({ kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to });
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        assert.equal((await scene.store.properties(OWNER, target)).ok, true);
        await scene.run({ kind: 'expunge', mailbox: to, uids: ALL_UIDS, onlyDeleted: false });
        const answers = [
          await scene.store.message(OWNER, message),
          await scene.store.body(OWNER, message),
          await scene.store.properties(OWNER, target),
        ];
        for (const answer of answers) assert.equal(answer.ok ? 'ok' : answer.error.code, 'expunged');
        const never = await scene.store.message(OWNER, messageId(2));
        assert.equal(never.ok ? 'ok' : never.error.code, 'notFound');
      }),
    );
  });

  describe('quotas', () => {
    it(
      'count every entry, and refuse what would pass them',
      on(async (scene) => {
        const size = sample().bytes.length;
        const to = await scene.create('to');
        await scene.run({ kind: 'setQuota', storageMaxBytes: 3 * size, messagesMax: undefined }, SYSTEM);
        await scene.refused([{ kind: 'setQuota', storageMaxBytes: undefined, messagesMax: undefined }], 'noPermission');
        await scene.fill(INBOX_ID, 2);
        await scene.refused([{ kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to }], 'overQuota');
        await scene.run({ kind: 'copy', from: INBOX_ID, uids: only(1), to });
        await scene.refused([await scene.appendOf(INBOX_ID)], 'overQuota');
        await scene.run({ kind: 'move', from: INBOX_ID, uids: ALL_UIDS, to });
        const state = await scene.store.account(OWNER);
        assert.deepEqual(state.ok && state.value.quota, {
          storageMaxBytes: 3 * size,
          messagesMax: undefined,
          storageBytes: 3 * size,
          messages: 3,
        });
        await scene.run({ kind: 'setQuota', storageMaxBytes: 1, messagesMax: 3 }, SYSTEM);
        await scene.run({ kind: 'move', from: to, uids: only(1), to: INBOX_ID });
        await scene.run({ kind: 'expunge', mailbox: to, uids: ALL_UIDS, onlyDeleted: false });
        await scene.run({ kind: 'setQuota', storageMaxBytes: undefined, messagesMax: 2 }, SYSTEM);
        const append = await scene.appendOf(INBOX_ID);
        await scene.refused([append, append], 'overQuota');
        await scene.commit([append]);
        await scene.refused([append], 'overQuota', SYSTEM);
      }),
    );
  });
}
