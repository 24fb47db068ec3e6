/**
 * Holds the embedded engine to the reference engine under random operations, for as long as one likes:
 * `npm run fuzz -- --runs 500 --seed 7`. Exits with 1 and the shortest plan on which they differ.
 */
import { parseArgs } from 'node:util';
import { MemoryStore } from '../src/store/index.ts';
import { compareEngines, type OpenStore } from '../src/store/suite/index.ts';
import { openSqlite } from '../src/store-sqlite/testing.ts';

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } });
const runs = Number(values.runs ?? 100);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

console.log(`comparing memory and store-sqlite: ${runs} runs, seed ${seed}`);
await compareEngines(openMemory, openSqlite, runs, seed);
console.log(`${runs} passed, 0 failed`);
