export { runCommandLine } from './cli/begin.ts';
export type { Config } from './config/config.ts';
export { isListenerName, type ListenerName, portOf } from './config/own-sections.ts';
export type { LimitSection } from './config/section.ts';
export type { Engines, House, Locks, Service } from './engines.ts';
export { runProtocolThread } from './run/protocol-thread.ts';
