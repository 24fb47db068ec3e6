import { readFileSync, rmSync } from 'node:fs';
import * as v from 'valibot';
import type { DataFolder } from '../data-folder.ts';
import { systemCode } from '../failure.ts';
import { writeAtomically } from './atomic-file.ts';

const Schema = v.object({
  /** Counted from 1 in the life of a server. */
  number: v.number(),
  ok: v.boolean(),
  /** Why it was refused; '' if it was not. */
  error: v.string(),
  changed: v.array(v.string()),
  waiting: v.array(v.string()),
});
/** What the last reload of a running server came to, for whoever asked for it. */
export type ReloadReport = Readonly<v.InferOutput<typeof Schema>>;

/** Undefined: none since the server began. */
export function readReloadReport(folder: DataFolder): ReloadReport | undefined {
  try {
    const parsed = v.safeParse(Schema, JSON.parse(readFileSync(folder.reload, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export async function writeReloadReport(folder: DataFolder, report: ReloadReport): Promise<void> {
  await writeAtomically(folder.reload, `${JSON.stringify(report)}\n`, 0o600);
}

/** A server that begins has reloaded nothing, whatever one before it has. */
export function removeReloadReport(folder: DataFolder): void {
  rmSync(folder.reload, { force: true });
}
