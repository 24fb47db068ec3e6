import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { modSeq } from '../../base/index.ts';
import type { Changes } from '../change.ts';
import { ALL_UIDS } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { INBOX_ID, OWNER, only, type Scene, stage } from './scene.ts';

export function changeSuite(open: OpenStore): void {
  const on = stage(open);
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
