import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScriptedConnection } from '../../connection/index.ts';
import type { Directory } from '../../directory/index.ts';
import { MemoryStore, parseRights, SYSTEM, storeError } from '../../store/index.ts';
import { ANNA, BEN, directory, makeWorld, type World } from '../testing.ts';
import { OtherPeople } from './other-people.ts';

const GRANTED = parseRights('lrswite')!;

async function share(world: World, name: string, rights = GRANTED): Promise<void> {
  const all = await world.store.mailboxes(ANNA, SYSTEM);
  const found = all.ok ? all.value.find((mailbox) => mailbox.name === name) : undefined;
  assert.ok(found !== undefined);
  await world.store.commit(ANNA, ANNA, [{ kind: 'setAcl', mailbox: found.id, identifier: BEN, rights }]);
}

async function guest(world: World): Promise<{ ask: (command: string) => Promise<string> }> {
  const connection = new ScriptedConnection({ loopback: true });
  void world.server.serve(connection);
  await connection.settled();
  connection.take();
  const ask = (command: string): Promise<string> => connection.exchange(`a ${command}\r\n`);
  await ask('LOGIN ben@example.org secret');
  return { ask };
}

test('an address may hold the separator: the longest that there is counts', async () => {
  const store = new MemoryStore({ clock: { now: () => 0 }, separator: '.' });
  const people: Record<string, number> = { 'anna@example': 1, 'anna@example.org': 3 };
  const asked: string[] = [];
  const findAccount = async (address: string) => {
    asked.push(address);
    const id = people[address];
    return id === undefined ? undefined : { id: id as typeof ANNA, address, quotaBytes: undefined };
  };
  const others = new OtherPeople(store, { ...directory, findAccount } as Directory, BEN, 'Users.', (name) => name);
  assert.deepEqual(await others.placeOf('Users.anna@example.org.Work.x'), { owner: 3, path: 'Work.x' });
  assert.deepEqual(await others.placeOf('Users.anna@example.net'), { owner: 1, path: 'net' });
  assert.deepEqual(await others.placeOf('Users.anna@example.org'), { owner: 3, path: '' });
  assert.equal(await others.placeOf('Users.nobody@example.org.INBOX'), undefined);
  asked.length = 0;
  assert.equal(await others.placeOf(`Users.x@${'y.'.repeat(30_000)}`), undefined);
  assert.ok(asked.length <= 256 && asked.every((address) => address.length <= 512), 'a long name asks little');
});

test('patterns are compared with the prefix before the directory is asked', () => {
  const store = new MemoryStore({ clock: { now: () => 0 } });
  const others = new OtherPeople(store, directory, BEN, 'Users/', (name) => name);
  for (const pattern of ['*', '%', 'U*', 'Users/%', 'Users/anna@example.org/INBOX', '*x']) {
    assert.equal(others.canMatch([pattern]), true, pattern);
  }
  for (const pattern of ['INBOX', 'Work/*', 'User', 'Usersx*', 'users/*']) {
    assert.equal(others.canMatch([pattern]), false, pattern);
  }
});

test('a mailbox of one’s own under the prefix is not hidden by those of others', async () => {
  const world = await makeWorld();
  await world.store.ensureAccount(BEN);
  const name = 'Users/anna@example.org/INBOX';
  await world.store.commit(BEN, BEN, [{ kind: 'createMailbox', name }]);
  await world.put('INBOX', 'Subject: hers\r\n\r\n');
  await share(world, 'INBOX');
  const { ask } = await guest(world);
  assert.match(await ask(`STATUS ${name} (MESSAGES)`), /MESSAGES 0/);
  assert.equal((await ask(`LIST "" ${name}`)).match(/\* LIST/g)?.length, 1);
  assert.match(await ask(`RENAME ${name} Old`), /a OK/);
  assert.match(await ask(`STATUS ${name} (MESSAGES)`), /MESSAGES 1/);
});

test('without a prefix there are no mailboxes of others', async () => {
  const world = await makeWorld({ otherUsers: '' });
  await share(world, 'INBOX');
  const { ask } = await guest(world);
  assert.match(await ask('NAMESPACE'), /\(\("" "\/"\)\) NIL NIL/);
  assert.doesNotMatch(await ask('LIST "" *'), /anna/);
  assert.match(await ask('SELECT Users/anna@example.org/INBOX'), /NONEXISTENT/);
});

test('a guest’s \\Seen is his own where the mailbox keeps it so', async () => {
  const world = await makeWorld();
  await world.put('INBOX', 'Subject: x\r\n\r\n');
  await share(world, 'INBOX', parseRights('lrs')!);
  const all = await world.store.mailboxes(ANNA, SYSTEM);
  assert.ok(all.ok);
  const inbox = all.value[0]!.id;
  await world.store.commit(ANNA, ANNA, [{ kind: 'alterMailbox', mailbox: inbox, seenState: 'perUser' }]);
  const { ask } = await guest(world);
  const selected = await ask('SELECT Users/anna@example.org/INBOX');
  assert.match(selected, /PERMANENTFLAGS \(\\Seen\)/);
  assert.match(selected, /a OK \[READ-ONLY\]/, 'nothing that he can change is seen by others (RFC 4314 §5.2)');
  assert.match(await ask('FETCH 1 (BODY[TEXT])'), /FLAGS \(\\Seen/);
  assert.match(await ask('STATUS Users/anna@example.org/INBOX (UNSEEN)'), /UNSEEN 0/);
  const hers = await world.store.openMailbox(ANNA, inbox, ANNA);
  assert.ok(hers.ok && hers.value.mailbox.counts.unseen === 1);
});

test('MOVE between accounts loses nothing when the originals cannot go', async () => {
  const world = await makeWorld();
  await world.put('INBOX', 'Subject: x\r\n\r\n');
  await share(world, 'INBOX');
  const { ask } = await guest(world);
  await ask('SELECT Users/anna@example.org/INBOX');
  const commit = world.store.commit.bind(world.store);
  world.store.commit = async (account, actor, operations) =>
    operations[0]?.kind === 'expunge'
      ? { ok: false, error: storeError('unavailable', 'the disk is full') }
      : commit(account, actor, operations);
  const answer = await ask('MOVE 1 Trash');
  assert.match(answer, /\* OK \[COPYUID \d+ 1 1\] Copied\r\na NO \[UNAVAILABLE\]/);
  world.store.commit = commit;
  assert.match(await ask('STATUS Trash (MESSAGES)'), /MESSAGES 1/);
  assert.match(await ask('MOVE 1 Trash'), /COPYUID \d+ 1 2\] Copied\r\n\* 1 EXPUNGE\r\na OK/);
});

test('IDLE hears at once of a guest’s mailbox what changes, and that it is taken away', async () => {
  const world = await makeWorld();
  await share(world, 'INBOX');
  const connection = new ScriptedConnection({ loopback: true });
  void world.server.serve(connection);
  await connection.settled();
  await connection.exchange('a LOGIN ben@example.org secret\r\n');
  await connection.exchange('b SELECT Users/anna@example.org/INBOX\r\n');
  await connection.exchange('c IDLE\r\n');
  // The mailbox of that number in his own account is another.
  await world.store.commit(BEN, BEN, [{ kind: 'deleteMailbox', mailbox: 2 as never }]);
  const hear = async (): Promise<string> => {
    for (let turn = 0; turn < 3; turn++) {
      await connection.settled();
      await new Promise((resolve) => setImmediate(resolve));
    }
    return connection.take();
  };
  assert.equal(await hear(), '');
  await world.put('INBOX', 'Subject: x\r\n\r\n');
  assert.match(await hear(), /^\* 1 EXISTS/);
  await share(world, 'INBOX', 0);
  assert.match(await hear(), /^\* BYE The selected mailbox is gone/);
});
