import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { mailboxId } from '../../base/index.ts';
import { ScriptedConnection } from '../../connection/index.ts';
import { ANNA, makeWorld, type World } from '../testing.ts';

const MAIL = 'Subject: one\r\n\r\nx\r\n';

/** A session of anna's with INBOX selected. */
async function select(world: World): Promise<ScriptedConnection> {
  const connection = new ScriptedConnection({ loopback: true });
  void world.server.serve(connection);
  await connection.settled();
  await connection.exchange('a LOGIN anna@example.org secret\r\n');
  await connection.exchange('b SELECT INBOX\r\n');
  connection.take();
  return connection;
}

/** Whatever claims \Recent waits for `around`, which is given the claim. */
function holdClaims(world: World, around: (claim: () => Promise<void>) => Promise<void>) {
  const commit = world.store.commit.bind(world.store);
  const seen = { claims: 0 };
  world.store.commit = async (account, person, operations) => {
    if (operations[0]?.kind !== 'claimRecent') return commit(account, person, operations);
    seen.claims++;
    let receipt: ReturnType<typeof commit> | undefined;
    await around(async () => {
      receipt = commit(account, person, operations);
      await receipt;
    });
    return receipt ?? commit(account, person, operations);
  };
  return { commit, seen };
}

describe('\\Recent (RFC 3501 §2.3.2)', () => {
  it('goes to the session that asks first, and no other waits for that', async () => {
    const world = await makeWorld();
    const [first, second] = [await select(world), await select(world)];
    const { promise: mayClaim, resolve: letClaim } = Promise.withResolvers<void>();
    const { seen } = holdClaims(world, () => mayClaim);
    for (const connection of [first, second]) await connection.exchange('c IDLE\r\n');
    await world.put('INBOX', MAIL);
    await turn();
    assert.equal(second.take(), '* 1 EXISTS\r\n* 0 RECENT\r\n');
    assert.equal(first.take(), '');
    letClaim();
    await turn();
    assert.equal(first.take(), '* 1 EXISTS\r\n* 1 RECENT\r\n');
    assert.equal(second.take(), '');
    assert.equal(seen.claims, 1);
    for (const connection of [first, second]) await connection.exchange('DONE\r\n');
    assert.match(await first.exchange('d FETCH 1 FLAGS\r\n'), /\(FLAGS \(\\Recent\)\)/);
    assert.match(await second.exchange('d FETCH 1 FLAGS\r\n'), /\(FLAGS \(\)\)/);
    // The next message is for whoever asks first then.
    await world.put('INBOX', MAIL);
    assert.match(await second.exchange('e NOOP\r\n'), /\* 2 EXISTS\r\n\* 1 RECENT\r\n/);
    assert.match(await first.exchange('e NOOP\r\n'), /\* 2 EXISTS\r\n\* 1 RECENT\r\n/);
    assert.match(await first.exchange('f FETCH 2 FLAGS\r\n'), /\(FLAGS \(\)\)/);
  });

  it('is not what another thread has claimed meanwhile', async () => {
    const world = await makeWorld();
    const here = await select(world);
    const { commit } = holdClaims(world, async (claim) => {
      await claim();
      await world.put('INBOX', MAIL);
      await commit(ANNA, ANNA, [{ kind: 'claimRecent', mailbox: mailboxId(1) }]);
    });
    await world.put('INBOX', MAIL);
    assert.match(await here.exchange('c NOOP\r\n'), /\* 2 EXISTS\r\n\* 1 RECENT\r\n/);
    assert.match(
      await here.exchange('d FETCH 1:2 FLAGS\r\n'),
      /1 FETCH \(FLAGS \(\\Recent\)\)\r\n\* 2 FETCH \(FLAGS \(\)\)/,
    );
  });

  it('is claimed again after a claim that failed', async () => {
    const world = await makeWorld();
    const here = await select(world);
    const { commit } = holdClaims(world, async () => {
      throw new Error('a defect');
    });
    await world.put('INBOX', MAIL);
    await here.exchange('c NOOP\r\n');
    world.store.commit = commit;
    const other = await select(world);
    assert.match(await other.exchange('d FETCH 1 FLAGS\r\n'), /\(FLAGS \(\\Recent\)\)/);
  });
});
