import { rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskFailure } from '../disk-failure.ts';

/**
 * Writes a file that is there whole or not at all, whatever happens in between; durable when it resolves. Rejects with
 * a DiskFailure if the disk does not take it, and then the file is as it was.
 */
export async function writeAtomically(path: string, content: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  try {
    await writeDurably(draft, content, mode);
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (error) {
    removeDraft(draft);
    throw diskFailure(error, path) ?? error;
  }
}

async function writeDurably(path: string, content: string, mode: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function removeDraft(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The disk has said already what is wrong with it; the next draft takes the place of this one.
  }
}
