import { Failure, systemCode } from './failure.ts';

/** A disk, or the rights on it, did not let something happen. */
export class DiskFailure extends Failure {
  /** Only room is wanting: what reads can go on. */
  readonly isFull: boolean;
  constructor(place: string, cause: Cause) {
    super(`cannot use ${place}: ${cause.reason}. ${cause.remedy}`);
    this.isFull = cause === FULL;
  }
}

interface Cause {
  readonly reason: string;
  readonly remedy: string;
}

const FULL: Cause = { reason: 'the disk is full', remedy: 'Make room and try again' };
const READ_ONLY: Cause = {
  reason: 'the disk is read-only',
  remedy: 'One that fails turns so by itself: read the system log, mount it for writing, and try again',
};
const BROKEN: Cause = {
  reason: 'the disk gives an error',
  remedy: 'Read the system log, and see that there is a backup before anything else',
};
const FORBIDDEN: Cause = {
  reason: 'the system does not let this user have it',
  remedy: 'Run it as the user who owns the data folder',
};
const TOO_MANY_FILES: Cause = {
  reason: 'too many files are open',
  remedy: 'Raise the limit of open files (ulimit -n) and try again',
};
const WRONG_PLACE: Cause = { reason: 'there is no such place on the disk', remedy: 'Correct the path' };

/** By the name of the system's error. */
const SYSTEM_CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EROFS: READ_ONLY,
  EIO: BROKEN,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
  ENOENT: WRONG_PLACE,
  ENOTDIR: WRONG_PLACE,
  EISDIR: WRONG_PLACE,
  EEXIST: WRONG_PLACE,
  ELOOP: WRONG_PLACE,
  ENAMETOOLONG: WRONG_PLACE,
};

/** By SQLite's primary result code. */
const SQLITE_CAUSES: Readonly<Record<number, Cause>> = {
  3: FORBIDDEN,
  5: { reason: 'another process keeps it busy', remedy: 'Try again' },
  8: READ_ONLY,
  10: BROKEN,
  11: { reason: 'it is damaged', remedy: 'It must come back from a backup' },
  13: FULL,
  14: { reason: 'it cannot be opened', remedy: 'See whose it is, and whether the disk has room' },
  26: { reason: 'it is damaged', remedy: 'It must come back from a backup' },
};

/** SQLITE_IOERR_SHMSIZE: there is no room for the memory that an index shares between processes. */
const SQLITE_NO_SHARED_ROOM = 10 | (19 << 8);

/**
 * An error of the disk as a failure with a remedy; undefined for all others. `place` is what was to be used, unless
 * the error itself names a file.
 */
export function diskFailure(error: unknown, place: string): DiskFailure | undefined {
  if (error instanceof DiskFailure) return error;
  const cause = causeOf(error);
  if (cause === undefined) return undefined;
  return new DiskFailure(error instanceof Error && 'path' in error ? String(error.path) : place, cause);
}

/** SQLite's own code, without the extended part in its high bits; undefined for an error that is not SQLite's. */
export function sqliteCode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : undefined;
}

function causeOf(error: unknown): Cause | undefined {
  if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_NO_SHARED_ROOM) return FULL;
  const fromSqlite = sqliteCode(error);
  if (fromSqlite !== undefined) return SQLITE_CAUSES[fromSqlite];
  // Only what the system itself refused: an error with such a code and no call behind it is somebody's mistake.
  const code = error instanceof Error && 'syscall' in error ? systemCode(error) : undefined;
  return code === undefined ? undefined : SYSTEM_CAUSES[code];
}
