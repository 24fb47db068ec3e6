import { describe } from 'node:test';
import { accountSuite } from './account.ts';
import { commitSuite } from './commit.ts';
import type { OpenStore } from './engine.ts';
import { mailboxSuite } from './mailbox.ts';
import { messageSuite } from './message.ts';
import { rightSuite } from './right.ts';
import { viewSuite } from './view.ts';

export type { EngineOptions, OpenedStore, OpenStore } from './engine.ts';
export { compareEngines, comparePlan } from './model/compare.ts';
export type { Plan } from './model/plan.ts';

/** Declares the tests that every engine must pass: the store's promises, one by one. */
export function storeSuite(name: string, openStore: OpenStore): void {
  describe(`${name}: a store`, () => {
    for (const suite of [accountSuite, mailboxSuite, messageSuite, commitSuite, rightSuite, viewSuite])
      suite(openStore);
  });
}
