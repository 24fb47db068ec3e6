import type { Result } from '../base/index.ts';
import type { StoreError } from '../store/index.ts';
import { MigrationFailure } from './source.ts';

/** What the store refused, as an end that a person can do something about. */
export function storeFailure({ code, detail }: StoreError): MigrationFailure {
  const remedy: Partial<Record<StoreError['code'], string>> = {
    overQuota: 'Raise the quota with rookery account quota, and run the import again: it goes on where it was',
    unavailable: 'See that the disk has room, and run it again: it goes on where it was',
  };
  return new MigrationFailure(`the store refuses: ${detail}. ${remedy[code] ?? ''}`.trimEnd());
}

export function orThrow<T>(result: Result<T, StoreError>): T {
  if (!result.ok) throw storeFailure(result.error);
  return result.value;
}
