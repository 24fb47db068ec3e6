import { limitSections, limitsOf } from './limit-section.ts';
import { OWN_COMMENTS, OWN_FIXED, OWN_SECTIONS, type OwnConfig } from './own-sections.ts';
import type { ConfigSection, ConfigValue, LimitSection } from './section.ts';

export type ConfigValues = Readonly<Record<string, Readonly<Record<string, ConfigValue>>>>;

/** A checked configuration. */
export interface Config extends OwnConfig {
  /** The limits of a room: its defaults, with what the operator has set. */
  limits<L extends object>(section: LimitSection<L>): L;
}

/** Every section there is, in the order of the file. */
export function configSections(limits: readonly LimitSection[]): readonly ConfigSection[] {
  const own = Object.entries(OWN_SECTIONS).map(([name, keys]) => {
    const section = name as keyof typeof OWN_SECTIONS;
    return { name, keys, comment: OWN_COMMENTS[section], fixed: OWN_FIXED[section] ?? [] };
  });
  return [...own, ...limits.flatMap(limitSections)];
}

/** `values` hold a value of the right kind for every key of every section. */
export function configOf(values: ConfigValues): Config {
  return {
    ...(values as unknown as OwnConfig),
    limits: <L extends object>({ name, defaults }: LimitSection<L>) => limitsOf(name, defaults, values) as L,
  };
}

/** The values of a configuration, its own sections as they are now: what can be sent to another thread. */
export function configValues({ limits: _, ...values }: Config): ConfigValues {
  // A Config is made from values alone, by configOf.
  return values as unknown as ConfigValues;
}
