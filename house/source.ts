import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of the project, by its path from the top with `/` between the parts. Contents that no rule reads are ''. */
export type Tree = ReadonlyMap<string, string>;

/** One broken rule at one place. */
export interface Violation {
  readonly rule: string;
  readonly path: string;
  /** 1 for the first line; 0 where the whole file is meant. */
  readonly line: number;
  readonly detail: string;
}

export function formatViolation(violation: Violation): string {
  const place = violation.line > 0 ? `${violation.path}:${violation.line}` : violation.path;
  return `${place}: ${violation.detail} (${violation.rule})`;
}

/** What is not the project: packages, history, and the data of a server tried out here. */
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', 'data']);
/** Mail and other samples: theirs are not our words. */
const SAMPLES = /(?:^|\/)(?:corpus|fixture)\//;
const TEXT_NAMES = /(?:\.(?:ts|md|txt|json|sh|js|toml)|^rookery|^run|^LICENSE)$/;

/** Reads the project at `root`. Symbolic links are not followed. */
export function readTree(root: string): Tree {
  const files = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(path)) visit(path);
      } else if (entry.isFile()) {
        files.set(
          path,
          TEXT_NAMES.test(entry.name) && !SAMPLES.test(path) ? readFileSync(join(root, path), 'utf8') : '',
        );
      }
    }
  };
  visit('');
  return files;
}
