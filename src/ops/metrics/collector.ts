import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { GAUGES, METRICS, type Metric, type MetricKey } from './metric.table.ts';
import { SummedHistogram } from './summed-histogram.ts';
import type { Series, TallyReport } from './tally.ts';

const LOOP_RESOLUTION_MS = 100;

export interface MetricsText {
  /** The media type. */
  readonly type: string;
  readonly body: string;
}

/** What threads report, added up, as Prometheus reads it. */
export class MetricsCollector {
  readonly #registry = new Registry();
  readonly #counters = new Map<MetricKey, Counter>();
  readonly #histograms = new Map<MetricKey, SummedHistogram>();
  readonly #gauges: { readonly [Key in keyof typeof GAUGES]: Gauge };
  /** Open connections by thread and listener: those of a thread that died are gone with it. */
  readonly #open = new Map<string, Map<string, number>>();

  constructor(version: string) {
    // Object.entries gives keys as text; these are METRICS' own.
    for (const [key, metric] of Object.entries(METRICS) as [MetricKey, Metric][]) {
      if (metric.buckets === undefined) this.#counters.set(key, new Counter(this.#registered(metric)));
      else this.#histograms.set(key, new SummedHistogram(metric));
    }
    const gauge = (metric: Metric) => new Gauge(this.#registered(metric));
    const { open, ready, loopDelay, heap, external, build } = GAUGES;
    this.#gauges = {
      ...{ open: gauge(open), ready: gauge(ready), build: gauge(build) },
      ...{ loopDelay: gauge(loopDelay), heap: gauge(heap), external: gauge(external) },
    };
    this.#gauges.build.set({ version, node: process.version }, 1);
  }

  /** From here on the text has what is Node's and the system's own: memory, processor time, open files. Once for a process. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: LOOP_RESOLUTION_MS });
  }

  add(thread: string, { series, loopDelaySeconds, heapBytes, externalBytes }: TallyReport): void {
    for (const one of series) {
      this.#histograms.get(one.metric)?.add(one);
      this.#counters.get(one.metric)?.inc(named(one), one.sum);
      if (one.metric === 'accepted') this.#openMore(thread, one.labels[0] ?? '', one.sum);
      if (one.metric === 'closed') this.#openMore(thread, one.labels[0] ?? '', -one.sum);
    }
    const { loopDelay, heap, external } = this.#gauges;
    loopDelay.set({ thread }, loopDelaySeconds);
    heap.set({ thread }, heapBytes);
    external.set({ thread }, externalBytes);
  }

  /** A thread has ended; what it counted stays. */
  forget(thread: string): void {
    const { open, loopDelay, heap, external } = this.#gauges;
    for (const [listener, count] of this.#open.get(thread) ?? []) open.dec({ listener }, count);
    this.#open.delete(thread);
    for (const gauge of [loopDelay, heap, external]) gauge.remove({ thread });
  }

  async text(isReady: boolean): Promise<MetricsText> {
    this.#gauges.ready.set(isReady ? 1 : 0);
    const histograms = [...this.#histograms.values()].map((histogram) => `\n${histogram.text()}`);
    return { type: this.#registry.contentType, body: `${await this.#registry.metrics()}${histograms.join('')}` };
  }

  #registered({ name, help, labels }: Metric) {
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }

  #openMore(thread: string, listener: string, amount: number): void {
    const open = this.#open.get(thread) ?? new Map<string, number>();
    this.#open.set(thread, open);
    open.set(listener, (open.get(listener) ?? 0) + amount);
    this.#gauges.open.inc({ listener }, amount);
  }
}

function named({ metric, labels }: Series): Readonly<Record<string, string>> {
  const names: readonly string[] = METRICS[metric].labels;
  return Object.fromEntries(names.map((name, i) => [name, labels[i] ?? '']));
}
