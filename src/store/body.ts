/** A message's octets on their way in. Nothing of it is visible, or durable, before a commit that names it resolves. */
export interface BodyWriter {
  /** Takes the bytes over: the caller must not change them afterwards. Awaiting gives back-pressure. */
  write(chunk: Uint8Array): Promise<void> | void;
  /** No more bytes. */
  finish(): Promise<StagedBody>;
  /** Gives up; frees what was staged. */
  discard(): void;
}

/**
 * Octets that commits can name. Several commits may name the same one (one mail to several people): they share the
 * octets. The holder calls `release` when no further commit will name it.
 */
export interface StagedBody {
  readonly sizeBytes: number;
  release(): void;
}

/** A stored message's octets. Reading fails by throwing only when the disk does. */
export interface Body {
  readonly sizeBytes: number;
  /** The bytes from `start` up to but not including `end`, cut to the body's size. */
  read(start: number, end: number): Promise<Uint8Array>;
}
