import { LIMIT_COMMENTS } from './comment.table.ts';
import {
  booleanKey,
  type ConfigKey,
  type ConfigSection,
  type LimitSection,
  numberKey,
  shareKey,
  textKey,
} from './section.ts';

/**
 * Makes the sections of a room's limits: one, and one more for each group of limits within, such as [smtp.wire]. The
 * names are the code's own, so that one word means one thing everywhere.
 */
export function limitSections({ name, defaults, fixed = false }: LimitSection): readonly ConfigSection[] {
  const keys: Record<string, ConfigKey> = {};
  const within: ConfigSection[] = [];
  for (const [key, value] of Object.entries(defaults)) {
    const comment = LIMIT_COMMENTS[name]?.[key] ?? commentFromName(key);
    if (typeof value === 'number') keys[key] = limitKey(key, value, comment);
    else if (typeof value === 'boolean')
      keys[key] = booleanKey(value, LIMIT_COMMENTS[name]?.[key] ?? `${wordsOf(key)}: true or false`);
    else if (typeof value === 'string') keys[key] = textKey(value, comment);
    else if (isGroup(value)) within.push(...limitSections({ name: `${name}.${key}`, defaults: value, fixed }));
    else throw new Error(`the limit ${name}.${key} is neither a number nor a switch nor text nor a group of them`);
  }
  const comment = LIMIT_COMMENTS[name]?.[''] ?? `Limits of ${name}.`;
  return [{ name, comment, keys, fixed: fixed ? 'all' : [] }, ...within];
}

/** The limits of a room out of checked values, in the shape of its defaults. */
export function limitsOf(name: string, defaults: object, values: Readonly<Record<string, object>>): object {
  const groups = Object.entries(defaults).filter(([, value]) => isGroup(value));
  const within = groups.map(([key, value]) => [key, limitsOf(`${name}.${key}`, value as object, values)]);
  return { ...defaults, ...values[name], ...Object.fromEntries(within) };
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A timer holds 31 bits. */
const TIMER_MAX_MS = 2_147_483_647;

/** 0 would stop most things for good, so it is taken only where it is the default. */
function limitKey(name: string, value: number, comment: string): ConfigKey {
  if (!Number.isInteger(value)) return shareKey(value, comment);
  const max = name.endsWith('Ms') ? TIMER_MAX_MS : Number.MAX_SAFE_INTEGER;
  return numberKey(value, comment, { min: value === 0 ? 0 : 1, max });
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/MaxBytes$/, 'octets, at most'],
  [/Bytes$/, 'octets'],
  [/KiB$/, 'KiB'],
  [/MaxChars$/, 'characters, at most'],
  [/(?:Timeout|Max|Deadline)Ms$/, 'milliseconds, at most'],
  [/Ms$/, 'milliseconds'],
  [/Max$/, 'at most'],
];

/** `mailboxNameMaxBytes` to `mailbox name: octets, at most`: the unit is always the last word of a name. */
function commentFromName(key: string): string {
  const unit = UNITS.find(([pattern]) => pattern.test(key));
  const noun = unit === undefined ? key : key.replace(unit[0], '');
  return `${wordsOf(noun)}: ${unit?.[1] ?? 'a number'}`;
}

function wordsOf(key: string): string {
  return key.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
}
