import type { SecureContext } from 'node:tls';

/**
 * One peer on one socket, as protocol rooms see it: bytes are pulled, so a session that is busy stops the peer from
 * sending; writes are gathered and leave in one piece; a peer that does not read is cut off.
 */
export interface Connection {
  /** Unique within the process, for logs. */
  readonly id: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localPort: number;
  /** TLS is on. */
  readonly secure: boolean;
  /** The cipher suite by its standard name, `TLS_AES_256_GCM_SHA384`; undefined without TLS. */
  readonly cipher: string | undefined;
  /** The peer is on this machine. */
  readonly loopback: boolean;

  /**
   * The next bytes from the peer, of any length above 0. `closed`: the peer, the network or we ended it; `timeout`:
   * nothing came for `timeoutMs`. One read at a time.
   */
  read(timeoutMs: number): Promise<Uint8Array | 'closed' | 'timeout'>;
  /** Gives bytes back, to come first at the next read. */
  unread(bytes: Uint8Array): void;
  /** Queues bytes; they leave at the end of the turn, or sooner when much has gathered. Never throws. */
  write(bytes: Uint8Array | string): void;
  /** Resolves when what was written has mostly left (below the high-water mark): true, or false once closed. */
  drained(): Promise<boolean>;
  /** False when `write` has queued more than the high-water mark: await `drained` before writing much more. */
  readonly writable: boolean;
  /**
   * Upgrades to TLS. What the peer had sent in plaintext behind its command is dropped (RFC 9051 §11.1 and
   * CVE-2011-0411). Resolves to false, closed, if the handshake fails or takes too long.
   */
  startTls(context: SecureContext): Promise<boolean>;
  /** Sends what is queued, then closes. */
  end(): void;
  /** Closes at once. */
  destroy(): void;
  /** Resolves when it is closed, for whatever reason. */
  readonly closed: Promise<void>;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** What every protocol room gives to main.ts. */
export interface ProtocolServer {
  /** Runs one session to its end; never rejects. */
  serve(connection: Connection): Promise<void>;
  /** Tells open sessions goodbye in the protocol's own words, and resolves when the last has ended. */
  drain(): Promise<void>;
}
