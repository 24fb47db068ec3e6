/** Time and chance are arguments, so that a day of mail can be replayed from a seed. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export interface Randomness {
  /** `length` bytes fit for secrets. */
  bytes(length: number): Uint8Array;
}
