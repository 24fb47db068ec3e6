import { DatabaseSync } from 'node:sqlite';
import { SCHEMA_STEPS } from './schema-steps.ts';

/** Names below the store's directory. */
/** The index's pages: a delivery touches about five, each of which goes to the log whole. */
export const INDEX_PAGE_BYTES = 4096;
export const INDEX_FILE = 'index.db';
export const BLOB_DIRECTORY = 'blob';

/** Raised when a table changes; `openIndex` brings older files forward step by step. */
const SCHEMA_VERSION = 3;

/**
 * The index. `mailbox.key` is unique over all accounts and part of the row ids of pages and chunks: page n of a mailbox is
 * row key·2^23 + n, chunk n is row key·2^26 + n, so that a mailbox's pages lie side by side. The newest chunk's entries are
 * rows of `entry_tail`, in key·64 + uid mod 64: a slot is written over when its turn comes again, and never emptied.
 */
const TABLES = `
CREATE TABLE start (count INTEGER NOT NULL);
INSERT INTO start (count) VALUES (0);
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  modseq INTEGER NOT NULL,
  next_mailbox INTEGER NOT NULL,
  next_message INTEGER NOT NULL,
  next_thread INTEGER NOT NULL,
  last_uidvalidity INTEGER NOT NULL,
  storage_max INTEGER,
  messages_max INTEGER,
  storage_used INTEGER NOT NULL,
  messages_used INTEGER NOT NULL,
  messages_gone INTEGER NOT NULL,
  mailboxes_gone INTEGER NOT NULL,
  pruned_modseq INTEGER NOT NULL,
  threads_settled INTEGER NOT NULL
);
CREATE TABLE mailbox (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT,
  seen_state TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uidnext INTEGER NOT NULL,
  recent_uid INTEGER NOT NULL,
  highest_modseq INTEGER NOT NULL,
  created_modseq INTEGER NOT NULL,
  changed_modseq INTEGER NOT NULL,
  seen_modseq INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  unseen INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  size INTEGER NOT NULL,
  tombstones INTEGER NOT NULL,
  pruned_modseq INTEGER NOT NULL
);
CREATE UNIQUE INDEX mailbox_by_id ON mailbox (account, id);
CREATE UNIQUE INDEX mailbox_by_name ON mailbox (account, name);
CREATE TABLE mailbox_gone (
  account INTEGER NOT NULL, modseq INTEGER NOT NULL, mailbox INTEGER NOT NULL, created_modseq INTEGER NOT NULL,
  PRIMARY KEY (account, modseq, mailbox)
) WITHOUT ROWID;
CREATE TABLE acl (
  account INTEGER NOT NULL, mailbox INTEGER NOT NULL, identifier INTEGER NOT NULL, rights INTEGER NOT NULL,
  PRIMARY KEY (account, mailbox, identifier)
) WITHOUT ROWID;
CREATE INDEX acl_by_identifier ON acl (identifier, account);
CREATE TABLE subscription (
  account INTEGER NOT NULL, actor INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (account, actor, name)
) WITHOUT ROWID;
CREATE TABLE keyword_set (
  account INTEGER NOT NULL, id INTEGER NOT NULL, names TEXT NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE TABLE entry_page (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE flag_page (
  id INTEGER PRIMARY KEY, version INTEGER NOT NULL, entry_version INTEGER NOT NULL, count INTEGER NOT NULL,
  tail_uid INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE TABLE seen_page (
  mailbox INTEGER NOT NULL, viewer INTEGER NOT NULL, number INTEGER NOT NULL,
  version INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (mailbox, viewer, number)
) WITHOUT ROWID;
CREATE TABLE rendered_chunk (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE entry_tail (id INTEGER PRIMARY KEY, uid INTEGER NOT NULL, entry BLOB, rendered BLOB NOT NULL);
CREATE TABLE message (
  account INTEGER NOT NULL, id INTEGER NOT NULL,
  thread INTEGER NOT NULL, body INTEGER NOT NULL, size INTEGER NOT NULL, created_modseq INTEGER NOT NULL,
  touched_modseq INTEGER NOT NULL, thread_hashes BLOB NOT NULL, places BLOB NOT NULL,
  PRIMARY KEY (account, id)
) WITHOUT ROWID;
CREATE INDEX message_touched ON message (account, touched_modseq) WHERE touched_modseq > 0;
CREATE TABLE body (
  id INTEGER PRIMARY KEY,
  segment INTEGER NOT NULL, offset INTEGER NOT NULL, stored_bytes INTEGER NOT NULL, size INTEGER NOT NULL,
  crc32 INTEGER NOT NULL, encoding INTEGER NOT NULL, refs INTEGER NOT NULL
);
CREATE TABLE segment (
  id INTEGER PRIMARY KEY, end INTEGER NOT NULL, live_bytes INTEGER NOT NULL
);
CREATE TABLE tombstone (
  mailbox INTEGER NOT NULL, modseq INTEGER NOT NULL, count INTEGER NOT NULL, uids BLOB NOT NULL,
  PRIMARY KEY (mailbox, modseq)
) WITHOUT ROWID;
CREATE TABLE message_gone (
  account INTEGER NOT NULL, modseq INTEGER NOT NULL, count INTEGER NOT NULL, ids BLOB NOT NULL, created_modseqs BLOB NOT NULL,
  PRIMARY KEY (account, modseq)
) WITHOUT ROWID;
CREATE TABLE property (
  account INTEGER NOT NULL, kind INTEGER NOT NULL, target INTEGER NOT NULL, name TEXT NOT NULL,
  value BLOB, modseq INTEGER NOT NULL,
  PRIMARY KEY (account, kind, target, name)
) WITHOUT ROWID;
CREATE INDEX property_by_modseq ON property (account, modseq);
CREATE TABLE thread_key (
  account INTEGER NOT NULL, hash INTEGER NOT NULL, thread INTEGER NOT NULL, uses INTEGER NOT NULL,
  PRIMARY KEY (account, hash)
) WITHOUT ROWID;
`;

/** The writer's connection, which also makes the tables. */
export function openIndexForWriting(file: string): DatabaseSync {
  const index = new DatabaseSync(file);
  index.exec(
    `PRAGMA page_size = ${INDEX_PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY`,
  );
  index.exec(
    'PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF',
  );
  const { user_version: version } = index.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > SCHEMA_VERSION) {
    index.close();
    throw new Error(
      `the index is of version ${version}, newer than this program's ${SCHEMA_VERSION}: use a newer Rookery`,
    );
  }
  if (version === 0) {
    index.exec(`BEGIN IMMEDIATE; ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  } else if (version < SCHEMA_VERSION) {
    index.exec('BEGIN IMMEDIATE');
    for (const step of SCHEMA_STEPS.slice(version - 1)) step(index);
    index.exec(`PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  }
  return index;
}

/** A reader's connection: it never waits for the writer, and the writer never for it. */
export function openIndexForReading(file: string): DatabaseSync {
  const index = new DatabaseSync(file, { readOnly: true });
  index.exec('PRAGMA cache_size = -32768; PRAGMA busy_timeout = 5000; PRAGMA query_only = ON');
  return index;
}
