import { appendFileSync, closeSync, openSync, readdirSync, readSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './crash-random.ts';

/**
 * What a power cut can leave behind the last sync: a file that is longer than what was written in full, with rubbish,
 * zeros or old octets in its tail. Only what lies behind the end is touched: what was acknowledged lies before it.
 * Gives a word on what was done.
 */
export function tearTails(dir: string, random: Random): string {
  const files = filesBelow(dir).filter((path) => statSync(path).size > 0);
  const done: string[] = [];
  const segment = newest(files.filter((path) => /\/segment-\d+$/.test(path)));
  const log = newest(files.filter((path) => /store.*-wal$/.test(path)));
  for (const path of [segment, log]) {
    if (path === undefined) continue;
    const before = statSync(path).size;
    appendFileSync(path, tail(path, random));
    // The last write of all was cut in the middle.
    if (random.chance(0.5)) truncateSync(path, random.between(before + 1, statSync(path).size));
    done.push(`${path.slice(dir.length + 1)} +${statSync(path).size - before}`);
  }
  return done.join(', ');
}

function tail(path: string, random: Random): Uint8Array {
  const length = random.between(1, 9_000);
  if (random.chance(0.3)) return new Uint8Array(length);
  if (random.chance(0.5)) return random.bytes(length);
  // The file's own beginning once more: records that look right, in a place where they are not.
  const octets = Buffer.alloc(length);
  const file = openSync(path, 'r');
  const read = readSync(file, octets, 0, length, 0);
  closeSync(file);
  return octets.subarray(0, read);
}

function newest(paths: readonly string[]): string | undefined {
  return [...paths].sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
