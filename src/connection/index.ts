export { addressKey, isLoopback, plainAddress } from './address.ts';
export type { Connection, ProtocolServer } from './connection.ts';
export { type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from './limits.ts';
export { type Listener, type ListenerOptions, openListener, type RefusalReason } from './listener.ts';
export { ScriptedConnection, type ScriptedOptions } from './scripted.ts';
