import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AccountId } from '../../base/index.ts';
import { parseRights } from '../acl.ts';
import { ALL_UIDS, type Operation } from '../operation.ts';
import type { OpenStore } from './engine.ts';
import { GUEST, INBOX_ID, OWNER, STRANGER, stage } from './scene.ts';

const rights = (letters: string): number => parseRights(letters)!;

export function seenSuite(open: OpenStore): void {
  const on = stage(open);

  describe('the seen state of a shared mailbox', () => {
    const seen = { system: 1, keywords: [] };
    const store = (mode: 'add' | 'remove' | 'replace', system: number, since?: number): Operation => ({
      kind: 'storeFlags',
      mailbox: INBOX_ID,
      uids: ALL_UIDS,
      mode,
      flags: { system, keywords: [] },
      ...(since === undefined ? {} : { unchangedSince: since }),
    });

    it(
      'is each guest’s own, if it is kept per user',
      on(async (scene) => {
        await scene.append(INBOX_ID, seen);
        await scene.append(INBOX_ID);
        for (const guest of [GUEST, STRANGER]) await scene.grant(INBOX_ID, guest, rights('lrsw'));
        assert.equal((await scene.mailbox(INBOX_ID, GUEST)).counts.unseen, 1);
        await scene.run({ kind: 'alterMailbox', mailbox: INBOX_ID, seenState: 'perUser' });
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1:', '2:']);
        const ownerSaw = [...(await scene.open(INBOX_ID)).entries()];
        const { modSeq, results } = await scene.commit([store('add', 1)], GUEST);
        assert.deepEqual(results[0]!.kind === 'storeFlags' && [...results[0]!.changed], [1, 2]);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Seen', '2: Seen']);
        assert.deepEqual(await scene.flags(INBOX_ID, STRANGER), ['1:', '2:']);
        assert.deepEqual([...(await scene.open(INBOX_ID)).entries()], ownerSaw, 'the owner’s entries are untouched');
        assert.deepEqual(
          [...(await scene.open(INBOX_ID, GUEST)).entries()].map((entry) => entry.modSeq),
          [modSeq, modSeq],
        );
        assert.equal((await scene.mailbox(INBOX_ID, GUEST)).highestModSeq, modSeq);
        assert.ok((await scene.mailbox(INBOX_ID)).highestModSeq < modSeq, 'nor is the mailbox’s highest modseq');
        const unseen = async (viewer: AccountId): Promise<number> =>
          (await scene.mailbox(INBOX_ID, viewer)).counts.unseen;
        assert.deepEqual([await unseen(OWNER), await unseen(GUEST), await unseen(STRANGER)], [1, 0, 2]);
        await scene.reopen();
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Seen', '2: Seen']);
      }),
    );

    it(
      'is apart from the other flags, which are shared',
      on(async (scene) => {
        await scene.append(INBOX_ID, seen);
        await scene.grant(INBOX_ID, GUEST, rights('lrsw'));
        await scene.run({ kind: 'alterMailbox', mailbox: INBOX_ID, seenState: 'perUser' });
        const { modSeq } = await scene.commit([store('replace', 4)], GUEST);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Flagged']);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: Seen Flagged']);
        const stale = await scene.commit([store('add', 1, modSeq - 1)], GUEST);
        assert.deepEqual(stale.results[0]!.kind === 'storeFlags' && [...stale.results[0]!.modified], [1]);
        await scene.commit([store('add', 1, modSeq)], GUEST);
        const owners = await scene.commit([store('remove', 5, modSeq)]);
        assert.deepEqual(owners.results[0]!.kind === 'storeFlags' && [...owners.results[0]!.changed], [1]);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Seen']);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1:']);
      }),
    );

    it(
      'goes to the guest when he appends or copies',
      on(async (scene) => {
        await scene.grant(INBOX_ID, GUEST, rights('lrswi'));
        await scene.run({ kind: 'alterMailbox', mailbox: INBOX_ID, seenState: 'perUser' });
        await scene.run(await scene.appendOf(INBOX_ID, { system: 5, keywords: [] }), GUEST);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Seen Flagged']);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: Flagged']);
        await scene.append(INBOX_ID, seen);
        await scene.run({ kind: 'copy', from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID }, GUEST);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['1: Seen Flagged', '2:', '3: Seen Flagged', '4:']);
        assert.deepEqual(await scene.flags(INBOX_ID), ['1: Flagged', '2: Seen', '3: Flagged', '4: Seen']);
        await scene.commit(
          [{ kind: 'copy', fromAccount: OWNER, from: INBOX_ID, uids: ALL_UIDS, to: INBOX_ID }],
          GUEST,
          GUEST,
        );
        const own = await scene.store.openMailbox(GUEST, INBOX_ID, GUEST);
        assert.deepEqual(own.ok && [...own.value.entries()].map(({ flags }) => flags & 1), [1, 0, 1, 0]);
        const uids = [{ first: 1, last: 1 }];
        await scene.run({ kind: 'copy', fromAccount: GUEST, from: INBOX_ID, uids, to: INBOX_ID }, GUEST);
        assert.equal((await scene.flags(INBOX_ID, GUEST)).at(-1), '5: Seen Flagged');
        assert.equal((await scene.flags(INBOX_ID)).at(-1), '5: Flagged', 'what the guest read, the owner did not');
      }),
    );

    it(
      'is forgotten with the entry',
      on(async (scene) => {
        await scene.append(INBOX_ID);
        await scene.grant(INBOX_ID, GUEST, rights('lrs'));
        await scene.run({ kind: 'alterMailbox', mailbox: INBOX_ID, seenState: 'perUser' });
        await scene.commit([store('add', 1)], GUEST);
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: ALL_UIDS, onlyDeleted: false });
        await scene.append(INBOX_ID);
        assert.deepEqual(await scene.flags(INBOX_ID, GUEST), ['2:']);
        assert.equal((await scene.mailbox(INBOX_ID, GUEST)).counts.unseen, 1);
      }),
    );
  });
}
