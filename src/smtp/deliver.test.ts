import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from '../base/index.ts';
import type { DeliveryOutcome, Reception } from '../delivery/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import { AlreadyStored, deliverToAll } from './deliver.ts';

const to = (id: number, detail?: string): ResolvedRecipient => ({
  account: { id: accountId(id), address: `a${id}@example.org`, quotaBytes: undefined },
  detail,
});

/** Delivers when told so; counts how many are under way. */
function slowReception() {
  const waiting: (() => void)[] = [];
  const delivered: string[] = [];
  let most = 0;
  const reception: Reception = {
    write() {},
    finish: async () => {},
    async deliver({ account, detail }): Promise<DeliveryOutcome> {
      delivered.push(`${account.id}${detail ?? ''}`);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        most = Math.max(most, waiting.length);
        // All that can begin have begun before the first may end.
        setImmediate(() => waiting.shift()?.());
      });
      return { kind: 'delivered', account: account.id };
    },
    release() {},
  };
  return { reception, delivered, most: () => most };
}

test('many at one time, but no more than allowed, and each account once', async () => {
  const { reception, delivered, most } = slowReception();
  const recipients = Array.from({ length: 40 }, (_, i) => ({ address: '', accounts: [to((i % 20) + 1), to(1, 'x')] }));
  const { outcomes, storedNow } = await deliverToAll(reception, recipients, 7);
  assert.equal(outcomes.length, 40);
  assert.equal(storedNow, true);
  assert.deepEqual(outcomes.map((outcome) => outcome.kind === 'delivered' && outcome.account).slice(0, 3), [1, 2, 3]);
  assert.equal(delivered.length, 21);
  assert.equal(new Set(delivered).size, 21);
  assert.equal(most(), 7);
});

/** Refuses by account: for the moment, or for good. */
function refusing(temporary: readonly number[], permanent: readonly number[]) {
  const delivered: number[] = [];
  const reception: Reception = {
    write() {},
    finish: async () => {},
    async deliver({ account }): Promise<DeliveryOutcome> {
      const reason = 'unavailable';
      if (temporary.includes(account.id)) return { kind: 'refused', reason, temporary: true };
      if (permanent.includes(account.id)) return { kind: 'refused', reason, temporary: false };
      delivered.push(account.id);
      return { kind: 'delivered', account: account.id };
    },
    release() {},
  };
  return { reception, delivered };
}

test('a mail that comes again goes to those who lack it, until the sender has its last word', async () => {
  const memory = new AlreadyStored(10);
  const recipients = [1, 2, 3].map((id) => ({ address: '', accounts: [to(id)] }));
  const attempt = async (temporary: readonly number[], permanent: readonly number[], mail = 'a') => {
    const { reception, delivered } = refusing(temporary, permanent);
    const { storedNow } = await deliverToAll(reception, recipients, 5, memory.of(mail));
    return [delivered.join(), storedNow];
  };
  assert.deepEqual(await attempt([2], [3]), ['1', true]);
  assert.deepEqual(await attempt([2], [3], 'b'), ['1', true], 'another mail');
  assert.deepEqual(await attempt([2], [3]), ['', false]);
  assert.deepEqual(await attempt([], [3]), ['2', true]);
  assert.deepEqual(await attempt([], [3]), ['', false], 'for good: the sender gives up');
  assert.deepEqual(await attempt([], []), ['1,2,3', true], 'so this is a mail of its own');
  assert.deepEqual(await attempt([], []), ['1,2,3', true], 'all have it: nothing is remembered');
});

test('what is remembered is bounded, the oldest goes first', () => {
  const memory = new AlreadyStored(3);
  for (const mail of ['a', 'b']) memory.of(mail).remember(['1', '2']);
  const known = ['a', 'b'].flatMap((mail) => ['1', '2'].filter((each) => memory.of(mail).has(each)));
  assert.deepEqual(known, ['2', '1', '2']);
});
