import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Log, LogField, LogLevel } from '../../base/index.ts';
import { EVENT_METRICS, METRICS, type Metric, type MetricKey } from './metric.table.ts';

/** What one thread has counted since it last told, and how it is: what can be sent to another thread. */
export interface TallyReport {
  readonly series: readonly Series[];
  /** Seconds, of which 99 in 100 delays of the event loop are shorter, since it last told. */
  readonly loopDelaySeconds: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
}

/** One metric with one set of labels. */
export interface Series {
  readonly metric: MetricKey;
  readonly labels: readonly string[];
  /** Of a counter what was added, of a histogram the sum of what was seen. */
  sum: number;
  /** Of a histogram, how often each bucket was hit, and at last what is over all of them. */
  readonly hits?: number[];
}

/** How often a thread tells what it has counted. */
export const TALLY_MS = 1_000;
/** Distinct series of one thread between two reports. Labels come from closed sets, so this is never reached. */
const SERIES_MAX = 1_000;
const LOOP_RESOLUTION_MS = 100;
const NANOSECONDS = 1e9;

/** Counts events in one thread, until somebody asks. */
export class Tally {
  readonly #loop = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  #series = new Map<string, Series>();

  constructor() {
    this.#loop.enable();
  }

  /** `own`: fields that the log adds to those of the event. */
  note(
    level: LogLevel,
    name: string,
    own: Readonly<Record<string, LogField>>,
    fields: Readonly<Record<string, LogField>> = {},
  ): void {
    this.#add('events', [level], 1);
    const additions = EVENT_METRICS[name];
    if (additions === undefined) return;
    const all = { ...own, ...fields };
    for (const { metric, labels, amount } of additions) {
      const added = amount === undefined ? 1 : amount(all);
      if (typeof added !== 'number' || !Number.isFinite(added)) continue;
      this.#add(metric, labels?.(all).map((label) => String(label ?? 'unknown')) ?? [], added);
    }
  }

  /** Everything since the last report; from here on it counts anew. */
  report(): TallyReport {
    const series = [...this.#series.values()];
    this.#series = new Map();
    // What is measured is from one look to the next, which is never less than the resolution.
    const delay = this.#loop.percentile(99) / NANOSECONDS - LOOP_RESOLUTION_MS / 1_000;
    this.#loop.reset();
    const { heapUsed: heapBytes, external: externalBytes } = process.memoryUsage();
    return { series, loopDelaySeconds: Math.max(0, delay), heapBytes, externalBytes };
  }

  stop(): void {
    this.#loop.disable();
  }

  #add(metric: MetricKey, labels: readonly string[], amount: number): void {
    const key = `${metric} ${labels.join(' ')}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= SERIES_MAX) return;
      const { buckets }: Metric = METRICS[metric];
      const hits = buckets && { hits: new Array<number>(buckets.length + 1).fill(0) };
      series = { metric, labels, sum: 0, ...hits };
      this.#series.set(key, series);
    }
    series.sum += amount;
    if (series.hits !== undefined) series.hits[bucketOf(metric, amount)]!++;
  }
}

function bucketOf(metric: MetricKey, amount: number): number {
  const { buckets = [] }: Metric = METRICS[metric];
  const index = buckets.findIndex((bound) => amount <= bound);
  return index === -1 ? buckets.length : index;
}

/** A log whose events are counted, whatever its level, and then go on to `log`. */
export function countedLog(log: Log, tally: Pick<Tally, 'note'>, own: Readonly<Record<string, LogField>> = {}): Log {
  return {
    event(level, name, fields) {
      tally.note(level, name, own, fields);
      log.event(level, name, fields);
    },
    child: (fields) => countedLog(log.child(fields), tally, { ...own, ...fields }),
  };
}
