/** What a proof found, said line by line; its last line is `N passed, N failed`. */
export class Report {
  #passed = 0;
  #failed = 0;
  readonly #quietAfter: number;

  /** Of failures beyond `quietAfter` only the number is told. */
  constructor(quietAfter = 50) {
    this.#quietAfter = quietAfter;
  }

  get failed(): number {
    return this.#failed;
  }

  note(text: string): void {
    console.log(`     ${text}`);
  }

  pass(name: string): void {
    this.#passed++;
    console.log(`ok   ${name}`);
  }

  fail(name: string, why: string): void {
    this.#failed++;
    if (this.#failed <= this.#quietAfter) console.log(`FAIL ${name}: ${why}`);
  }

  /** Counts a check of which there are thousands: said only if it fails. */
  count(name: string, holds: boolean, why: () => string): boolean {
    if (holds) this.#passed++;
    else this.fail(name, why());
    return holds;
  }

  /** Runs one step; a step that throws has failed, and the next one runs all the same. */
  async step(name: string, run: () => Promise<string | undefined>): Promise<void> {
    try {
      const detail = await run();
      this.pass(detail === undefined ? name : `${name}: ${detail}`);
    } catch (error) {
      this.fail(name, error instanceof Error ? error.message : String(error));
    }
  }

  /** Says the last line, and gives the exit code. */
  finish(): number {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}

export function expect(holds: boolean, why: string): asserts holds {
  if (!holds) throw new Error(why);
}

export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${show(actual)} where ${show(expected)} was expected`);
}

export function show(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length})` : text;
}
