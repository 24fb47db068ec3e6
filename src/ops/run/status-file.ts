import { readFileSync, rmSync } from 'node:fs';
import * as v from 'valibot';
import type { DataFolder } from '../data-folder.ts';
import { systemCode } from '../failure.ts';
import { writeAtomically } from './atomic-file.ts';
import { isLocked } from './lock.ts';

const Schema = v.object({
  ready: v.boolean(),
  pid: v.nullable(v.number()),
  ports: v.record(v.string(), v.number()),
  startedAt: v.nullable(v.string()),
});
/** What scripts ask for: whether it runs, and where it listens. Ports that are not open are not there. */
export type Status = Readonly<v.InferOutput<typeof Schema>>;

const NOT_RUNNING: Status = { ready: false, pid: null, ports: {}, startedAt: null };

/** The truth about a data folder: what the file says counts only while a process holds the lock. */
export function readStatus(folder: DataFolder): Status {
  if (!isLocked(folder)) return NOT_RUNNING;
  try {
    const parsed = v.safeParse(Schema, JSON.parse(readFileSync(folder.status, 'utf8')));
    return parsed.success ? parsed.output : NOT_RUNNING;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return NOT_RUNNING;
    throw error;
  }
}

export function writeStatus(folder: DataFolder, status: Status): Promise<void> {
  return writeAtomically(folder.status, `${JSON.stringify(status)}\n`, 0o600);
}

export function removeStatus(folder: DataFolder): void {
  rmSync(folder.status, { force: true });
}
