/**
 * Which messages are \Recent to one session (RFC 3501 §2.3.2): runs of uids that this session was the first to be told
 * of. Runs come in ascending order, from the store's claims.
 */
export class RecentUids {
  readonly #runs: { first: number; end: number }[] = [];

  /** The uids from `first` up to but not including `end` are recent here. */
  add(first: number, end: number): void {
    if (end <= first) return;
    const last = this.#runs.at(-1);
    if (last !== undefined && first <= last.end) last.end = Math.max(last.end, end);
    else this.#runs.push({ first, end });
  }

  has(uid: number): boolean {
    for (let i = this.#runs.length - 1; i >= 0; i--) {
      const run = this.#runs[i]!;
      if (uid >= run.end) return false;
      if (uid >= run.first) return true;
    }
    return false;
  }

  /** Both ends included. */
  ranges(): readonly { readonly first: number; readonly last: number }[] {
    return this.#runs.map(({ first, end }) => ({ first, last: end - 1 }));
  }
}
