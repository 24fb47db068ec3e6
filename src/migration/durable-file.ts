import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MigrationFailure } from './source.ts';
import { systemCode } from './system-code.ts';

/** Makes a folder that was not there, or was empty. Throws a MigrationFailure where an export would mix with something. */
export async function makeExportFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw systemCode(error) === 'EEXIST' ? taken(path) : error;
  });
  if ((await readdir(path)).length > 0) throw taken(path);
}

function taken(path: string): MigrationFailure {
  return new MigrationFailure(`${path} is there already: an export overwrites nothing, choose another place`);
}

/** Writes a new file, durable when it resolves. Throws a MigrationFailure if there is one of that name. */
export async function writeNewFile(
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  modifiedMs?: number,
): Promise<number> {
  const file = await createFile(path);
  let sizeBytes = 0;
  try {
    for await (const piece of pieces) {
      for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten;
      sizeBytes += piece.length;
    }
    if (modifiedMs !== undefined) await file.utimes(modifiedMs / 1000, modifiedMs / 1000);
    await file.sync();
  } finally {
    await file.close();
  }
  return sizeBytes;
}

async function createFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw taken(path);
    throw error;
  }
}

/** The names in a folder are durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export function syncParent(path: string): Promise<void> {
  return syncFolder(dirname(path));
}
