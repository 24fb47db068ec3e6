import type { Log, LogField, LogLevel } from '../../base/index.ts';

type Fields = Readonly<Record<string, LogField>>;

const RANKS: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** A log that passes on what is at least of a level, which can change while children of the log are in use. */
export function levelFilter(
  level: LogLevel,
  pass: (level: LogLevel, name: string, fields: Fields) => void,
): { readonly log: Log; setLevel(level: LogLevel): void } {
  let least = RANKS[level];
  const logWith = (own: Fields): Log => ({
    event(of, name, fields) {
      if (RANKS[of] >= least) pass(of, name, fields === undefined ? own : { ...own, ...fields });
    },
    child: (fields) => logWith({ ...own, ...fields }),
  });
  return {
    log: logWith({}),
    setLevel: (next) => {
      least = RANKS[next];
    },
  };
}
