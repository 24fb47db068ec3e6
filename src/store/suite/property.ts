import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mailboxId, messageId, modSeq } from '../../base/index.ts';
import type { PropertyTarget } from '../property.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, stage } from './scene.ts';

export function propertySuite(open: OpenStore): void {
  const on = stage(open);
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
