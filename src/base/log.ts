/**
 * Log events are a typed catalogue: each room declares its events as a map from name to fields and calls `log.event`.
 * No field may carry a password, a token or the text of a message.
 */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';
export type LogField = string | number | boolean | null | undefined;

export interface Log {
  event(level: LogLevel, name: string, fields?: Readonly<Record<string, LogField>>): void;
  /** A log that adds `fields` to each of its events. */
  child(fields: Readonly<Record<string, LogField>>): Log;
}

/** A log that drops everything; for tests and for tools. */
export const silentLog: Log = {
  event() {},
  child() {
    return silentLog;
  },
};
