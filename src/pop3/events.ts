import type { Log } from '../base/index.ts';

/** The log events of this room. */
export const events = {
  loggedIn: (log: Log, fields: { account: number; messages: number }) => log.event('info', 'pop3.loggedIn', fields),
  loginFailed: (log: Log, fields: { reason: string }) => log.event('info', 'pop3.loginFailed', fields),
  deleted: (log: Log, fields: { account: number; messages: number }) => log.event('info', 'pop3.deleted', fields),
  deleteFailed: (log: Log, fields: { account: number; code: string }) => log.event('warn', 'pop3.deleteFailed', fields),
  ended: (log: Log, fields: { reason: string; commands: number; bytesRead: number; bytesWritten: number }) =>
    log.event('debug', 'pop3.ended', fields),
  failed: (log: Log, fields: { error: string }) => log.event('error', 'pop3.failed', fields),
} as const;
