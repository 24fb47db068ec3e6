import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type MessageId, mailboxId, messageId, modSeq } from '../../base/index.ts';
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
      'of one name are read for all messages at once',
      on(async (scene) => {
        const messages = [];
        for (let i = 0; i < 3; i++) messages.push((await scene.append(INBOX_ID)).message);
        const [first, second, third] = messages as [MessageId, MessageId, MessageId];
        const read = async (name: string) => {
          const found = await scene.store.messageProperties(OWNER, name);
          if (!found.ok) throw new Error(found.error.detail);
          return [...found.value].map(([message, value]) => [message, [...value]]).sort();
        };
        assert.deepEqual(await read('p'), []);
        await scene.run(set({ kind: 'message', message: first }, 'p', Uint8Array.of(1)));
        await scene.run(set({ kind: 'message', message: second }, 'p', Uint8Array.of(2)));
        await scene.run(set({ kind: 'message', message: second }, 'q', Uint8Array.of(3)));
        await scene.run(set({ kind: 'mailbox', mailbox: INBOX_ID }, 'p', Uint8Array.of(4)));
        await scene.run(set({ kind: 'account' }, 'p', Uint8Array.of(5)));
        assert.deepEqual(await read('p'), [
          [first, [1]],
          [second, [2]],
        ]);
        assert.deepEqual(await read('q'), [[second, [3]]]);
        await scene.run(set({ kind: 'message', message: first }, 'p', null));
        await scene.run(set({ kind: 'message', message: third }, 'p', new Uint8Array(0)));
        assert.deepEqual(await read('p'), [
          [second, [2]],
          [third, []],
        ]);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 1, last: 3 }], onlyDeleted: false });
        assert.deepEqual(await read('p'), [], 'they go with their message');
      }),
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
