import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AccountId, mailboxId } from '../../base/index.ts';
import { ANYONE, parseRights } from '../acl.ts';
import { ALL_UIDS, type Operation } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, type Scene, STRANGER, SYSTEM, stage } from './scene.ts';

const rights = (letters: string): number => parseRights(letters)!;
const WORK = mailboxId(2);
const CHILD = mailboxId(3);

export function rightSuite(open: OpenStore): void {
  const on = stage(open);

  /** Each operation of a guest with just the rights it needs, and those of which each is needed. */
  const table: readonly [Operation, string][] = [
    [{ kind: 'storeFlags', mailbox: WORK, uids: ALL_UIDS, mode: 'add', flags: { system: 1, keywords: [] } }, 'ls'],
    [{ kind: 'storeFlags', mailbox: WORK, uids: ALL_UIDS, mode: 'add', flags: { system: 8, keywords: [] } }, 'lt'],
    [{ kind: 'storeFlags', mailbox: WORK, uids: ALL_UIDS, mode: 'add', flags: { system: 4, keywords: [] } }, 'lw'],
    [{ kind: 'storeFlags', mailbox: WORK, uids: ALL_UIDS, mode: 'add', flags: { system: 0, keywords: ['k'] } }, 'lw'],
    [{ kind: 'expunge', mailbox: WORK, uids: ALL_UIDS, onlyDeleted: false }, 'le'],
    [{ kind: 'move', from: WORK, uids: ALL_UIDS, to: WORK }, 'lrtei'],
    [{ kind: 'copy', from: WORK, uids: ALL_UIDS, to: WORK }, 'lri'],
    [{ kind: 'claimRecent', mailbox: WORK }, 'lr'],
    [{ kind: 'createMailbox', name: 'Work/a/b' }, 'lk'],
    [{ kind: 'renameMailbox', mailbox: CHILD, name: 'Work/other' }, 'lkx'],
    [{ kind: 'deleteMailbox', mailbox: CHILD }, 'lx'],
    [{ kind: 'alterMailbox', mailbox: WORK, seenState: 'perUser' }, 'la'],
    [{ kind: 'setAcl', mailbox: WORK, identifier: STRANGER, rights: 1 }, 'la'],
    [{ kind: 'setProperty', target: { kind: 'mailbox', mailbox: WORK }, name: 'p', value: Uint8Array.of(1) }, 'lw'],
  ];

  async function shareWork(scene: Scene, letters: string, identifier: AccountId | 0 = GUEST): Promise<void> {
    for (const mailbox of [WORK, CHILD]) await scene.grant(mailbox, identifier, rights(letters));
  }

  describe('rights of guests', () => {
    for (const [operation, needed] of table) {
      it(
        `${operation.kind} needs ${needed}`,
        on(async (scene) => {
          await scene.create('Work/child');
          await scene.append(WORK);
          await scene.refused([operation], 'notFound', STRANGER);
          for (const letter of needed) {
            await shareWork(scene, needed.replace(letter, ''));
            await scene.refused([operation], letter === 'l' ? 'notFound' : 'noPermission', GUEST);
          }
          await shareWork(scene, needed);
          await scene.commit([operation], GUEST);
        }),
      );
    }

    it(
      'append needs li, and keeps the flags that the guest may set',
      on(async (scene) => {
        await scene.create('Work/child');
        const append = await scene.appendOf(WORK, { system: 31, keywords: ['k'] });
        await scene.refused([append], 'notFound', GUEST);
        await shareWork(scene, 'lrswtex');
        await scene.refused([append], 'noPermission', GUEST);
        for (const letters of ['li', 'lis', 'lit', 'liw', 'liswt']) {
          await shareWork(scene, letters);
          await scene.commit([append], GUEST);
        }
        assert.deepEqual(await scene.flags(WORK), [
          '1:',
          '2: Seen',
          '3: Deleted',
          '4: Answered Flagged Draft k',
          '5: Seen Answered Flagged Deleted Draft k',
        ]);
        await shareWork(scene, 'lriw');
        await scene.run({ kind: 'copy', from: WORK, uids: [{ first: 5, last: 5 }], to: WORK }, GUEST);
        assert.equal((await scene.flags(WORK)).at(-1), '6: Answered Flagged Draft k');
      }),
    );

    it(
      'let flags alone that they do not cover, if they cover one',
      on(async (scene) => {
        await scene.create('Work/child');
        await scene.append(WORK, { system: 12, keywords: ['k'] });
        await shareWork(scene, 'ls');
        const all = { system: 31, keywords: ['x'] };
        const change = { kind: 'storeFlags', mailbox: WORK, uids: ALL_UIDS } as const;
        await scene.commit([{ ...change, mode: 'add', flags: all }], GUEST);
        assert.deepEqual(await scene.flags(WORK), ['1: Seen Flagged Deleted k']);
        await scene.commit([{ ...change, mode: 'replace', flags: { system: 2, keywords: [] } }], GUEST);
        assert.deepEqual(await scene.flags(WORK), ['1: Flagged Deleted k']);
        await scene.refused(
          [{ ...change, mode: 'remove', flags: { system: 12, keywords: ['k'] } }],
          'noPermission',
          GUEST,
        );
        await scene.commit([{ ...change, mode: 'add', flags: { system: 0, keywords: [] } }], GUEST);
        await shareWork(scene, 'lr');
        await scene.refused(
          [{ ...change, mode: 'replace', flags: { system: 0, keywords: [] } }],
          'noPermission',
          GUEST,
        );
      }),
    );

    it(
      'decide what can be seen and opened',
      on(async (scene) => {
        await scene.create('Work/child');
        await scene.grant(WORK, GUEST, rights('l'));
        await scene.grant(CHILD, ANYONE, rights('lr'));
        assert.deepEqual(await scene.names(GUEST), ['Work', 'Work/child']);
        assert.deepEqual(await scene.names(STRANGER), ['Work/child']);
        assert.deepEqual(await scene.names(SYSTEM), ['INBOX', 'Work', 'Work/child']);
        const codes = async (viewer: AccountId): Promise<readonly string[]> => {
          const opened = await Promise.all(
            [INBOX_ID, WORK, CHILD].map((id) => scene.store.openMailbox(OWNER, id, viewer)),
          );
          return opened.map((answer) => (answer.ok ? 'ok' : answer.error.code));
        };
        assert.deepEqual(await codes(GUEST), ['notFound', 'noPermission', 'ok']);
        assert.deepEqual(await codes(STRANGER), ['notFound', 'notFound', 'ok']);
        assert.deepEqual(await codes(OWNER), ['ok', 'ok', 'ok']);
        assert.deepEqual(await scene.store.sharedWith(GUEST), [OWNER]);
        await scene.grant(CHILD, ANYONE, 0);
        assert.deepEqual(await scene.store.sharedWith(STRANGER), []);
        await scene.grant(CHILD, ANYONE, rights('r'));
        assert.deepEqual(await scene.store.sharedWith(STRANGER), [], 'to read is not to see');
      }),
    );

    it(
      'are those granted to the guest and to anyone together, and pass to new mailboxes below',
      on(async (scene) => {
        await scene.create('Work/child');
        await scene.grant(WORK, ANYONE, rights('l'));
        await scene.grant(WORK, GUEST, rights('rk'));
        await scene.run({ kind: 'createMailbox', name: 'Work/new' }, GUEST);
        const made = (await scene.mailboxes(GUEST)).find(({ name }) => name === 'Work/new')!;
        assert.deepEqual([...made.acl].sort(), [
          [ANYONE, rights('l')],
          [GUEST, rights('rk')],
        ]);
        await scene.run({ kind: 'renameMailbox', mailbox: made.id, name: 'Mine' });
        assert.equal((await scene.mailbox(made.id)).acl.size, 2, 'a rename keeps them');
        await scene.refused([{ kind: 'createMailbox', name: 'Top' }], 'noPermission', GUEST);
        await scene.refused([{ kind: 'createMailbox', name: 'INBOX/x' }], 'notFound', GUEST);
      }),
    );

    it(
      'do not reach to roles of other mailboxes, the account or its quota',
      on(async (scene) => {
        await scene.create('Work/child');
        await scene.run({ kind: 'alterMailbox', mailbox: CHILD, role: 'sent' });
        await scene.grant(WORK, GUEST, rights('lak'));
        await scene.refused([{ kind: 'alterMailbox', mailbox: WORK, role: 'sent' }], 'noPermission', GUEST);
        await scene.refused([{ kind: 'createMailbox', name: 'Work/x', role: 'sent' }], 'noPermission', GUEST);
        await scene.commit([{ kind: 'alterMailbox', mailbox: WORK, role: 'junk' }], GUEST);
        const property: Operation = { kind: 'setProperty', target: { kind: 'account' }, name: 'p', value: null };
        await scene.refused([property], 'noPermission', GUEST);
        const quota: Operation = { kind: 'setQuota', storageMaxBytes: 1, messagesMax: 1 };
        await scene.refused([quota], 'noPermission', GUEST);
        await scene.refused([quota], 'noPermission', OWNER);
      }),
    );

    it(
      'are limited in number',
      on(
        async (scene) => {
          await scene.grant(INBOX_ID, ANYONE, 1);
          await scene.grant(INBOX_ID, GUEST, 1);
          await scene.refused([{ kind: 'setAcl', mailbox: INBOX_ID, identifier: STRANGER, rights: 1 }], 'limit');
          await scene.grant(INBOX_ID, GUEST, 3);
          await scene.grant(INBOX_ID, ANYONE, 0);
          await scene.grant(INBOX_ID, STRANGER, 1);
        },
        { limits: { aclIdentifiersMax: 2 } },
      ),
    );

    it(
      'leave a guest subscriptions of his own',
      on(async (scene) => {
        await scene.grant(INBOX_ID, GUEST, rights('lr'));
        await scene.run({ kind: 'subscribe', name: 'INBOX', subscribed: true }, GUEST);
        assert.deepEqual(await scene.store.subscriptions(OWNER, GUEST), { ok: true, value: ['INBOX'] });
        assert.deepEqual(await scene.store.subscriptions(OWNER, OWNER), { ok: true, value: [] });
        assert.equal((await scene.mailbox(INBOX_ID, GUEST)).subscribed, true);
        assert.equal((await scene.mailbox(INBOX_ID)).subscribed, false);
        await scene.run({ kind: 'subscribe', name: 'x', subscribed: true }, SYSTEM);
        assert.deepEqual(await scene.store.subscriptions(OWNER, OWNER), { ok: true, value: ['x'] });
      }),
    );
  });
}
