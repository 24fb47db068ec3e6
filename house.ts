/**
 * The law of the house: what a room may import, which rooms are pure, and how files are named and sized. `house.test.ts`
 * reads every file of the project and holds it to this table; `house/` is the reader. A new protocol adds one row here.
 *
 * A room is a folder of `src/`; its door is its `index.ts`. A `wire/` shelf is a room of its own, written `imap/wire`.
 * Type imports count. `*` stands for any name.
 */

/** The rooms that each room may import, beside itself and its own `wire/` shelf. */
export const LAW: Readonly<Record<string, readonly string[]>> = {
  base: [],
  thread: [],
  message: ['base'],
  sieve: ['base', 'message'],
  groupware: ['base', 'message'],
  '*/wire': ['base', 'message'],
  'mailbox-file': ['base', 'message', 'imap/wire'],

  store: ['base', 'message'],
  'store-*': ['base', 'message', 'store'],
  'store-sqlite': ['base', 'message', 'store', 'blob-fs', 'thread'],
  'blob-*': ['base', 'message', 'store'],
  'search-*': ['base', 'message', 'store'],
  directory: ['base'],
  demo: ['base', 'message', 'store'],

  filter: ['base', 'message', 'store', 'directory'],
  delivery: ['base', 'message', 'sieve', 'store', 'directory', 'filter'],
  queue: ['base', 'message', 'store', 'directory', 'filter', 'delivery', 'smtp/wire'],

  connection: ['base'],
  http: ['base', 'connection', 'directory'],
  imap: ['base', 'message', 'sieve', 'store', 'directory', 'connection'],
  pop3: ['base', 'message', 'sieve', 'store', 'directory', 'connection'],
  managesieve: ['base', 'message', 'sieve', 'store', 'directory', 'connection'],
  smtp: ['base', 'message', 'directory', 'delivery', 'queue', 'connection'],
  jmap: ['base', 'message', 'sieve', 'store', 'directory', 'groupware', 'queue', 'http'],
  dav: ['base', 'message', 'sieve', 'store', 'directory', 'groupware', 'queue', 'http'],
  eas: ['base', 'message', 'sieve', 'store', 'directory', 'groupware', 'queue', 'http'],
  ews: ['base', 'message', 'sieve', 'store', 'directory', 'groupware', 'queue', 'http'],
  mapi: ['base', 'message', 'sieve', 'store', 'directory', 'groupware', 'queue', 'http'],
  pull: ['base', 'message', 'store', 'delivery', 'queue', 'imap/wire', 'pop3/wire'],

  migration: ['base', 'message', 'store', 'mailbox-file'],

  ops: ['base', 'store', 'directory', 'connection', 'queue', 'migration', 'thread'],
  main: ['*'],
  proof: ['*'],
};

/** What the tests of a room may import beside that: a protocol is tried with the real rooms behind it. */
export const LAW_OF_TESTS: Readonly<Record<string, readonly string[]>> = {
  smtp: ['store'],
  'search-*': ['store-sqlite'],
};

/** Rooms without a Node module, a clock, chance or a process: they run in a browser and replay from a seed. */
export const PURE_ROOMS: readonly string[] = ['base', 'message', 'sieve', 'groupware', 'mailbox-file', '*/wire'];

/** Packages that a pure room may import all the same. */
export const PURE_PACKAGES: readonly string[] = ['ical.js'];

/** Globals that a pure room does not know. `Date.now` and `new Date()` are looked for apart. */
export const IMPURE_GLOBALS: readonly string[] = [
  'process',
  'Buffer',
  'global',
  'globalThis',
  'console',
  'performance',
  'crypto',
  'fetch',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
];

/** Files that stand between a room and its tests; nothing else may import them. They need not pass through a door. */
export const TEST_DOORS: readonly RegExp[] = [
  /^src\/store\/suite\//,
  /^src\/[\w-]+\/transcript\//,
  /\/testing\.ts$/,
  /\.oracle\.ts$/,
  /\/corpus-[\w-]+\.table\.ts$/,
];

/** Names that say nothing. They are refused as a file, as a folder, and as a part between hyphens. */
export const EMPTY_NAMES: readonly string[] = [
  'util',
  'utils',
  'common',
  'helper',
  'helpers',
  'misc',
  'manager',
  'types',
  'stuff',
];

/** Lines. A table of data (`*.table.ts`) may be longer. */
export const FILE_MAX_LINES = 400;
export const TEST_FILE_MAX_LINES = 800;
export const README_MAX_LINES = 60;

/** Files that may be longer, each with its reason. */
export const LONG_FILES: Readonly<Record<string, string>> = {};
