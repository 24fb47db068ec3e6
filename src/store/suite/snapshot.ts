import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId } from '../../base/index.ts';
import { ALL_UIDS, type UidRange } from '../operation.ts';
import { CHUNK_UIDS, chunkOf } from '../page.ts';
import { compareSnapshots } from '../snapshot.ts';
import type { OpenStore } from './engine.ts';
import { sample } from './sample.ts';
import { INBOX_ID, OWNER, only, stage } from './scene.ts';

export function snapshotSuite(open: OpenStore): void {
  const on = stage(open);
  const flag = { kind: 'storeFlags', mailbox: INBOX_ID, mode: 'add', flags: { system: 4, keywords: ['k'] } } as const;

  describe('snapshots', () => {
    it(
      'never change, and share the pages in which they agree',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 1300);
        const older = await scene.open(INBOX_ID);
        const again = await scene.open(INBOX_ID);
        assert.deepEqual(
          older.pages.map((page) => [page.number, page.count]),
          [
            [0, 511],
            [1, 512],
            [2, 277],
          ],
        );
        for (const [index, page] of older.pages.entries()) assert.equal(page, again.pages[index]);
        await scene.run({ ...flag, uids: only(600, 601) });
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: only(700), onlyDeleted: false });
        await scene.append(INBOX_ID);
        const newer = await scene.open(INBOX_ID);
        assert.equal(older.count, 1300);
        assert.equal(older.find(600)!.flags, 0);
        assert.ok(older.find(700));
        assert.equal(older.mailbox.uidNext, 1301);
        assert.equal(newer.pages[0], older.pages[0]);
        assert.notEqual(newer.pages[1], older.pages[1]);
        const difference = compareSnapshots(older, newer);
        assert.deepEqual(difference, { vanished: [700], arrived: [1301], changed: [600, 601] });
        assert.deepEqual(newer.keywordsInUse(), ['k']);
        assert.equal(newer.pages[1]!.modSeq >= newer.find(600)!.modSeq, true);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 512, last: 1023 }], onlyDeleted: false });
        assert.deepEqual(
          (await scene.open(INBOX_ID)).pages.map((page) => page.number),
          [0, 2],
        );
      }),
    );

    it(
      'give rendered metadata by chunks, without entries that are gone',
      on(async (scene) => {
        await scene.fill(INBOX_ID, 200);
        const snapshot = await scene.open(INBOX_ID);
        await scene.run({ kind: 'move', from: INBOX_ID, uids: only(70), to: INBOX_ID });
        const read = async (uids: readonly UidRange[]): Promise<number[][]> => {
          const batches: number[][] = [];
          for await (const rows of scene.store.metadata(snapshot, uids)) {
            for (const row of rows) assert.deepEqual(new Uint8Array(row.rendered), sample().summary.rendered);
            batches.push(rows.map((row) => row.uid));
          }
          return batches;
        };
        const all = await read(ALL_UIDS);
        assert.deepEqual(
          all.flat(),
          Array.from({ length: 200 }, (_, index) => index + 1).filter((uid) => uid !== 70),
        );
        for (const batch of all) {
          assert.ok(batch.length > 0 && batch.length <= CHUNK_UIDS);
          assert.equal(new Set(batch.map(chunkOf)).size, 1);
        }
        assert.deepEqual(
          (await read([{ first: 65, last: 72 }, ...only(3, 300)])).flat(),
          [3, 65, 66, 67, 68, 69, 71, 72],
        );
        assert.deepEqual((await read(only(70))).flat(), []);
      }),
    );
  });

  describe('tombstones', () => {
    it(
      'tell what was expunged since, as long as policy keeps them',
      on(
        async (scene) => {
          await scene.fill(INBOX_ID, 10);
          const gone = async (since: number): Promise<[readonly number[], boolean]> => {
            const tombstones = await scene.store.tombstones(OWNER, INBOX_ID, since);
            assert.ok(tombstones.ok);
            return [[...tombstones.value.uids], tombstones.value.complete];
          };
          const expunge = async (...uids: number[]): Promise<number> =>
            (await scene.commit([{ kind: 'expunge', mailbox: INBOX_ID, uids: only(...uids), onlyDeleted: false }]))
              .modSeq;
          const first = await expunge(5, 2);
          const second = await expunge(1);
          assert.deepEqual(await gone(0), [[1, 2, 5], true]);
          assert.deepEqual(await gone(first), [[1], true]);
          assert.deepEqual(await gone(second), [[], true]);
          const third = await expunge(9, 10);
          assert.equal((await gone(first - 1))[1], false, 'those of the first are no longer all there');
          assert.deepEqual(await gone(first), [[1, 9, 10], true]);
          assert.deepEqual(await gone(third), [[], true]);
          const missing = await scene.store.tombstones(OWNER, mailboxId(9), 0);
          assert.equal(missing.ok ? 'ok' : missing.error.code, 'notFound');
        },
        { limits: { tombstonesMax: 4 } },
      ),
    );
  });
}
