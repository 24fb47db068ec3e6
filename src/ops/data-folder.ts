import { join } from 'node:path';

/** Where everything lies in a data folder. */
export interface DataFolder {
  readonly path: string;
  readonly config: string;
  readonly directory: string;
  readonly store: string;
  readonly certificate: string;
  readonly key: string;
  /** What belongs to the running server; nothing in it needs a backup. */
  readonly run: string;
  readonly lock: string;
  readonly status: string;
  /** What the last reload came to. */
  readonly reload: string;
  /** Accounts whose mail is to be deleted by whoever holds the store next. */
  readonly removals: string;
}

export function dataFolder(path: string): DataFolder {
  return {
    path,
    config: join(path, 'rookery.toml'),
    directory: join(path, 'directory.sqlite'),
    store: join(path, 'store'),
    certificate: join(path, 'tls', 'certificate.pem'),
    key: join(path, 'tls', 'key.pem'),
    run: join(path, 'run'),
    lock: join(path, 'run', 'lock.sqlite'),
    status: join(path, 'run', 'status.json'),
    reload: join(path, 'run', 'reload.json'),
    removals: join(path, 'removals'),
  };
}
