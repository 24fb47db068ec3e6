export { addressKey, isLoopback, plainAddress } from './address.ts';
export { Census, type CensusShare, clearPlace, type RefusalReason, shareCensus } from './census.ts';
export type { Connection, ProtocolServer } from './connection.ts';
export { DeflateConnection, type DeflateOptions } from './deflate-connection.ts';
export { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './limits.ts';
export { type Listener, type ListenerAnswer, type ListenerOptions, openListener } from './listener.ts';
export { ScriptedConnection, type ScriptedOptions } from './scripted.ts';
