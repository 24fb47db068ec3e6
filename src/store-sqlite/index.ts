export { type CheckOptions, checkStore } from './check/check-store.ts';
export { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './limits.ts';
export { openSqliteStore, type SqliteStoreOptions } from './sqlite-store.ts';
