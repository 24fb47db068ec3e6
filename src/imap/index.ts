export type { EndReason, ImapEvents } from './events.ts';
export { DEFAULT_IMAP_LIMITS, type ImapLimits } from './limits.ts';
export { createImapServer, type ImapOptions, imapRefusalLine } from './server.ts';
export type { PlaintextLogin } from './session/services.ts';
