import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId } from '../../base/index.ts';
import type { StoreErrorCode } from '../error.ts';
import { NO_FLAGS } from '../flags.ts';
import type { AdoptUids } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, START_MS, SYSTEM, stage } from './scene.ts';

type Numbers = Omit<AdoptUids, 'kind' | 'mailbox'>;
const adopt = (numbers: Numbers, mailbox = INBOX_ID): AdoptUids => ({ kind: 'adoptUids', mailbox, ...numbers });

export function adoptedUidSuite(open: OpenStore): void {
  const on = stage(open);

  describe('uids taken over from elsewhere', () => {
    it(
      'are those of the mailbox from then on',
      on(async (scene) => {
        const append = await scene.appendOf(INBOX_ID);
        const { modSeq, results } = await scene.commit(
          [
            adopt({ uidValidity: 1_234_567, uidNext: 40 }),
            append,
            adopt({ uidNext: 700 }),
            append,
            append,
            adopt({ uidNext: 1_000 }),
          ],
          SYSTEM,
        );
        assert.deepEqual(
          results.map((result) => (result.kind === 'append' ? [result.uid, result.uidValidity] : result.kind)),
          ['adoptUids', [40, 1_234_567], 'adoptUids', [700, 1_234_567], [701, 1_234_567], 'adoptUids'],
        );
        await scene.reopen();
        const { uidValidity, uidNext, changedModSeq } = await scene.mailbox(INBOX_ID);
        assert.deepEqual([uidValidity, uidNext, changedModSeq], [1_234_567, 1_000, modSeq]);
        assert.deepEqual(await scene.uids(INBOX_ID), [40, 700, 701]);
        const { uid } = await scene.append(INBOX_ID);
        assert.equal(uid, 1_000);
        const snapshot = await scene.open(INBOX_ID);
        const told: number[] = [];
        for await (const rows of scene.store.metadata(snapshot, [{ first: 1, last: 2_000 }])) {
          told.push(...rows.map((row) => row.uid));
        }
        assert.deepEqual(told, [40, 700, 701, 1_000], 'the metadata lies where the uids say');
      }),
    );

    it(
      'that are there already change nothing',
      on(async (scene) => {
        const { uidValidity } = await scene.mailbox(INBOX_ID);
        const before = await scene.modSeq();
        await scene.commit([adopt({}), adopt({ uidValidity, uidNext: 1 })], SYSTEM);
        assert.equal(await scene.modSeq(), before);
      }),
    );

    const refusals: readonly [Numbers, StoreErrorCode][] = [
      [{ uidValidity: 0 }, 'limit'],
      [{ uidValidity: 1.5 }, 'limit'],
      [{ uidValidity: 0xf0000000 }, 'limit'],
      [{ uidValidity: Number.NaN }, 'limit'],
      [{ uidNext: 0 }, 'exists'],
      [{ uidNext: 1.5 }, 'limit'],
      [{ uidNext: Number.NaN }, 'limit'],
      [{ uidNext: 0x1_0000_0000 }, 'limit'],
      [{ uidValidity: 5, uidNext: 0 }, 'exists'],
    ];
    it(
      'are refused where no mailbox can have them',
      on(async (scene) => {
        for (const [numbers, code] of refusals) await scene.refused([adopt(numbers)], code, SYSTEM);
        await scene.refused([adopt({ uidNext: 2 }, mailboxId(9))], 'notFound', SYSTEM);
        await scene.refused([adopt({ uidNext: 2 })], 'noPermission', OWNER);
        await scene.refused([adopt({ uidNext: 2 })], 'notFound', GUEST);
      }),
    );

    it(
      'never go back, and a uidvalidity stays once there were messages',
      on(async (scene) => {
        await scene.append(INBOX_ID);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 1, last: 1 }], onlyDeleted: false });
        await scene.refused([adopt({ uidNext: 1 })], 'exists', SYSTEM);
        await scene.refused([adopt({ uidValidity: 5 })], 'inUse', SYSTEM);
        const a = await scene.create('a');
        await scene.commit([adopt({ uidNext: 2 }, a)], SYSTEM);
        await scene.refused([adopt({ uidValidity: 5 }, a)], 'inUse', SYSTEM);
      }),
    );

    it(
      'are never those of another mailbox of the account, nor of one that may have been',
      on(async (scene) => {
        const [a, b] = [await scene.create('a'), await scene.create('b')];
        await scene.commit([adopt({ uidValidity: 1_000 }, a)], SYSTEM);
        await scene.refused([adopt({ uidValidity: 1_000 }, b)], 'exists', SYSTEM);
        await scene.run({ kind: 'deleteMailbox', mailbox: a });
        await scene.refused([adopt({ uidValidity: 1_000 }, b)], 'exists', SYSTEM);
        await scene.refused([adopt({ uidValidity: 999 }, b)], 'exists', SYSTEM);
        const above = START_MS / 1000 + 5_000;
        await scene.commit([adopt({ uidValidity: above }, b)], SYSTEM);
        assert.equal((await scene.mailbox(await scene.create('c'))).uidValidity, above + 1, 'made ones lie above');
      }),
    );
  });

  describe('appending with properties', () => {
    const properties = [{ name: 'p', value: Uint8Array.of(1, 0) }];
    it(
      'sets them in the same commit',
      on(async (scene) => {
        const { message } = await scene.run({ ...(await scene.appendOf(INBOX_ID)), properties });
        const read = await scene.store.properties(OWNER, { kind: 'message', message });
        assert.ok(read.ok);
        assert.deepEqual(
          read.value.map(({ name, value, modSeq }) => ({ name, value: [...value], modSeq })),
          [{ name: 'p', value: [1, 0], modSeq: await scene.modSeq() }],
        );
      }),
    );
    it(
      'is refused whole where they cannot be set',
      on(
        async (scene) => {
          const append = await scene.appendOf(INBOX_ID, NO_FLAGS);
          await scene.refused([{ ...append, properties }], 'limit');
          await scene.grant(INBOX_ID, GUEST, 1 | 2 | 16);
          await scene.refused(
            [{ ...append, properties: [{ name: 'p', value: new Uint8Array(0) }] }],
            'noPermission',
            GUEST,
          );
          assert.deepEqual(await scene.uids(INBOX_ID), []);
        },
        { limits: { propertyMaxBytes: 2 } },
      ),
    );
  });
}
