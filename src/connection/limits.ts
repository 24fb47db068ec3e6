/** Bounds on what one peer can make a socket hold. Each can be set in the configuration under [connection]. */
export interface ConnectionLimits {
  /** Open connections of one listener; more are refused. */
  readonly connectionsMax: number;
  /** Open connections of one listener from one network address (IPv6: one /64). */
  readonly connectionsPerAddressMax: number;
  /** The same for this machine itself, where a proxy, a webmail or a mail filter speaks for many. */
  readonly connectionsFromLoopbackMax: number;
  /** Above so many unsent octets `writable` is false. */
  readonly writeHighWaterBytes: number;
  /** What is handed to the socket at a time; a peer that takes less than this in `writeStallMs` counts as stalled. */
  readonly writeBatchMaxBytes: number;
  /** A peer that does not read for so long while octets wait over the mark, or after `end`, is cut off. */
  readonly writeStallMs: number;
  readonly handshakeTimeoutMs: number;
  /** After our last octet, how long the peer's own end is waited for. */
  readonly lingerMs: number;
  /** When the kernel begins to ask a silent peer whether it is still there. */
  readonly keepAliveMs: number;
}

export const DEFAULT_CONNECTION_LIMITS: ConnectionLimits = {
  connectionsMax: 50_000,
  connectionsPerAddressMax: 200,
  connectionsFromLoopbackMax: 50_000,
  writeHighWaterBytes: 131_072,
  writeBatchMaxBytes: 65_536,
  writeStallMs: 60_000,
  handshakeTimeoutMs: 20_000,
  lingerMs: 2_000,
  keepAliveMs: 120_000,
};
