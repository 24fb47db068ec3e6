import { MemoryStore } from './memory.ts';
import type { OpenStore } from './suite/index.ts';
import { storeSuite } from './suite/index.ts';

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

storeSuite('memory', openMemory);
