import { DatabaseSync } from 'node:sqlite';

const VERSION = 1;

/**
 * AUTOINCREMENT keeps an account's id from ever being given out again. A change of password raises `passwordVersion`,
 * by which every process sees at its next login that what it remembers is stale.
 */
const SCHEMA = `
  CREATE TABLE domain (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    catchAll INTEGER REFERENCES account (id)
  ) STRICT;
  CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain INTEGER NOT NULL REFERENCES domain (id),
    localKey TEXT NOT NULL,
    local TEXT NOT NULL,
    passwordHash TEXT NOT NULL,
    passwordVersion INTEGER NOT NULL DEFAULT 1,
    quotaBytes INTEGER,
    UNIQUE (domain, localKey)
  ) STRICT;
  CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain INTEGER NOT NULL REFERENCES domain (id),
    localKey TEXT NOT NULL,
    local TEXT NOT NULL,
    UNIQUE (domain, localKey)
  ) STRICT;
  CREATE TABLE aliasTarget (
    alias INTEGER NOT NULL REFERENCES alias (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    address TEXT NOT NULL,
    PRIMARY KEY (alias, position)
  ) STRICT;
`;

/** Opens the file, made if it is not there. Throws if it cannot, or if a newer Rookery wrote it. */
export function openDatabase(file: string, busyTimeoutMs: number): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    transaction(database, () => migrate(database));
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function migrate(database: DatabaseSync): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > VERSION) {
    throw new Error(`the directory was written by a newer version (${version}, this one knows ${VERSION}): upgrade`);
  }
  if (version < 1) database.exec(`${SCHEMA} PRAGMA user_version = ${VERSION};`);
}

/** Runs `work` with the write lock from the start, so that what it reads still holds when it writes. */
export function transaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    database.exec('COMMIT');
    return value;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
