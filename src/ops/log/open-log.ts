import { openSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DestinationStream, destination, pino, stdTimeFunctions } from 'pino';
import type { Log, LogLevel } from '../../base/index.ts';
import type { OwnConfig } from '../config/own-sections.ts';
import { Failure } from '../failure.ts';
import { levelFilter } from './level-filter.ts';
import { prettyLine } from './pretty-line.ts';

/** A log that can be brought to its end. */
export interface OpenLog extends Log {
  /** Writes out what is waiting. */
  flush(): void;
  /** From here on, for this log and all its children. */
  setLevel(level: LogLevel): void;
}

/** Fields that no room may log; should one slip in, its value goes no further. */
const SECRETS = ['password', 'newPassword', 'token', 'secret', 'authorization', 'credentials', 'privateKey'];
const STANDARD: Readonly<Record<string, number>> = { stdout: 1, stderr: 2 };

/** Opens the log that the configuration asks for; a file is relative to the data folder and opened for appending. */
export function openLog(config: OwnConfig['log'], folder: string): OpenLog {
  const descriptor = STANDARD[config.destination];
  // Opened here and now, so that even the first line can be flushed.
  const fd = descriptor ?? openFile(resolve(folder, config.destination));
  const isTerminal = descriptor === 1 ? process.stdout.isTTY : descriptor === 2 && process.stderr.isTTY;
  const pretty = config.format === 'pretty' || (config.format === 'auto' && isTerminal);
  // Written beside the event loop; what waits is bounded, and written out when the process ends.
  const stream = destination({ fd, sync: false, minLength: 0, maxLength: config.bufferMaxBytes });
  const lines: DestinationStream = pretty ? { write: (line) => stream.write(prettyLine(line)) } : stream;
  const logger = pino(
    {
      // What is too little to be logged is held back before it comes here.
      level: 'debug',
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRETS, censor: '[hidden]' },
    },
    lines,
  );
  const flush = () => {
    try {
      stream.flushSync();
    } catch {
      // A log that cannot be written must not stop the mail.
    }
  };
  stream.on('error', () => {});
  const { log, setLevel } = levelFilter(config.level, (level, name, fields) =>
    logger[level]({ event: name, ...fields }),
  );
  return { ...log, flush, setLevel };
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new Failure(`cannot write the log: ${(error as Error).message}. Correct log.destination in rookery.toml`);
  }
}
