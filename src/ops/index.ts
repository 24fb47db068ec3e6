export { runCommandLine } from './cli/run.ts';
export type { Config } from './config/config.ts';
export type { ListenerName } from './config/own-sections.ts';
export type { LimitSection } from './config/section.ts';
export type { Engines, House, Listening, Service } from './engines.ts';
