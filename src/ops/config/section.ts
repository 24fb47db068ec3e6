import * as v from 'valibot';

export type ConfigValue = string | number | boolean;

/** One key of the configuration: what it is without a word from the operator, what may stand there, and a line on it. */
export interface ConfigKey<T extends ConfigValue = ConfigValue> {
  readonly default: T;
  /** Says the unit. */
  readonly comment: string;
  readonly schema: v.GenericSchema<unknown, T>;
}

export interface ConfigSection {
  readonly name: string;
  readonly comment: string;
  readonly keys: Readonly<Record<string, ConfigKey>>;
  /** Keys that are read at start alone; `all` of them, or some. */
  readonly fixed: 'all' | readonly string[];
}

/** The limits of one room, as main.ts hands them over. Every limit is a key of the section of that name. */
export interface LimitSection<L extends object = object> {
  readonly name: string;
  readonly defaults: L;
  /** Read at start alone: a reload names what has changed, and leaves it. */
  readonly fixed?: boolean;
}

export function textKey(value: string, comment: string, ...checks: readonly TextCheck[]): ConfigKey<string> {
  const fits = (text: string) => checks.every((check) => check.fits(text));
  const wanted = checks.map((check) => check.wanted).join(', ');
  return { default: value, comment, schema: v.pipe(v.string('must be text in quotes'), v.check(fits, wanted)) };
}

export interface TextCheck {
  readonly fits: (text: string) => boolean;
  readonly wanted: string;
}

export function choiceKey<const T extends string>(value: T, comment: string, choices: readonly T[]): ConfigKey<T> {
  const message = `must be one of ${choices.map((choice) => JSON.stringify(choice)).join(', ')}`;
  return { default: value, comment, schema: v.picklist(choices, message) };
}

export function numberKey(value: number, comment: string, bounds: { min: number; max: number }): ConfigKey<number> {
  const message = `must be a whole number from ${bounds.min} to ${bounds.max}`;
  const schema = v.pipe(
    v.number(message),
    v.integer(message),
    v.minValue(bounds.min, message),
    v.maxValue(bounds.max, message),
  );
  return { default: value, comment, schema };
}

/** A part of a whole, from 0 to 1. */
export function shareKey(value: number, comment: string): ConfigKey<number> {
  const message = 'must be a number from 0 to 1';
  return { default: value, comment, schema: v.pipe(v.number(message), v.minValue(0, message), v.maxValue(1, message)) };
}

export function booleanKey(value: boolean, comment: string): ConfigKey<boolean> {
  return { default: value, comment, schema: v.boolean('must be true or false') };
}
