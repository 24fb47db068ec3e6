import type { Log } from '../base/index.ts';

/** The log events of this room. A path is told without its query, which may hold an address. */
export const events = {
  answered: (log: Log, fields: { request: string; method: string; path: string; status: number; durationMs: number }) =>
    log.event('info', 'http.answered', fields),
  refused: (log: Log, fields: { status: number; reason: string }) => log.event('info', 'http.refused', fields),
  failed: (log: Log, fields: { request: string; error: string }) => log.event('error', 'http.failed', fields),
} as const;
