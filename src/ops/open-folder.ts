import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Log, silentLog } from '../base/index.ts';
import type { Directory, DirectoryError } from '../directory/index.ts';
import type { Store } from '../store/index.ts';
import { type Config, configSections } from './config/config.ts';
import { parseConfig } from './config/parse.ts';
import { type DataFolder, dataFolder } from './data-folder.ts';
import { diskFailure } from './disk-failure.ts';
import type { Engines } from './engines.ts';
import { Failure } from './failure.ts';

export interface OpenFolder {
  readonly folder: DataFolder;
  readonly config: Config;
}

/** Reads the configuration of a data folder. Throws a Failure if there is none, or if it is wrong. */
export function openFolder(path: string, engines: Engines): OpenFolder {
  const folder = dataFolder(resolve(path));
  if (!existsSync(folder.config)) {
    throw new Failure(
      `there is no rookery.toml in ${folder.path}: make a data folder with rookery init --dir ${path} --domain example.org`,
    );
  }
  const config = parseConfig(readFileSync(folder.config, 'utf8'), configSections(engines.sections));
  if (config.ok) return { folder, config: config.value };
  const problems = config.error.map(({ line, detail }) => `  ${line === undefined ? '' : `line ${line}: `}${detail}`);
  throw new Failure(`${folder.config} cannot be used:\n${problems.join('\n')}`);
}

/** Opens the directory. Throws a Failure if the disk does not give it. */
export function openDirectoryOf({ folder, config }: OpenFolder, engines: Engines, log: Log): Directory {
  try {
    return engines.openDirectory(folder.directory, config, log);
  } catch (error) {
    throw diskFailure(error, folder.directory) ?? error;
  }
}

/** Opens the store. Throws a Failure whatever is wrong with it. */
export async function openStoreOf(
  { folder, config }: OpenFolder,
  engines: Engines,
  log: Log,
  onLost: (reason: string) => void = () => {},
): Promise<Store> {
  try {
    return await engines.openStore({ directory: folder.store, config, log, onLost });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const remedy = `See: rookery check --dir ${folder.path}`;
    throw diskFailure(error, folder.store) ?? new Failure(`the store cannot be opened: ${detail}. ${remedy}`);
  }
}

/** Opens the directory of a data folder for one verb, and closes it after that. */
export async function withDirectory<T>(
  path: string,
  engines: Engines,
  work: (directory: Directory, open: OpenFolder) => Promise<T>,
): Promise<T> {
  const open = openFolder(path, engines);
  const directory = openDirectoryOf(open, engines, silentLog);
  try {
    return await work(directory, open);
  } finally {
    directory.close();
  }
}

/** What the directory refused, as a Failure. */
export function orFail<T>(result: { ok: true; value: T } | { ok: false; error: DirectoryError }): T {
  if (!result.ok) throw new Failure(result.error.detail);
  return result.value;
}
