import { ProcessTree } from './process-tree.ts';

const SETTLE_MS = 60_000;

/** What one server did in one piece of work. */
export interface Figure {
  readonly name: string;
  /** What an operation is: `mail`, `command`. */
  readonly unit: string;
  readonly operations: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** Of single operations, in milliseconds, sorted; empty where the work is one command. */
  readonly latencies: readonly number[];
  /** Of a connection, where that is what was asked. */
  readonly memoryBytes?: number;
}

export type Lap = <T>(work: () => Promise<T>) => Promise<T>;

/** Measures a server from outside. */
export class Meter {
  readonly tree: ProcessTree;
  readonly figures: Figure[] = [];
  readonly notes: string[] = [];

  constructor(pid: number) {
    this.tree = new ProcessTree(pid);
  }

  /**
   * Processor time is counted until the server is quiet again, so that what it does after its answers is counted too; the
   * wall clock stops with the last answer. `lap` times one operation.
   */
  async measure(name: string, unit: string, operations: number, work: (lap: Lap) => Promise<void>): Promise<void> {
    const latencies: number[] = [];
    const lap: Lap = async (one) => {
      const started = performance.now();
      const value = await one();
      latencies.push(performance.now() - started);
      return value;
    };
    const before = await this.tree.settled(SETTLE_MS);
    const started = performance.now();
    await work(lap);
    const wallMs = performance.now() - started;
    const cpuMs = (await this.tree.settled(SETTLE_MS)) - before;
    this.add({ name, unit, operations, cpuMs, wallMs, latencies });
  }

  add(figure: Figure): void {
    this.figures.push({ ...figure, latencies: [...figure.latencies].sort((a, b) => a - b) });
  }

  note(text: string): void {
    this.notes.push(text);
  }
}
