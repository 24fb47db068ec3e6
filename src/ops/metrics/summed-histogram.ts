import type { Metric } from './metric.table.ts';
import type { Series } from './tally.ts';

/**
 * A histogram that is told by threads what they saw. The one of `prom-client` wants to see each value itself; so this one
 * writes its own text, which is easy since it has no labels.
 */
export class SummedHistogram {
  readonly #metric: Metric;
  readonly #hits: number[];
  #sum = 0;

  constructor(metric: Metric) {
    this.#metric = metric;
    this.#hits = new Array<number>((metric.buckets ?? []).length + 1).fill(0);
  }

  add({ hits = [], sum }: Pick<Series, 'hits' | 'sum'>): void {
    for (const [i, count] of hits.entries()) this.#hits[i] = (this.#hits[i] ?? 0) + count;
    this.#sum += sum;
  }

  text(): string {
    const { name, help, buckets = [] } = this.#metric;
    let count = 0;
    // Each bucket holds those below it too, and the last holds all.
    const lines = [...buckets, '+Inf'].map((bound, i) => {
      count += this.#hits[i] ?? 0;
      return `${name}_bucket{le="${bound}"} ${count}\n`;
    });
    const head = `# HELP ${name} ${help}\n# TYPE ${name} histogram\n`;
    return `${head}${lines.join('')}${name}_sum ${this.#sum}\n${name}_count ${count}\n`;
  }
}
