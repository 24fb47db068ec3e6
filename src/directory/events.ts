import type { Log, LogLevel } from '../base/index.ts';

/** What the directory logs. No password, and no name that somebody tried: it may be a password typed in the wrong field. */
export interface DirectoryEvents {
  'directory.loginFailed': { readonly network: string };
  'directory.loginUnavailable': { readonly error: string };
  'directory.rehashFailed': { readonly account: number; readonly error: string };
}

const LEVELS: { readonly [Name in keyof DirectoryEvents]: LogLevel } = {
  'directory.loginFailed': 'info',
  'directory.loginUnavailable': 'error',
  'directory.rehashFailed': 'warn',
};

export function logEvent<Name extends keyof DirectoryEvents>(
  log: Log,
  name: Name,
  fields: DirectoryEvents[Name],
): void {
  log.event(LEVELS[name], name, { ...fields });
}
