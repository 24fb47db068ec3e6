import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accountId, messageId } from '../../base/index.ts';
import type { Flags } from '../flags.ts';
import { ALL_UIDS } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { INBOX_ID, OWNER, stage } from './scene.ts';

const none: Flags = { system: 0, keywords: [] };

export function threadSuite(open: OpenStore): void {
  const on = stage(open);

  describe('threads', () => {
    it(
      'puts messages into threads by what they refer to',
      on(async (scene) => {
        const threadOf = async (
          messageIdOf: string | undefined,
          references: string[],
          subject: string,
        ): Promise<number> =>
          (
            await scene.append(INBOX_ID, none, {
              ...(messageIdOf === undefined ? {} : { messageId: messageIdOf }),
              references,
              subject,
            })
          ).thread;
        assert.equal(await threadOf('a@x', [], 'Lunch'), 1);
        assert.equal(await threadOf('b@x', ['a@x'], 'Re: Lunch'), 1);
        assert.equal(await threadOf('c@x', ['a@x'], 'Dinner'), 2, 'another subject is another thread');
        assert.equal(await threadOf('d@x', ['nobody@x', 'b@x'], 'Re: Lunch'), 1);
        assert.equal(await threadOf('e@x', ['nobody@x'], 'Re: lunch'), 1, 'what a member referred to counts');
        assert.equal(await threadOf(undefined, [], 'Lunch'), 3);
        assert.equal(await threadOf(undefined, [], 'Lunch'), 4, 'no id, no thread');
        const allBut = [
          { first: 1, last: 4 },
          { first: 6, last: 100 },
        ];
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: allBut, onlyDeleted: false });
        assert.equal(await threadOf('f@x', ['nobody@x'], 'Re: Lunch'), 1, 'as long as one member is there');
        const record = await scene.store.message(OWNER, messageId(8));
        assert.deepEqual(record.ok && record.value.thread, 1);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        assert.equal(await threadOf('g@x', ['nobody@x'], 'Re: Lunch'), 5, 'a thread is forgotten with its last member');
      }),
    );

    it(
      'tells the threads of messages at equal places',
      on(async (scene) => {
        const threads: number[] = [];
        for (let i = 0; i < 12; i++) {
          const appended = await scene.append(INBOX_ID, none, { messageId: `m${i}@x`, references: [`root${i % 3}@x`] });
          threads.push(appended.thread);
        }
        const ask = async (...messages: number[]): Promise<unknown> => {
          const told = await scene.store.threads(OWNER, messages.map(messageId));
          return told.ok ? told.value : told.error.code;
        };
        assert.deepEqual(await ask(), []);
        assert.deepEqual(await ask(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), threads);
        assert.deepEqual(await ask(12, 3, 99, 3), [threads[11], threads[2], undefined, threads[2]], 'in any order');
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: [{ first: 2, last: 2 }], onlyDeleted: false });
        assert.deepEqual(await ask(1, 2, 3), [threads[0], undefined, threads[2]]);
        const nobody = await scene.store.threads(accountId(99), [messageId(1)]);
        assert.equal(nobody.ok ? '' : nobody.error.code, 'notFound');
      }),
    );
  });
}
