import { test } from 'node:test';
import { MemoryStore } from '../store/index.ts';
import { compareEngines, type OpenStore, storeSuite } from '../store/suite/index.ts';
import { openSqlite } from './testing.ts';

storeSuite('store-sqlite', openSqlite);

const openMemory: OpenStore = async (options) => {
  const store = new MemoryStore(options);
  return { store, reopen: async () => store, close: () => store.close() };
};

test('store-sqlite does what memory does, under random operations', () => compareEngines(openMemory, openSqlite, 12));
