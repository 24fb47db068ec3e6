import { LAW, LAW_OF_TESTS, PURE_ROOMS, TEST_DOORS } from '../house.ts';
import { isTest } from './imports.ts';

/** The room that a source file belongs to: `imap`, `imap/wire`, `main`, `proof`; undefined outside of all. */
export function roomOf(path: string): string | undefined {
  const parts = path.split('/');
  if (parts[0] === 'proof' && parts.length > 1) return 'proof';
  if (parts[0] !== 'src' || parts.length < 2) return undefined;
  if (parts.length === 2) return 'main';
  return parts[2] === 'wire' && parts.length > 3 ? `${parts[1]}/wire` : parts[1];
}

/** The only file of a room that others may name. */
export function doorOf(room: string): string {
  return `src/${room}/index.ts`;
}

export function isTestDoor(path: string): boolean {
  return TEST_DOORS.some((pattern) => pattern.test(path));
}

/** The row of the law that a room stands under, its own before one with a star. */
export function rowOf(room: string): string | undefined {
  if (Object.hasOwn(LAW, room)) return room;
  return Object.keys(LAW).find((row) => row.includes('*') && matches(room, row));
}

/** Whether a file of `room` may import from the room `other`. */
export function mayImport(room: string, other: string, path: string): boolean {
  if (other === room || other === `${room}/wire`) return true;
  const row = rowOf(room);
  if (row === undefined) return false;
  const allowed = [...LAW[row]!, ...(isTest(path) || isTestDoor(path) ? (LAW_OF_TESTS[row] ?? []) : [])];
  return allowed.some((pattern) => pattern === '*' || matches(other, pattern));
}

export function isPure(room: string): boolean {
  return PURE_ROOMS.some((pattern) => matches(room, pattern));
}

function matches(room: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return room === pattern;
  const [head, tail] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (!room.startsWith(head) || !room.endsWith(tail) || room.length <= head.length + tail.length) return false;
  // A star stands for a name and not for a path: `*/wire` is `imap/wire`, `store-*` is not `store-x/wire`.
  return !room.slice(head.length, room.length - tail.length).includes('/');
}
