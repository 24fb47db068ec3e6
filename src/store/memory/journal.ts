/**
 * Changes with a way back: every write notes how to undo itself, so that a commit which fails half way leaves nothing
 * behind. Readers never see a commit underway, since it runs without awaiting.
 */
export class Journal {
  readonly #undo: (() => void)[] = [];

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const had = map.has(key);
    const before = map.get(key);
    map.set(key, value);
    this.#undo.push(() => (had ? map.set(key, before as V) : map.delete(key)));
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    if (!map.has(key)) return;
    const before = map.get(key) as V;
    map.delete(key);
    this.#undo.push(() => map.set(key, before));
  }

  /** Sets some fields of an object. */
  assign<T extends object>(target: T, patch: Partial<T>): void {
    const before: Partial<T> = {};
    for (const key of Object.keys(patch) as (keyof T)[]) before[key] = target[key];
    Object.assign(target, patch);
    this.#undo.push(() => Object.assign(target, before));
  }

  push<T>(list: T[], value: T): void {
    list.push(value);
    this.#undo.push(() => list.pop());
  }

  rollback(): void {
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) undo();
  }
}
