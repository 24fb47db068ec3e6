export { type CheckOptions, checkStore } from './check/check-store.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './limits.ts';
export { joinSqliteStore, openSqliteStore, type SqliteStoreOptions, shareSqliteStore } from './open-store.ts';
export type { StoreShare } from './store-share.ts';
