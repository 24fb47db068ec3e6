import type { Writable } from 'node:stream';

const SHOWN_AFTER_MS = 1_000;
const REDRAWN_EVERY_MS = 100;
const WIDTH = 30;

/** A bar on standard error, for work that takes longer than a second; nothing where that is no terminal. */
export class ProgressBar {
  readonly #label: string;
  readonly #stream: Writable & { readonly isTTY?: boolean };
  readonly #startedAt = performance.now();
  #drawnAt = 0;

  constructor(label: string, stream: Writable & { readonly isTTY?: boolean }) {
    this.#label = label;
    this.#stream = stream;
  }

  update(done: number, total: number): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#startedAt < SHOWN_AFTER_MS) return;
    if (now - this.#drawnAt < REDRAWN_EVERY_MS && done < total) return;
    this.#drawnAt = now;
    const share = total > 0 ? Math.min(1, done / total) : 0;
    const filled = Math.round(share * WIDTH);
    const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
    this.#stream.write(`\r\u001b[K${this.#label} ${bar} ${Math.floor(share * 100)} %  ${done}/${total}`);
  }

  /** Takes the bar away. */
  finish(): void {
    if (this.#drawnAt !== 0) this.#stream.write('\r\u001b[K');
  }
}
