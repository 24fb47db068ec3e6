import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A home for one program: its configuration, its state, its mail; gone with it. */
export class Scratch {
  readonly path: string;

  constructor(program: string) {
    this.path = mkdtempSync(join(tmpdir(), `rookery-${program}-`));
  }

  in(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes a file that no one else may read, as programs want it of files with passwords. */
  write(name: string, lines: readonly string[]): string {
    const file = this.in(name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    return file;
  }

  makeMaildir(...parts: readonly string[]): string {
    const folder = this.in(...parts);
    for (const part of ['tmp', 'new', 'cur']) mkdirSync(join(folder, part), { recursive: true });
    return folder;
  }

  discard(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
