import { PORT_BASE_MAX } from '../config/own-sections.ts';
import { UsageFailure } from '../failure.ts';
import type { Options } from './verb.ts';

export function portBaseOption(options: Options): number | undefined {
  const text = options.text('port-base');
  if (text === undefined) return undefined;
  const base = Number(text);
  if (/^\d+$/.test(text) && base <= PORT_BASE_MAX) return base;
  throw new UsageFailure(`--port-base must be a number from 0 to ${PORT_BASE_MAX}, not "${text}"`);
}
