import type { Config } from '../config/config.ts';
import type { DataFolder } from '../data-folder.ts';
import { Failure } from '../failure.ts';
import type { OpenLog } from '../log/open-log.ts';
import { type ReloadReport, removeReloadReport, writeReloadReport } from './reload-file.ts';
import type { Server } from './server.ts';

export interface ReloadsOptions {
  readonly folder: DataFolder;
  readonly log: OpenLog;
  readonly server: Pick<Server, 'reload'>;
  /** Reads the configuration anew; throws a Failure if it cannot be used. */
  readonly reread: () => Config;
  /** After each one that was taken into use. */
  readonly onReloaded: () => Promise<void>;
}

/** Carries out the reloads that a server is asked for, one after the other, and says what came of each. */
export class Reloads {
  readonly #options: ReloadsOptions;
  #number = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: ReloadsOptions) {
    this.#options = options;
    removeReloadReport(options.folder);
  }

  /** Never rejects. */
  ask(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#reload());
    return this.#turn;
  }

  async #reload(): Promise<void> {
    const { folder, log } = this.#options;
    const number = ++this.#number;
    const report = await this.#attempt(number);
    const { changed, waiting, error } = report;
    if (report.ok) log.event('info', 'server.reloaded', { changed: changed.join(' '), needRestart: waiting.join(' ') });
    else log.event('error', 'server.reloadRefused', { error });
    await writeReloadReport(folder, report).catch((thrown: unknown) =>
      log.event('warn', 'server.reloadNotTold', { error: String(thrown) }),
    );
  }

  async #attempt(number: number): Promise<ReloadReport> {
    const { server, reread, onReloaded } = this.#options;
    try {
      const { changed, waiting } = await server.reload(reread());
      await onReloaded();
      return { number, ok: true, error: '', changed: [...changed], waiting: [...waiting] };
    } catch (error) {
      // What a person can mend is said in its words; a defect keeps its stack.
      const text = error instanceof Failure ? error.message : String(error instanceof Error ? error.stack : error);
      return { number, ok: false, error: text, changed: [], waiting: [] };
    }
  }
}
