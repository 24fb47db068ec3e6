import assert from 'node:assert/strict';
import { it } from 'node:test';
import { accountId, mailboxId, ok } from '../base/index.ts';
import { NO_FLAGS } from './flags.ts';
import { MemoryStore } from './memory.ts';
import { compareEngines, type OpenStore, storeSuite } from './suite/index.ts';

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

storeSuite('memory', openMemory);

it('memory: keeps the invariants under random operations, and is deterministic', async () => {
  await compareEngines(openMemory, openMemory, 60);
});

it('memory: fails commits when it is told to', async () => {
  const store = new MemoryStore({ clock: { now: () => 0 } });
  const account = accountId(1);
  await store.ensureAccount(account);
  store.failCommits(1);
  const create = { kind: 'createMailbox', name: 'a' } as const;
  const refused = await store.commit(account, account, [create]);
  assert.equal(refused.ok ? 'ok' : refused.error.code, 'unavailable');
  assert.equal((await store.commit(account, account, [create])).ok, true);
});

it('memory: a commit that throws leaves nothing behind', async () => {
  const store = new MemoryStore({ clock: { now: () => 0 } });
  const account = accountId(1);
  await store.ensureAccount(account);
  const foreign = { sizeBytes: 1, release() {} };
  const summary = { sizeBytes: 1, rendered: new Uint8Array(0), threading: { messageIds: [], baseSubject: '' } };
  const append = {
    kind: 'append',
    mailbox: mailboxId(1),
    body: foreign,
    summary,
    flags: NO_FLAGS,
    internalDate: 0,
  } as const;
  await assert.rejects(store.commit(account, account, [{ kind: 'createMailbox', name: 'a' }, append]), TypeError);
  const mailboxes = await store.mailboxes(account, account);
  assert.deepEqual(mailboxes.ok && mailboxes.value.map(({ name }) => name), ['INBOX']);
  const receipt = await store.commit(account, account, [{ kind: 'createMailbox', name: 'a' }]);
  assert.equal(receipt.ok && receipt.value.modSeq, 2);
});

it('compareEngines: finds an engine that differs, and prints how', async () => {
  class Careless extends MemoryStore {
    override async tombstones(): ReturnType<MemoryStore['tombstones']> {
      return ok({ uids: new Uint32Array(0), complete: true });
    }
  }
  const openCareless: OpenStore = async (options) => {
    const store = new Careless(options);
    return { store, reopen: async () => store, close: () => store.close() };
  };
  await assert.rejects(compareEngines(openMemory, openCareless, 200), /seed 20260 .*\nlimits .*"step":"tombstones"/s);
});
