import { describe } from 'node:test';
import { accountSuite } from './account.ts';
import { adoptedUidSuite } from './adopted-uid.ts';
import { changeSuite } from './change.ts';
import { commitSuite } from './commit.ts';
import type { OpenStore } from './engine.ts';
import { mailboxSuite } from './mailbox.ts';
import { messageSuite } from './message.ts';
import { propertySuite } from './property.ts';
import { rightSuite } from './right.ts';
import { searchSuite } from './search.ts';
import { seenSuite } from './seen.ts';
import { snapshotSuite } from './snapshot.ts';
import { threadSuite } from './thread.ts';

export type { EngineOptions, OpenedStore, OpenStore } from './engine.ts';
export { compareEngines, comparePlan } from './model/compare.ts';
export type { Plan } from './model/plan.ts';

const SUITES = [
  accountSuite,
  mailboxSuite,
  messageSuite,
  adoptedUidSuite,
  threadSuite,
  commitSuite,
  rightSuite,
  seenSuite,
  snapshotSuite,
  changeSuite,
  propertySuite,
  searchSuite,
];

/** Declares the tests that every engine must pass: the store's promises, one by one. */
export function storeSuite(name: string, openStore: OpenStore): void {
  describe(`${name}: a store`, () => {
    for (const suite of SUITES) suite(openStore);
  });
}
