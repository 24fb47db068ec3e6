import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId, messageId, modSeq } from '../../base/index.ts';
import type { Changes } from '../change.ts';
import { ALL_UIDS, type UidRange } from '../operation.ts';
import { CHUNK_UIDS, chunkOf } from '../page.ts';
import type { PropertyTarget } from '../property.ts';
import type { Query } from '../query.ts';
import { compareSnapshots } from '../snapshot.ts';
import type { OpenStore } from './engine.ts';
import { sample } from './sample.ts';
import { GUEST, INBOX_ID, OWNER, only, type Scene, START_MS, stage } from './scene.ts';

/** What the store gives to those who only read. */
export function viewSuite(open: OpenStore): void {
  const on = stage(open);
  snapshotTests(on);
  changeTests(on);
  propertyTests(on);
  searchTests(on);
}

type On = ReturnType<typeof stage>;

function snapshotTests(on: On): void {
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

function changeTests(on: On): void {
  const summary = ({ mailboxes, messages, properties }: Changes): string => {
    const lists = [mailboxes, messages].map(
      ({ created, updated, destroyed }) => `+${created.join()} ~${updated.join()} -${destroyed.join()}`,
    );
    return [...lists, properties.map((property) => property.name).join()].join(' | ');
  };
  const read = async (scene: Scene, since: number, limit = 1000): Promise<Changes> => {
    const changes = await scene.store.changes(OWNER, modSeq(since), limit);
    assert.ok(changes.ok, changes.ok ? '' : changes.error.code);
    return changes.value;
  };

  describe('changes', () => {
    it(
      'tell what came, changed and went since a modseq',
      on(async (scene) => {
        const a = await scene.create('a');
        await scene.append(INBOX_ID);
        await scene.append(INBOX_ID);
        assert.equal(summary(await read(scene, 0)), '+1,2 ~ - | +1,2 ~ - | ');
        assert.equal(summary(await read(scene, 1)), '+2 ~1 - | +1,2 ~ - | ');
        const at = await scene.modSeq();
        assert.equal(summary(await read(scene, at)), '+ ~ - | + ~ - | ');
        const flags = { system: 4, keywords: [] };
        await scene.run({ kind: 'storeFlags', mailbox: INBOX_ID, uids: only(2), mode: 'add', flags });
        assert.equal(summary(await read(scene, at)), '+ ~1 - | + ~2 - | ');
        await scene.run({ kind: 'copy', from: INBOX_ID, uids: only(1), to: a });
        assert.equal(summary(await read(scene, at)), '+ ~1,2 - | + ~1,2 - | ');
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        assert.equal(summary(await read(scene, at)), '+ ~1,2 - | + ~1 -2 | ');
        const target = { kind: 'mailbox', mailbox: a } as const;
        await scene.run({ kind: 'setProperty', target, name: 'of-a', value: Uint8Array.of(1) });
        assert.equal(summary(await read(scene, at)), '+ ~1,2 - | + ~1 -2 | of-a');
        await scene.run({ kind: 'deleteMailbox', mailbox: a });
        assert.equal(summary(await read(scene, at)), '+ ~1 -2 | + ~ -1,2 | ');
        assert.equal(summary(await read(scene, 0)), '+1 ~ - | + ~ - | ', 'what came and went is not told');
        await scene.run({ kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: Uint8Array.of(1) });
        const end = await scene.modSeq();
        await scene.run({ kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: null });
        assert.equal(summary(await read(scene, end)), '+ ~ - | + ~ - | p', 'a removal is told');
      }),
    );

    it(
      'can be read in pieces, each a valid place to go on from',
      on(async (scene) => {
        for (let i = 0; i < 5; i++) await scene.fill(INBOX_ID, 2);
        await scene.create('a');
        await scene.run({
          kind: 'storeFlags',
          mailbox: INBOX_ID,
          uids: only(1),
          mode: 'add',
          flags: { system: 4, keywords: [] },
        });
        const created: number[] = [];
        let since = 1;
        let pieces = 0;
        for (let more = true; more; pieces++) {
          const changes = await read(scene, since, 3);
          assert.ok(changes.modSeq > since);
          created.push(...changes.messages.created);
          ({ modSeq: since, more } = changes);
        }
        assert.deepEqual(created, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert.equal(since, await scene.modSeq());
        assert.ok(pieces >= 4);
        assert.equal((await read(scene, 1, 0)).modSeq > 1, true, 'at least one modseq is told');
      }),
    );

    it(
      'are notFound for a modseq so old that policy has pruned it, and for one yet to come',
      on(
        async (scene) => {
          await scene.fill(INBOX_ID, 5);
          const start = await scene.modSeq();
          for (const uid of [1, 2, 3]) {
            await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: only(uid), onlyDeleted: false });
          }
          const old = await scene.store.changes(OWNER, modSeq(start), 100);
          assert.equal(old.ok ? 'ok' : old.error.code, 'notFound');
          assert.equal(summary(await read(scene, start + 1)), '+ ~1 - | + ~ -2,3 | ');
          const future = await scene.store.changes(OWNER, modSeq(start + 99), 100);
          assert.equal(future.ok ? 'ok' : future.error.code, 'notFound');
        },
        { limits: { tombstonesMax: 2 } },
      ),
    );
  });
}

function propertyTests(on: On): void {
  const set = (target: PropertyTarget, name: string, value: Uint8Array | null) =>
    ({ kind: 'setProperty', target, name, value }) as const;

  describe('properties', () => {
    it(
      'are kept and numbered, and given back as they came',
      on(async (scene) => {
        const { message } = await scene.append(INBOX_ID);
        const targets: readonly PropertyTarget[] = [
          { kind: 'account' },
          { kind: 'mailbox', mailbox: INBOX_ID },
          { kind: 'message', message },
        ];
        for (const target of targets) {
          const value = Uint8Array.of(0, 255, 13);
          await scene.run(set(target, 'b', value));
          await scene.run(set(target, 'a', new Uint8Array(0)));
          const modSeqNow = await scene.modSeq();
          assert.deepEqual(await scene.store.properties(OWNER, target), {
            ok: true,
            value: [
              { target, name: 'a', value: new Uint8Array(0), modSeq: modSeqNow },
              { target, name: 'b', value, modSeq: modSeqNow - 1 },
            ],
          });
          await scene.run(set(target, 'b', null));
          const left = await scene.store.properties(OWNER, target);
          assert.deepEqual(left.ok && left.value.map(({ name }) => name), ['a']);
        }
        assert.equal((await scene.mailbox(INBOX_ID)).changedModSeq > 1, true);
        const missing: readonly [PropertyTarget, string][] = [
          [{ kind: 'mailbox', mailbox: mailboxId(9) }, 'notFound'],
          [{ kind: 'message', message: messageId(9) }, 'notFound'],
        ];
        for (const [target, code] of missing) {
          const read = await scene.store.properties(OWNER, target);
          assert.equal(read.ok ? 'ok' : read.error.code, code);
          await scene.refused([set(target, 'p', Uint8Array.of(1))], 'notFound');
        }
      }),
    );

    it(
      'are bounded in size and number, those removed too',
      on(
        async (scene) => {
          const target = { kind: 'account' } as const;
          await scene.refused([set(target, 'p', new Uint8Array(10))], 'limit');
          await scene.run(set(target, 'p', new Uint8Array(9)));
          await scene.run(set(target, 'q', Uint8Array.of(1)));
          await scene.refused([set(target, 'r', Uint8Array.of(1))], 'limit');
          const since = await scene.modSeq();
          for (const name of ['p', 'q']) await scene.run(set(target, name, null));
          for (const name of ['r', 's']) {
            await scene.run(set(target, name, Uint8Array.of(1)));
            await scene.run(set(target, name, null));
          }
          const old = await scene.store.changes(OWNER, modSeq(since), 100);
          assert.equal(old.ok ? 'ok' : old.error.code, 'notFound');
        },
        { limits: { propertyMaxBytes: 10, propertiesPerTargetMax: 2 } },
      ),
    );

    it(
      'of a message need the right to write where it lies',
      on(async (scene) => {
        const { message } = await scene.append(INBOX_ID);
        const operation = set({ kind: 'message', message }, 'p', Uint8Array.of(1));
        await scene.refused([operation], 'notFound', GUEST);
        await scene.grant(INBOX_ID, GUEST, 3);
        await scene.refused([operation], 'noPermission', GUEST);
        await scene.grant(INBOX_ID, GUEST, 11);
        await scene.commit([operation], GUEST);
      }),
    );
  });
}

function searchTests(on: On): void {
  const DAY = Math.floor(START_MS / 86_400_000);
  const table: readonly [Query, readonly number[]][] = [
    [{ kind: 'all' }, [1, 2, 3]],
    [{ kind: 'not', of: { kind: 'all' } }, []],
    [{ kind: 'and', of: [] }, [1, 2, 3]],
    [{ kind: 'or', of: [] }, []],
    [{ kind: 'uids', ranges: [{ first: 2, last: 9 }] }, [2, 3]],
    [{ kind: 'flag', mask: 5 }, [2]],
    [{ kind: 'not', of: { kind: 'flag', mask: 1 } }, [1]],
    [{ kind: 'keyword', name: 'IMPORTANT' }, [1]],
    [{ kind: 'modSeq', atLeast: 3 }, [2, 3]],
    [{ kind: 'larger', sizeBytes: 1000 }, [3]],
    [{ kind: 'smaller', sizeBytes: 1000 }, [1, 2]],
    [{ kind: 'date', of: 'internal', relation: 'on', day: DAY }, [1, 2, 3]],
    [{ kind: 'date', of: 'internal', relation: 'before', day: DAY }, []],
    [{ kind: 'date', of: 'saved', relation: 'since', day: DAY + 1 }, [3]],
    [{ kind: 'date', of: 'sent', relation: 'on', day: DAY - 1 }, [2]],
    [{ kind: 'date', of: 'sent', relation: 'since', day: DAY }, [1]],
    [{ kind: 'not', of: { kind: 'date', of: 'sent', relation: 'since', day: 0 } }, [3]],
    [{ kind: 'header', name: 'SUBJECT', contains: 'straße' }, [1]],
    [{ kind: 'header', name: 'Subject', contains: 'STRASSE' }, [1]],
    [{ kind: 'header', name: 'subject', contains: '' }, [1, 2, 3]],
    [{ kind: 'header', name: 'message-id', contains: '' }, [2]],
    [{ kind: 'header', name: 'x-none', contains: '' }, []],
    [{ kind: 'header', name: 'from', contains: 'ÆRØ' }, [2]],
    [{ kind: 'header', name: 'from', contains: 'example.ORG' }, [1, 2, 3]],
    [{ kind: 'body', contains: 'quick BROWN' }, [2]],
    [{ kind: 'body', contains: 'dinner' }, []],
    [{ kind: 'text', contains: 'dinner' }, [2]],
    [{ kind: 'text', contains: 'xyz'.repeat(4) }, [3]],
    [{ kind: 'body', contains: '' }, [1, 2, 3]],
    [
      {
        kind: 'or',
        of: [
          { kind: 'body', contains: 'brown' },
          { kind: 'flag', mask: 2 },
        ],
      },
      [2, 3],
    ],
    [
      {
        kind: 'and',
        of: [
          { kind: 'not', of: { kind: 'body', contains: 'brown' } },
          { kind: 'not', of: { kind: 'header', name: 'subject', contains: 'hello' } },
        ],
      },
      [1],
    ],
  ];

  describe('searching', () => {
    it(
      'finds by flags, dates, sizes, headers and text',
      on(async (scene) => {
        await scene.append(
          INBOX_ID,
          { system: 0, keywords: ['Important'] },
          { subject: '=?utf-8?q?In_der_Stra=C3=9Fe?=' },
        );
        await scene.append(
          INBOX_ID,
          { system: 5, keywords: [] },
          {
            from: '=?iso-8859-1?q?=E6r=F8?= <aero@example.org>',
            subject: 'Dinner',
            date: 'Mon, 13 Nov 2023 23:30:00 -0800',
            messageId: 'd@x',
            text: 'The quick brown fox.',
          },
        );
        scene.clock.ms += 86_400_000;
        await scene.append(INBOX_ID, { system: 3, keywords: [] }, { date: 'some day', text: 'xyz'.repeat(500) });
        const snapshot = await scene.open(INBOX_ID);
        const { sizeBytes } = snapshot.find(1)!;
        for (const kind of ['larger', 'smaller'] as const) {
          const found = await scene.store.search(snapshot, { kind, sizeBytes });
          assert.ok(found.ok);
          assert.ok(!found.value.includes(1), `a size is not ${kind} than itself`);
        }
        for (const [query, expected] of table) {
          const found = await scene.store.search(snapshot, query);
          assert.ok(found.ok);
          assert.deepEqual([...found.value], expected, JSON.stringify(query));
        }
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: only(2), onlyDeleted: false });
        const gone = await scene.store.search(snapshot, { kind: 'body', contains: 'brown' });
        assert.deepEqual(gone.ok && [...gone.value], [], 'what is gone is not found by its text');
      }),
    );
  });
}
