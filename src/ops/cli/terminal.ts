import type { Readable, Writable } from 'node:stream';
import { ProgressBar } from './progress-bar.ts';

export interface TerminalStreams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Where a verb's words go: answers to standard output, everything else to standard error. */
export class Terminal {
  readonly streams: TerminalStreams;
  readonly json: boolean;
  constructor(streams: TerminalStreams, json: boolean) {
    this.streams = streams;
    this.json = json;
  }

  /** An answer: `text` for people, or `data` where JSON was asked for. */
  answer(data: unknown, text: string): void {
    this.streams.stdout.write(this.json ? `${JSON.stringify(data)}\n` : ensureLine(text));
  }
  /** A word beside the answer. */
  note(text: string): void {
    this.streams.stderr.write(ensureLine(text));
  }
  /** Shows itself on a terminal, once the work has taken a second. */
  progress(label: string): ProgressBar {
    return new ProgressBar(label, this.streams.stderr);
  }
}

function ensureLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** Rows of cells as columns, for people. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `${indent}${line}\n`).join('');
}
