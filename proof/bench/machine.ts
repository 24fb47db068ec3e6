import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

const SYNCS = 200;

/** What no durable figure can be better than: cores, and the median time of a 4 KB append with its sync. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly load: number;
  readonly syncMs: number;
}

export function measureMachine(): Machine {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-bench-'));
  const file = openSync(join(folder, 'sync'), 'w');
  const page = new Uint8Array(4096);
  const times: number[] = [];
  for (let i = 0; i < SYNCS; i++) {
    const started = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    times.push(performance.now() - started);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  const cores = cpus();
  return {
    cores: cores.length,
    model: cores[0]?.model ?? 'unknown',
    load: loadavg()[0] ?? 0,
    syncMs: times.sort((a, b) => a - b)[SYNCS >> 1]!,
  };
}
