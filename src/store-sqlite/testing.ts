import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenStore } from '../store/suite/index.ts';
import { openSqliteStore } from './index.ts';

/** Opens the embedded engine in a folder of its own, for the suite of the store. */
export const openSqlite: OpenStore = async (options) => {
  const directory = mkdtempSync(join(tmpdir(), 'rookery-store-'));
  let store = await openSqliteStore({ ...options, directory });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore({ ...options, directory });
      return store;
    },
    close: async () => {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
