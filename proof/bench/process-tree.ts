import { readdirSync, readFileSync } from 'node:fs';

const TICKS_PER_SECOND = 100;
const QUIET_MS = 150;
const QUIET_TICKS = 1;

/** A process and all that it started, threads included, with the processor time of those of them that have ended. */
export class ProcessTree {
  readonly #root: number;

  constructor(root: number) {
    this.#root = root;
  }

  get pids(): readonly number[] {
    const children = new Map<number, number[]>();
    for (const name of readdirSync('/proc')) {
      const fields = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
      if (fields === undefined) continue;
      const parent = Number(fields[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    }
    const tree = [this.#root];
    for (let i = 0; i < tree.length; i++) tree.push(...(children.get(tree[i]!) ?? []));
    return tree;
  }

  /** utime, stime, cutime and cstime of proc(5), of all of them. */
  cpuMs(): number {
    let ticks = 0;
    for (const pid of this.pids) {
      const fields = statOf(pid);
      if (fields !== undefined) for (const field of fields.slice(11, 15)) ticks += Number(field);
    }
    return (ticks * 1000) / TICKS_PER_SECOND;
  }

  /** Memory, shared pages counted in part: PSS. */
  memoryBytes(): number {
    let total = 0;
    for (const pid of this.pids) total += Number(/^Pss:\s+(\d+) kB/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0) * 1024;
    return total;
  }

  /** Waits until what goes on beside the answers is done, but no longer than `atMostMs`; gives the processor time then. */
  async settled(atMostMs: number): Promise<number> {
    const deadline = Date.now() + atMostMs;
    let before = this.cpuMs();
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      const now = this.cpuMs();
      if (now - before <= (QUIET_TICKS * 1000) / TICKS_PER_SECOND || Date.now() > deadline) return now;
      before = now;
    }
  }
}

/** The fields behind the name: state, parent, … */
function statOf(pid: number): readonly string[] | undefined {
  const stat = read(pid, 'stat');
  return stat === '' ? undefined : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
