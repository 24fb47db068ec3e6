import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';

const DISK_BYTES = 64 * 1024 * 1024;

/** `file`: a disk in a file, which can fail and be cut off. `memory`: a tmpfs, which can only be full. */
export type DiskKind = 'file' | 'memory';

/** A small disk of its own; undefined, with a line that says so, where that cannot be had. */
export class Disk {
  readonly folder: string;
  readonly #kind: DiskKind;
  readonly #image: string;

  static make(path: string, what: string, kind: DiskKind = 'file'): Disk | undefined {
    const disk = new Disk(path, kind);
    const fault = disk.#create();
    if (fault === undefined) return disk;
    console.log(`skipped: ${what}: ${fault}`);
    return undefined;
  }

  private constructor(path: string, kind: DiskKind) {
    this.folder = path;
    this.#kind = kind;
    this.#image = `${path}.image`;
  }

  #create(): string | undefined {
    if (process.getuid?.() !== 0) return 'needs root, to mount a disk';
    mkdirSync(this.folder, { recursive: true });
    if (this.#kind === 'memory') return run('mount', '-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'tmpfs', this.folder);
    writeFileSync(this.#image, '');
    truncateSync(this.#image, DISK_BYTES);
    return run('mkfs.ext4', '-q', '-F', '-m', '0', this.#image) ?? this.mount();
  }

  mount(): string | undefined {
    return run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.folder);
  }

  unmount(): void {
    run('umount', this.folder);
  }

  /** What a disk does that has met an error: from now on it can be read only, whatever is open. */
  fail(): string | undefined {
    const device = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === this.folder)
      ?.split(' ')[0];
    const trigger = `/sys/fs/ext4/${basename(device ?? '')}/trigger_fs_error`;
    if (device === undefined || !existsSync(trigger)) return 'this kernel cannot make a disk fail';
    writeFileSync(trigger, '1');
    return undefined;
  }

  /**
   * What the disk would hold if the power went at this moment: everything that was handed to it, and nothing that the
   * kernel still meant to write. Whoever writes must be stopped meanwhile.
   */
  snapshot(): void {
    copyFileSync(this.#image, `${this.#image}.cut`);
  }

  /** The machine starts again: the disk is as it was at the snapshot, and its journal is replayed. */
  restore(): void {
    this.unmount();
    renameSync(`${this.#image}.cut`, this.#image);
    const fault = this.mount();
    if (fault !== undefined) throw new Error(fault);
  }

  repair(): void {
    this.unmount();
    run('e2fsck', '-fy', this.#image);
    this.mount();
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }
}

/** Runs a program; undefined if it went well, else what it said. */
function run(program: string, ...words: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  if (error !== undefined) return `${program}: ${error.message}`;
  return status === 0 ? undefined : `${program}: ${stderr.toString().trim()}`;
}
