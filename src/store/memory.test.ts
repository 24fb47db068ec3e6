import { it } from 'node:test';
import { MemoryStore } from './memory.ts';
import { compareEngines, type OpenStore, storeSuite } from './suite/index.ts';

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

storeSuite('memory', openMemory);

it('memory: keeps the invariants under random operations, and is deterministic', async () => {
  await compareEngines(openMemory, openMemory, 60);
});
