import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ScriptedConnection } from '../../connection/index.ts';
import { type Acl, Flag, type Mailbox, Right, rightsOf, SYSTEM } from '../../store/index.ts';
import { ANNA, BEN, makeWorld, type World } from '../testing.ts';

/** Anna's mailboxes; in each lie messages that hold its token, and no other text does. */
const PLACES = ['INBOX', 'Work', 'Work/Sub', 'Other'] as const;
const PREFIX = 'Users/anna@example.org/';
/** A name at the top that nobody has. */
const NOBODY = `${PREFIX}Nobody`;
const tokenOf = (place: string): string => `token<${place}>`;

interface Step {
  readonly verb: keyof typeof COMMANDS;
  readonly place: (typeof PLACES)[number];
  readonly flag: string;
  readonly rights: string;
}

/** What ben sends; `$` stands for the name of the mailbox, `$2` for another. */
const COMMANDS = {
  select: 'SELECT $',
  status: 'STATUS $ (MESSAGES UNSEEN)',
  append: 'APPEND $ ({flag}) {12+}\r\nX: y\r\n\r\nnew.',
  subscribe: 'SUBSCRIBE $',
  myRights: 'MYRIGHTS $',
  getAcl: 'GETACL $',
  listRights: 'LISTRIGHTS $ ben@example.org',
  setAcl: 'SETACL $ ben@example.org {rights}',
  deleteAcl: 'DELETEACL $ anyone',
  delete: 'DELETE $',
  annotate: 'SETMETADATA $ (/shared/comment "x")',
  annotation: 'GETMETADATA $ /shared/comment',
  quota: 'GETQUOTAROOT $',
  create: 'CREATE $/New',
  rename: 'RENAME $ $2',
  list: 'LIST "" Users/* RETURN (STATUS (MESSAGES))',
  fetch: 'FETCH 1:* (FLAGS BODY[])',
  search: 'SEARCH TEXT token',
  store: 'STORE 1:* +FLAGS ({flag})',
  replace: 'STORE 1:* FLAGS ({flag})',
  expunge: 'EXPUNGE',
  close: 'CLOSE',
  copyOut: 'COPY 1:* Trash',
  copyIn: 'COPY 1:* $',
  moveOut: 'MOVE 1:* Trash',
  moveIn: 'MOVE 1:* $',
} as const;
/** Of these, one on a mailbox that ben may not see says the same as one on a mailbox that is not there. */
const NAMING: ReadonlySet<string> = new Set(
  Object.keys(COMMANDS)
    .slice(0, 13)
    .filter((verb) => verb !== 'subscribe'),
);

const letters = fc.subarray([...'lrswikxtea']).map((chosen) => chosen.join(''));
const grown = fc.oneof(
  letters,
  letters.map((some) => `lr${some}`),
);
const step: fc.Arbitrary<Step> = fc.record({
  verb: fc.constantFrom(...(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[])),
  place: fc.constantFrom(...PLACES),
  flag: fc.constantFrom('\\Seen', '\\Deleted', '\\Flagged', '$Work', '\\Seen \\Deleted \\Draft'),
  rights: grown,
});

test('a guest changes and sees in another account what his rights there allow, and no more', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ INBOX: grown, Work: grown, 'Work/Sub': grown, Other: grown }),
      fc.array(step, { minLength: 5, maxLength: 25 }),
      async (given, steps) => {
        const guest = await Guest.arrive(given);
        for (const each of steps) await guest.take(each);
        await guest.leave();
      },
    ),
    { numRuns: 150 },
  );
});

interface Held {
  readonly name: string;
  readonly acl: Acl;
  readonly annotations: number;
  /** Flags by uid. */
  readonly flags: ReadonlyMap<number, { readonly system: number; readonly keywords: string }>;
}
type State = ReadonlyMap<number, Held>;

/** Ben, and the model: what he may, by the rights that each mailbox holds before his command. */
class Guest {
  readonly #world: World;
  readonly #connection = new ScriptedConnection({ loopback: true });
  readonly #served: Promise<void>;
  /** Mailboxes that he could read at some time: what he has copied stays his. */
  readonly #read = new Set<string>();
  #tag = 0;

  private constructor(world: World) {
    this.#world = world;
    this.#served = world.server.serve(this.#connection);
  }

  static async arrive(given: Readonly<Record<(typeof PLACES)[number], string>>): Promise<Guest> {
    const world = await makeWorld();
    for (const name of PLACES.slice(1)) await world.store.commit(ANNA, ANNA, [{ kind: 'createMailbox', name }]);
    const guest = new Guest(world);
    await guest.#connection.settled();
    guest.#connection.take();
    for (const name of PLACES) {
      for (const flags of [[], ['\\Deleted', '$Old'], ['\\Seen']]) {
        await world.put(name, `Subject: ${tokenOf(name)}\r\n\r\n${tokenOf(name)}\r\n`, flags);
      }
    }
    await guest.ask('LOGIN ben@example.org secret');
    const owner = new ScriptedConnection({ loopback: true });
    const served = world.server.serve(owner);
    await owner.settled();
    await owner.exchange('a LOGIN anna@example.org secret\r\n');
    for (const name of PLACES) {
      const answer = await owner.exchange(`b SETACL ${name} ben@example.org "${given[name]}"\r\n`);
      assert.match(answer, /^b OK/m);
    }
    owner.destroy();
    await served;
    return guest;
  }

  async take(step: Step): Promise<void> {
    const before = await this.#state();
    const held = [...before.values()].find(({ name }) => name === step.place);
    for (const each of before.values()) if (can(each, Right.lookup | Right.read)) this.#read.add(tokenOf(each.name));
    const told = await this.ask(wordsOf(step, PREFIX + step.place));
    const after = await this.#state();
    permitted(before, after);
    for (const place of PLACES) {
      if (!this.#read.has(tokenOf(place))) assert.ok(!told.includes(tokenOf(place)), `${step.verb}: ${told}`);
    }
    for (const each of before.values()) {
      const seen = told.includes(`"${PREFIX}${each.name}"`);
      if (step.verb === 'list') assert.equal(seen, can(each, Right.lookup), `${each.name}: ${told}`);
      const counted = told.includes(`* STATUS "${PREFIX}${each.name}"`);
      if (counted) assert.ok(can(each, Right.lookup | Right.read), told);
    }
    if (held !== undefined) await this.#agree(step, held, told);
  }

  /** The answer of a command that names a mailbox is the one that the rights on it call for (RFC 4314 §4). */
  async #agree(step: Step, held: Held, told: string): Promise<void> {
    const needed = NEEDED[step.verb];
    const last = told.trimEnd().split('\r\n').at(-1)!;
    if (needed !== undefined)
      assert.equal(/^\S+ OK/.test(last), can(held, Right.lookup | needed), `${held.name}: ${told}`);
    if (step.verb === 'myRights' && can(held, Right.lookup)) {
      const mine = /MYRIGHTS "[^"]*" (\w+)/.exec(told)?.[1]?.replace(/[cd]/g, '') ?? '';
      assert.deepEqual([...mine].sort(), lettersOf(held).sort());
    }
    if (can(held, Right.lookup) || !NAMING.has(step.verb)) return;
    const nobody = await this.ask(wordsOf(step, NOBODY));
    assert.equal(plain(told, PREFIX + step.place), plain(nobody, NOBODY), step.verb);
  }

  async ask(command: string): Promise<string> {
    return this.#connection.exchange(`t${++this.#tag} ${command}\r\n`);
  }

  async leave(): Promise<void> {
    this.#connection.destroy();
    await this.#served;
  }

  async #state(): Promise<State> {
    const { store } = this.#world;
    const all = await store.mailboxes(ANNA, SYSTEM);
    assert.ok(all.ok);
    const state = new Map<number, Held>();
    for (const mailbox of all.value) state.set(mailbox.id, await this.#held(mailbox));
    return state;
  }

  async #held({ id, name, acl }: Mailbox): Promise<Held> {
    const { store } = this.#world;
    const opened = await store.openMailbox(ANNA, id, SYSTEM);
    const properties = await store.properties(ANNA, { kind: 'mailbox', mailbox: id });
    assert.ok(opened.ok && properties.ok);
    const snapshot = opened.value;
    const flags = new Map<number, { system: number; keywords: string }>();
    for (const { uid, flags: packed } of snapshot.entries()) {
      flags.set(uid, { system: packed & 0xff, keywords: snapshot.keywords(packed).join(' ') });
    }
    return { name, acl, annotations: properties.value.length, flags };
  }
}

/** What a command that names a mailbox needs there beside `l`; of the others the changes alone are looked at. */
const NEEDED: Partial<Record<keyof typeof COMMANDS, number>> = {
  select: Right.read,
  status: Right.read,
  append: Right.insert,
  myRights: 0,
  getAcl: Right.administer,
  listRights: Right.administer,
  setAcl: Right.administer,
  deleteAcl: Right.administer,
};

function rights({ acl }: Held): number {
  return rightsOf(ANNA, acl, BEN);
}

function can(held: Held, needed: number): boolean {
  return (rights(held) & needed) === needed;
}

function lettersOf(held: Held): string[] {
  return [...'lrswipkxtea'].filter((_, at) => (rights(held) & (1 << at)) !== 0);
}

/** Every difference is one that the rights of before allow. */
function permitted(before: State, after: State): void {
  for (const [id, held] of before) {
    const now = after.get(id);
    if (now === undefined || now.name !== held.name) assert.ok(isMovable(held, before), `${held.name} is gone`);
    if (now === undefined) continue;
    const may = (needed: number, what: string) => assert.ok(can(held, Right.lookup | needed), `${held.name}: ${what}`);
    if ([...now.acl].join() !== [...held.acl].join()) may(Right.administer, 'its rights changed');
    if (now.annotations !== held.annotations) may(Right.write, 'its annotations changed');
    for (const [uid, flags] of held.flags) {
      const then = now.flags.get(uid);
      // RENAME INBOX moves its messages away with the right to rename.
      if (then === undefined) assert.ok(can(held, Right.lookup | Right.expunge) || isMovable(held, before), 'expunged');
      else {
        const changed = flags.system ^ then.system;
        if (changed & Flag.seen) may(Right.seen, 'seen');
        if (changed & Flag.deleted) may(Right.deleteMessages, 'deleted');
        if (changed & ~(Flag.seen | Flag.deleted) || flags.keywords !== then.keywords) may(Right.write, 'flags');
      }
    }
    for (const [uid, { system, keywords }] of now.flags) {
      if (held.flags.has(uid)) continue;
      may(Right.insert, 'a message came');
      if (system & Flag.seen) may(Right.seen, 'it came seen');
      if (system & Flag.deleted) may(Right.deleteMessages, 'it came deleted');
      if (system & ~(Flag.seen | Flag.deleted) || keywords !== '') may(Right.write, 'it came with flags');
    }
  }
  for (const [id, { name }] of after) {
    if (before.has(id)) continue;
    const above = [...before.values()].filter((held) => name.startsWith(`${held.name}/`));
    const nearest = above.sort((a, b) => b.name.length - a.name.length)[0];
    assert.ok(nearest !== undefined && can(nearest, Right.lookup | Right.createMailbox), `${name} was made`);
  }
}

/** To delete and to rename needs `x`, on it or on one that it lies below. */
function isMovable({ name }: Held, before: State): boolean {
  return [...before.values()].some(
    (held) => (held.name === name || name.startsWith(`${held.name}/`)) && can(held, Right.lookup | Right.deleteMailbox),
  );
}

function wordsOf({ verb, flag, rights }: Step, name: string): string {
  const words = COMMANDS[verb].replace('{flag}', flag).replace('{rights}', `"+${rights}"`);
  return words.replace('$2', `${PREFIX}Work/Moved`).replaceAll(/\$(?!Work|Old)/g, name);
}

function plain(told: string, name: string): string {
  const lines = told.replaceAll(name, '$').trimEnd().split('\r\n');
  // News of the selected mailbox may stand before.
  return lines
    .filter((line) => line.startsWith('t') || line.includes('$'))
    .join('\n')
    .replace(/^t\d+/gm, 't');
}
