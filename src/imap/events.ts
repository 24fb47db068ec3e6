import type { Log, LogLevel } from '../base/index.ts';

/** What the IMAP room logs. No password, no mailbox name, no text of a message. */
export interface ImapEvents {
  'imap.connected': { readonly remoteAddress: string; readonly secure: boolean };
  'imap.tls': { readonly succeeded: boolean };
  /** The session's log has the account. */
  'imap.login': { readonly mechanism: 'LOGIN' | 'PLAIN' };
  'imap.loginFailed': {
    readonly mechanism: 'LOGIN' | 'PLAIN';
    readonly reason: string;
    readonly remoteAddress: string;
  };
  'imap.selected': { readonly mailbox: number; readonly messages: number; readonly readOnly: boolean };
  'imap.badCommand': { readonly reason: string };
  'imap.refused': { readonly command: string; readonly code: string };
  'imap.failed': { readonly incident: string; readonly command: string; readonly error: string };
  'imap.stagingFailed': { readonly error: string };
  'imap.ended': {
    readonly reason: EndReason;
    readonly commands: number;
    readonly bytesRead: number;
    readonly bytesWritten: number;
  };
}

/** Why a session ended. */
export type EndReason =
  | 'logout'
  | 'closed'
  | 'timeout'
  | 'tooManyFailures'
  | 'tooManyBadCommands'
  | 'mailboxGone'
  | 'literalTooLarge'
  | 'tlsFailed'
  | 'drain'
  | 'failed';

const LEVELS: { readonly [Name in keyof ImapEvents]: LogLevel } = {
  'imap.connected': 'debug',
  'imap.tls': 'debug',
  'imap.login': 'info',
  'imap.loginFailed': 'warn',
  'imap.selected': 'debug',
  'imap.badCommand': 'debug',
  'imap.refused': 'debug',
  'imap.failed': 'error',
  'imap.stagingFailed': 'error',
  'imap.ended': 'info',
};

export function logEvent<Name extends keyof ImapEvents>(log: Log, name: Name, fields: ImapEvents[Name]): void {
  log.event(LEVELS[name], name, { ...fields });
}
