import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from '../base/index.ts';
import type { DeliveryOutcome, Reception } from '../delivery/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import { deliverToAll } from './deliver.ts';

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
