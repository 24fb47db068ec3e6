import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeWorld } from '../testing.ts';
import { type Keeping, ModelClient } from './model-client.oracle.ts';

/** What each of the clients does to keep in step. */
const KEEPINGS: readonly Keeping[] = ['plain', 'condstore', 'qresync', 'qresync'];
const CLIENTS = KEEPINGS.length;
/** Traces of expunged messages may be pruned early, or never in so short a time. */
const policy = fc.constantFrom({}, { tombstonesMax: 2 });

/** A sequence number or range somewhere in the mailbox; made real when the command is run. */
interface Place {
  readonly from: number;
  readonly to: number;
}
type Step = {
  readonly client: number;
  readonly verb: string;
  readonly place: Place;
  readonly flag: string;
};

const VERBS = ['fetch', 'fetchFlags', 'read', 'store', 'storeSilent', 'uidStore', 'delete', 'expunge', 'uidExpunge'];
const MORE_VERBS = [
  'copy',
  'copyHere',
  'moveAway',
  'moveHere',
  'noop',
  'search',
  'append',
  'reselect',
  'condstore',
  'resync',
];

const step: fc.Arbitrary<Step> = fc.record({
  client: fc.nat(CLIENTS - 1),
  verb: fc.constantFrom(...VERBS, ...MORE_VERBS),
  place: fc.record({ from: fc.nat(1000), to: fc.nat(1000) }),
  flag: fc.constantFrom('\\Seen', '\\Flagged', '$Work'),
});

test('whatever several sessions do at once, each client numbers and flags messages as the mailbox has them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 50 }),
      fc.boolean(),
      policy,
      async (steps, rev2, policy) => {
        const world = await makeWorld({}, policy);
        for (let i = 0; i < 4; i++) await world.put('INBOX', `Subject: ${i}\r\n\r\nx\r\n`);
        const clients: ModelClient[] = [];
        for (let i = 0; i < CLIENTS; i++) {
          const client = new ModelClient(world, KEEPINGS[i]!);
          await client.connection.settled();
          client.connection.take();
          await logIn(client, rev2);
          await client.run('SELECT INBOX');
          await client.run('FETCH 1:* (UID FLAGS)');
          clients.push(client);
        }
        for (const together of groups(steps)) {
          await Promise.all(together.map((each) => perform(clients[each.client]!, each, rev2)));
        }
        for (const client of clients) await sameAsFresh(client);
        for (const client of clients) await client.hangUp();
      },
    ),
    { numRuns: 120 },
  );
});

async function logIn(client: ModelClient, rev2: boolean): Promise<void> {
  await client.run('LOGIN anna@example.org secret');
  const enabled = [...(rev2 ? ['IMAP4rev2'] : []), ...(client.keeping === 'plain' ? [] : [client.keeping])];
  if (enabled.length > 0) await client.run(`ENABLE ${enabled.join(' ')}`);
}

/**
 * A client that lost its connection learns by QRESYNC, or by CONDSTORE and a list of uids, what it missed (RFC 7162 §6):
 * then all that it knows is as the mailbox has it, but for messages that it never fetched.
 */
async function resynchronize(client: ModelClient, rev2: boolean): Promise<void> {
  const cache = client.cache();
  const { modSeq, uidValidity } = client;
  await client.reconnect();
  await logIn(client, rev2);
  client.messages.length = 0;
  const learn = async (command: string): Promise<void> => {
    const text = await client.ask(command);
    for (const [, uid, flags] of text.matchAll(/FETCH \(UID (\d+) FLAGS \(([^)]*)\)/g)) cache.set(Number(uid), flags!);
    for (const [, set] of text.matchAll(/VANISHED \(EARLIER\) ([\d:,]+)/g)) {
      for (const uid of [...cache.keys()]) if (isIn(uid, set!)) cache.delete(uid);
    }
  };
  if (client.keeping === 'qresync') await learn(`SELECT INBOX (QRESYNC (${uidValidity} ${modSeq}))`);
  else {
    await client.run('SELECT INBOX (CONDSTORE)');
    await learn(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modSeq})`);
    const there = await client.ask('UID SEARCH RETURN (ALL) ALL');
    const all = / ALL ([\d:,]+)/.exec(there)?.[1] ?? '0';
    for (const uid of [...cache.keys()]) if (!isIn(uid, all)) cache.delete(uid);
  }
  await client.run('FETCH 1:* (UID FLAGS)');
  const real = client.cache();
  for (const [uid, flags] of cache) assert.equal(withoutRecent(flags), withoutRecent(real.get(uid)), `uid ${uid}`);
}

function isIn(uid: number, set: string): boolean {
  return set.split(',').some((range) => {
    const [first, last] = range.split(':').map(Number);
    return first! <= uid && uid <= (last ?? first!);
  });
}

function withoutRecent(flags: string | undefined): string | undefined {
  return flags
    ?.split(' ')
    .filter((flag) => flag !== '\\Recent')
    .join(' ');
}

/** Steps of different clients in a row run at the same time. */
function groups(steps: readonly Step[]): readonly (readonly Step[])[] {
  const made: Step[][] = [];
  for (const each of steps) {
    const open = made.at(-1);
    if (open?.every(({ client }) => client !== each.client)) open.push(each);
    else made.push([each]);
  }
  return made;
}

/** After a NOOP, what the client remembers must be what the mailbox holds, as far as it was told anything. */
async function sameAsFresh(client: ModelClient): Promise<void> {
  await client.run('NOOP');
  const remembered = client.messages.map((message) => ({ ...message }));
  for (const message of client.messages) Object.assign(message, { uid: undefined, flags: undefined });
  if (remembered.length > 0) await client.run('FETCH 1:* (UID FLAGS)');
  assert.equal(client.messages.length, remembered.length);
  for (const [index, { uid, flags }] of remembered.entries()) {
    const real = client.messages[index]!;
    if (uid !== undefined) assert.equal(uid, real.uid, `uid of message ${index + 1}`);
    if (flags !== undefined && uid !== undefined) assert.equal(flags, real.flags, `flags of uid ${uid}`);
  }
}

async function perform(client: ModelClient, { verb, place, flag }: Step, rev2: boolean): Promise<void> {
  const count = client.messages.length;
  const numberless = ['expunge', 'noop', 'search', 'append', 'reselect', 'condstore', 'resync', 'vanished'].includes(
    verb,
  );
  if (count === 0 && !numberless) return;
  const first = 1 + (place.from % Math.max(1, count));
  const last = 1 + (place.to % Math.max(1, count));
  const set = `${Math.min(first, last)}:${Math.max(first, last)}`;
  const uid = client.messages[first - 1]?.uid ?? 1;
  switch (verb) {
    case 'fetch':
      await client.run(`FETCH ${set} (UID FLAGS)`);
      return;
    case 'fetchFlags':
      await client.run(`FETCH ${set} FLAGS`);
      return;
    case 'read':
      await client.run(`FETCH ${set} BODY[TEXT]<0.1>`);
      return;
    case 'store':
      await client.run(`STORE ${set} +FLAGS (${flag})`);
      return;
    case 'storeSilent':
      // The client works the new flags out itself; what it is told in answer is newer.
      for (let i = Math.min(first, last); i <= Math.max(first, last); i++) removeFlag(client, i, flag);
      await client.run(`STORE ${set} -FLAGS.SILENT (${flag})`);
      return;
    case 'uidStore':
      await client.run(`UID STORE ${uid}:* FLAGS (${flag})`);
      return;
    case 'delete':
      await client.run(`STORE ${set} +FLAGS (\\Deleted)`);
      return;
    case 'expunge':
      await client.run('EXPUNGE');
      return;
    case 'uidExpunge':
      await client.run(`UID EXPUNGE ${uid}`);
      return;
    case 'copy':
      await client.run(`COPY ${set} Sent`);
      return;
    case 'copyHere':
      await client.run(`COPY ${first} INBOX`);
      return;
    case 'moveAway':
      await client.run(`MOVE ${first} Trash`);
      return;
    case 'moveHere':
      await client.run(`UID MOVE ${uid} INBOX`);
      return;
    case 'search':
      await client.run('SEARCH UNSEEN');
      return;
    case 'condstore':
      await client.run('STATUS INBOX (HIGHESTMODSEQ)');
      return;
    case 'resync':
      if (client.keeping !== 'plain') await resynchronize(client, rev2);
      return;
    case 'vanished':
      if (client.keeping !== 'qresync') return;
      await client.run(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${place.from % 40} VANISHED)`);
      return;
    case 'append':
      await client.run('APPEND INBOX {4+}\r\nA: b');
      return;
    case 'reselect':
      client.messages.length = 0;
      await client.run('SELECT INBOX');
      return;
    default:
      await client.run('NOOP');
  }
}

function removeFlag(client: ModelClient, number: number, flag: string): void {
  const message = client.messages[number - 1];
  if (message?.flags === undefined) return;
  message.flags = message.flags
    .split(' ')
    .filter((each) => each !== flag)
    .join(' ');
}
