import type { Figure } from './meter.ts';

export interface Measured {
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
  readonly failure?: string;
}

/** What can be told of a figure, and compared. */
export interface Values {
  readonly operations: number;
  readonly cpuUs: number;
  readonly perSecond: number;
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  readonly memoryKiB: number | undefined;
}

export interface Row {
  readonly workload: string;
  readonly name: string;
  readonly unit: string;
  readonly rookery: Values;
  readonly dovecot: Values | undefined;
  /** How many times less processor time, and how many times more a second; undefined without the other server. */
  readonly cpuRatio: number | undefined;
  readonly rateRatio: number | undefined;
}

/** Figures have the same names, in the same order, for both servers. */
export function rowsOf(workload: string, rookery: readonly Figure[], dovecot: readonly Figure[]): readonly Row[] {
  return rookery.map((own) => {
    const other = dovecot.find(({ name }) => name === own.name);
    const [a, b] = [valuesOf(own), other === undefined ? undefined : valuesOf(other)];
    return {
      workload,
      name: own.name,
      unit: own.unit,
      rookery: a,
      dovecot: b,
      cpuRatio: b === undefined ? undefined : b.cpuUs / a.cpuUs,
      rateRatio: b === undefined ? undefined : a.perSecond / b.perSecond,
    };
  });
}

function valuesOf({ operations, cpuMs, wallMs, latencies, memoryBytes }: Figure): Values {
  return {
    operations,
    cpuUs: (cpuMs * 1000) / operations,
    perSecond: (operations / wallMs) * 1000,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    memoryKiB: memoryBytes === undefined ? undefined : memoryBytes / 1024,
  };
}

function quantile(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const TITLE = ['', '', 'CPU each', 'a second', 'p50', 'p99', 'CPU', 'rate'];
const WIDTHS = [34, 8, 11, 11, 10, 10, 8, 8];

export const heading = (): string => line(TITLE);

/** Two lines, one for each server; the ratios stand behind Rookery's. */
export function tableLines({ name, rookery, dovecot, cpuRatio, rateRatio }: Row): readonly string[] {
  const lines = [line([name, 'Rookery', ...cells(rookery), times(cpuRatio), times(rateRatio)])];
  if (dovecot !== undefined) lines.push(line(['', 'Dovecot', ...cells(dovecot), '', '']));
  for (const [server, values] of [['Rookery', rookery] as const, ['Dovecot', dovecot] as const]) {
    if (values?.memoryKiB === undefined) continue;
    lines.push(line([`  memory each (PSS)`, server, `${number(values.memoryKiB)} KB`, '', '', '', '', '']));
  }
  return lines;
}

function cells({ cpuUs, perSecond, p50Ms, p99Ms }: Values): readonly string[] {
  return [
    cpuUs >= 1000 ? `${number(cpuUs / 1000)} ms` : `${number(cpuUs)} µs`,
    number(perSecond),
    ms(p50Ms),
    ms(p99Ms),
  ];
}

function line(texts: readonly string[]): string {
  return texts
    .map((text, i) => (i < 2 ? text.padEnd(WIDTHS[i]!) : text.padStart(WIDTHS[i]!)))
    .join('')
    .trimEnd();
}

const times = (ratio: number | undefined): string =>
  ratio === undefined || Number.isNaN(ratio) ? '' : Number.isFinite(ratio) ? `×${number(ratio)}` : '> all';

const ms = (value: number | undefined): string => (value === undefined ? '' : `${number(value)} ms`);

function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
