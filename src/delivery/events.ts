import type { Log, LogLevel } from '../base/index.ts';

/** What delivery logs. No address, no mailbox name, no text of a message. */
export interface DeliveryEvents {
  'delivery.delivered': { readonly account: number; readonly message: number; readonly sizeBytes: number };
  'delivery.refused': { readonly account: number; readonly reason: string; readonly detail: string };
  /** The store or the parser threw: the mail is refused for the moment, and somebody should look. */
  'delivery.failed': { readonly during: 'foresee' | 'write' | 'finish' | 'deliver'; readonly error: string };
}

const LEVELS: { readonly [Name in keyof DeliveryEvents]: LogLevel } = {
  'delivery.delivered': 'info',
  'delivery.refused': 'info',
  'delivery.failed': 'error',
};

export function logEvent<Name extends keyof DeliveryEvents>(log: Log, name: Name, fields: DeliveryEvents[Name]): void {
  log.event(LEVELS[name], name, { ...fields });
}
