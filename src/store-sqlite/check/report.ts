import type { CheckProblem, ProblemKind } from '../../store/index.ts';

/** Gathers problems up to a bound, and counts on. */
export class Findings {
  readonly problems: CheckProblem[] = [];
  unrepaired = 0;
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  add(kind: ProblemKind, detail: string, repaired = false): void {
    if (!repaired) this.unrepaired++;
    if (this.problems.length < this.#max) this.problems.push({ kind, detail, repaired });
  }
}
