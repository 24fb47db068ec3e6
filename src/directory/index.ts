export * from './contract.ts';
export { canonicalDomain } from './domain-name.ts';
export { DEFAULT_DIRECTORY_LIMITS, type DirectoryLimits, QUICK_PASSWORD_LIMITS } from './limits.ts';
export { type DirectoryOptions, openDirectory } from './open.ts';
