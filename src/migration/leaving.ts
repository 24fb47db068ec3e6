/** A message on its way out. */
export interface Leaving {
  readonly uid: number;
  readonly internalDate: number;
  readonly sizeBytes: number;
  readonly system: number;
  readonly keywords: readonly string[];
  readonly uidl: string | undefined;
  /** The octets, as often as they are asked for. */
  pieces(): AsyncIterable<Uint8Array>;
}
