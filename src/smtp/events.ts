import type { Log, LogLevel } from '../base/index.ts';

/** What the SMTP room logs. No address, no text of a message. */
export interface SmtpEvents {
  'smtp.connected': { readonly remoteAddress: string; readonly secure: boolean };
  'smtp.mail': {
    readonly recipients: number;
    readonly delivered: number;
    readonly sizeBytes: number;
    readonly outcome: string;
  };
  'smtp.loggedIn': { readonly account: number };
  'smtp.loginFailed': { readonly reason: string };
  'smtp.lookupFailed': { readonly error: string };
  'smtp.failed': { readonly error: string };
  'smtp.ended': { readonly mails: number; readonly bytesRead: number; readonly bytesWritten: number };
}

const LEVELS: { readonly [Name in keyof SmtpEvents]: LogLevel } = {
  'smtp.connected': 'debug',
  'smtp.mail': 'info',
  'smtp.loggedIn': 'info',
  'smtp.loginFailed': 'info',
  'smtp.lookupFailed': 'error',
  'smtp.failed': 'error',
  'smtp.ended': 'debug',
};

export function logEvent<Name extends keyof SmtpEvents>(log: Log, name: Name, fields: SmtpEvents[Name]): void {
  log.event(LEVELS[name], name, { ...fields });
}
