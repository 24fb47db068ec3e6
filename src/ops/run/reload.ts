import { type Config, configOf, configSections, configValues } from '../config/config.ts';
import type { ConfigSection, ConfigValue } from '../config/section.ts';
import type { DataFolder } from '../data-folder.ts';
import type { Engines } from '../engines.ts';
import { loadTls } from '../tls/certificate.ts';
import type { ProtocolRunner } from './protocols.ts';

/** What came of a configuration that was read anew. Keys are written `section.key`. */
export interface Reloaded {
  readonly config: Config;
  /** In use from now on, for who comes from now on. */
  readonly changed: readonly string[];
  /** Changed in the file, and read at a start alone: they are as they were. */
  readonly waiting: readonly string[];
}

/** Takes over of `next` what can be changed in flight, and the certificate anew. Rejects, and nothing changes, if it cannot be used. */
export async function reloadWith(
  next: Config,
  current: Config,
  folder: DataFolder,
  engines: Pick<Engines, 'sections'>,
  runner: Pick<ProtocolRunner, 'use'>,
): Promise<Reloaded> {
  const reloaded = merge(next, current, configSections(engines.sections));
  await runner.use(reloaded.config, loadTls(reloaded.config.tls, folder));
  return reloaded;
}

function merge(next: Config, current: Config, sections: readonly ConfigSection[]): Reloaded {
  const before = configValues(current);
  const after = configValues(next);
  const changed: string[] = [];
  const waiting: string[] = [];
  const values: Record<string, Record<string, ConfigValue>> = {};
  for (const { name, keys, fixed } of sections) {
    const taken: Record<string, ConfigValue> = { ...after[name] };
    values[name] = taken;
    for (const key of Object.keys(keys)) {
      const old = before[name]?.[key];
      if (old === undefined || old === taken[key]) continue;
      const isFixed = fixed === 'all' || fixed.includes(key);
      (isFixed ? waiting : changed).push(`${name}.${key}`);
      if (isFixed) taken[key] = old;
    }
  }
  return { config: configOf(values), changed, waiting };
}
