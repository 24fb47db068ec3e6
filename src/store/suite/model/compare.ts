import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OpenStore } from '../engine.ts';
import { ManualClock } from '../scene.ts';
import { plans } from './arbitrary.ts';
import { Invariants } from './invariant.ts';
import { type Observation, observe, observeMessages } from './observe.ts';
import { formatPlan, type Plan } from './plan.ts';
import { accountOf, PEOPLE, Rig } from './rig.ts';

/**
 * Does the same random things to two engines and expects the same of both at every step, and the invariants to hold.
 * Deterministic from the seed. Throws with the shortest plan found on which they differ.
 */
export async function compareEngines(makeA: OpenStore, makeB: OpenStore, runs: number, seed = 20_260): Promise<void> {
  const property = fc.asyncProperty(plans, (plan) => comparePlan(makeA, makeB, plan));
  const outcome = await fc.check(property, { numRuns: runs, seed });
  if (!outcome.failed) return;
  const plan = outcome.counterexample?.[0];
  throw new Error(
    [
      `the engines differ, or an invariant broke, in run ${outcome.numRuns} of seed ${outcome.seed} (${outcome.numShrinks} shrinks)`,
      plan === undefined ? '' : formatPlan(plan),
      String(outcome.errorInstance instanceof Error ? outcome.errorInstance.message : outcome.errorInstance),
    ].join('\n'),
    { cause: outcome.errorInstance },
  );
}

/** Runs one plan on both engines; for a plan that a failure printed. */
export async function comparePlan(makeA: OpenStore, makeB: OpenStore, { limits, steps }: Plan): Promise<void> {
  const clock = new ManualClock();
  const a = await Rig.open(await makeA({ clock, limits }));
  const b = await Rig.open(await makeB({ clock, limits }));
  const invariants = PEOPLE.map(() => new Invariants());
  try {
    for (const [index, step] of steps.entries()) {
      if (step.step === 'wait') clock.ms += step.ms;
      const label = `step ${index + 1}, ${step.step}`;
      const answerOfA = await a.run(step);
      expectSame(answerOfA, await b.run(step), `${label}: the answers`);
      const accounts = step.step === 'reopen' ? PEOPLE : 'account' in step ? [step.account] : [];
      for (const account of accounts) invariants[account]!.check(...(await observeBoth(a, b, account, label)));
    }
    await compareAtEnd(a, b);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
}

async function observeBoth(a: Rig, b: Rig, account: 0 | 1 | 2, label: string): Promise<[Observation, number]> {
  const people = PEOPLE.map(accountOf);
  const ofA = await observe(a.store, accountOf(account), people);
  const ofB = await observe(b.store, accountOf(account), people);
  expectSame(ofA, ofB, `${label}: account ${account} afterwards`);
  const state = await a.store.account(accountOf(account));
  assert.ok(state.ok);
  return [ofA, state.value.modSeq];
}

async function compareAtEnd(a: Rig, b: Rig): Promise<void> {
  expectSame(await a.checkKept(), await b.checkKept(), 'at the end: kept snapshots against present ones');
  for (const person of PEOPLE) {
    await a.followers[person]!.follow(a.store, 3);
    await b.followers[person]!.follow(b.store, 3);
    const account = accountOf(person);
    const [ofA] = await observeBoth(a, b, person, 'at the end');
    const ids = ofA.views[0]!.mailboxes.flatMap(({ entries }) =>
      typeof entries === 'string' ? [] : entries.map((entry) => entry.messageId),
    );
    const last = Math.min(40, Math.max(0, ...ids));
    const messages = await observeMessages(a.store, account, last);
    expectSame(messages, await observeMessages(b.store, account, last), `at the end: messages of account ${person}`);
    expectSame(await a.store.sharedWith(account), await b.store.sharedWith(account), 'at the end: who shares');
  }
}

/** Comparing text first is what keeps a run fast; the difference is worked out only where there is one. */
function expectSame(a: unknown, b: unknown, what: string): void {
  if (JSON.stringify(a) === JSON.stringify(b)) return;
  try {
    assert.deepStrictEqual(b, a);
  } catch (error) {
    const difference = error instanceof Error ? error.message : String(error);
    throw new Error(`${what} differ (+ second engine, - first):\n${difference}`);
  }
}
