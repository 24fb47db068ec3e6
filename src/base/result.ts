/** An expected outcome, good or bad, returned and never thrown. */
export type Result<T, E> = Ok<T> | Err<E>;
export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}
export interface Err<E> {
  readonly ok: false;
  readonly error: E;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function err<E>(error: E): Err<E> {
  return { ok: false, error };
}

/** Proves to the compiler that a union was exhausted; throws if a value from outside the types arrives. */
export function unreachable(value: never): never {
  throw new Error(`unreachable case: ${String(value)}`);
}
