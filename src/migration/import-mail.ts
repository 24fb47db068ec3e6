import { type AccountId, encodeUtf8 } from '../base/index.ts';
import type { MailboxPath } from '../mailbox-file/index.ts';
import { NO_FLAGS, type Operation, type Store, type StoreError, SYSTEM } from '../store/index.ts';
import { Journal } from './journal.ts';
import { BATCH_BYTES_MAX, BATCH_MESSAGES_MAX, FAILURES_TOLD_MAX } from './limits.ts';
import type { Source, SourceMailbox, SourceMessage } from './source.ts';
import { Identities, type StagedMessage, stageMessage } from './staged-message.ts';
import { orThrow, storeFailure } from './store-failure.ts';
import { systemCode } from './system-code.ts';
import { type Target, Targets } from './target.ts';

/** The property by which POP3 knows the unique id that a message had elsewhere. */
export const POP3_UIDL = 'pop3.uidl';

export interface ImportOptions {
  readonly store: Store;
  readonly account: AccountId;
  readonly source: Source;
  /** Everything goes into this mailbox, or below it. */
  readonly into: MailboxPath;
  /** X-Gmail-Labels say where a message goes. */
  readonly labels: boolean;
  readonly onProgress: (done: number, total: number) => void;
}

export interface ImportReport {
  readonly imported: number;
  /** Known from an earlier run. */
  readonly alreadyThere: number;
  readonly mailboxes: readonly MailboxReport[];
  /** The first of those that could not be imported; `failedCount` counts all. */
  readonly failed: readonly { readonly place: string; readonly detail: string }[];
  readonly failedCount: number;
}
export interface MailboxReport {
  readonly name: string;
  imported: number;
  alreadyThere: number;
  /** Whether uidvalidity and uids are those of before; null where the source says none. */
  readonly uidsKept: boolean | null;
}

/** Imports a source, in commits that each bring some messages and the note that they are there. */
export async function importMail(options: ImportOptions): Promise<ImportReport> {
  const { source, store, account, into } = options;
  const targets = new Targets(store, account);
  const total = source.mailboxes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const failures = new Failures();
  const reports: MailboxReport[] = [];
  let done = 0;
  for (const mailbox of source.mailboxes) {
    const start = done;
    const one = new MailboxImport({
      options,
      targets,
      failures,
      target: await targets.open([...into, ...mailbox.path], mailbox.numbers),
    });
    await one.run(mailbox, (bytes) => options.onProgress((done += bytes), total));
    done = start + mailbox.sizeBytes;
    options.onProgress(done, total);
    reports.push(one.report);
  }
  for (const path of source.subscriptions) await targets.subscribe([...into, ...path]);
  return {
    imported: reports.reduce((sum, { imported }) => sum + imported, 0),
    alreadyThere: reports.reduce((sum, { alreadyThere }) => sum + alreadyThere, 0),
    mailboxes: reports,
    failed: failures.told,
    failedCount: failures.count,
  };
}

class Failures {
  readonly told: { readonly place: string; readonly detail: string }[] = [];
  count = 0;
  add(place: string, detail: string): void {
    this.count++;
    if (this.told.length < FAILURES_TOLD_MAX) this.told.push({ place, detail });
  }
}

interface Setting {
  readonly options: ImportOptions;
  readonly targets: Targets;
  readonly failures: Failures;
  readonly target: Target;
}

class MailboxImport {
  readonly #setting: Setting;
  readonly #identities = new Identities();
  readonly report: MailboxReport;
  #journal: Journal | undefined;
  #numbers: SourceMailbox['numbers'];
  #batch: StagedMessage[] = [];
  #batchBytes = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.report = { name: setting.target.name, imported: 0, alreadyThere: 0, uidsKept: null };
  }

  async run(mailbox: SourceMailbox, onDone: (bytes: number) => void): Promise<void> {
    const { options, target } = this.#setting;
    this.#numbers = mailbox.numbers;
    if (mailbox.numbers !== undefined) Object.assign(this.report, { uidsKept: target.keepsUids });
    const journal = await Journal.read(options.store, options.account, target.id);
    this.#journal = journal;
    try {
      for await (const message of mailbox.messages()) {
        await this.#take(message, journal);
        onDone(message.doneBytes);
      }
      await this.#flush();
      await this.#finishNumbers();
    } finally {
      for (const { body } of this.#batch) body.release();
    }
  }

  async #take(message: SourceMessage, journal: Journal): Promise<void> {
    const { options, target, targets, failures } = this.#setting;
    let staged: Awaited<ReturnType<typeof stageMessage>>;
    try {
      staged = await stageMessage(options.store, message, this.#identities, journal);
    } catch (error) {
      const code = systemCode(error);
      // A server that still runs renames and removes files; what it does not let us read is told.
      if (code !== 'ENOENT' && code !== 'EACCES') throw error;
      failures.add(message.place, code === 'ENOENT' ? 'it is gone: run the import again' : 'it cannot be read');
      return;
    }
    if (staged === undefined) {
      this.report.alreadyThere++;
      return;
    }
    const { labels } = message;
    const sorted = options.labels && labels !== undefined ? await targets.byLabels(labels, message.flags) : undefined;
    const source = sorted === undefined ? message : { ...message, flags: sorted.flags };
    this.#batch.push({ ...staged, source, targets: sorted?.mailboxes ?? [target.id] });
    this.#batchBytes += staged.body.sizeBytes;
    if (this.#batch.length >= BATCH_MESSAGES_MAX || this.#batchBytes >= BATCH_BYTES_MAX) await this.#flush();
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    if (batch.length === 0) return;
    const error = await this.#commit(batch);
    // One that the store refuses must not keep the others out.
    if (error !== undefined)
      for (const one of batch) await this.#commitAlone(one, batch.length === 1 ? error : undefined);
    for (const { body } of batch) body.release();
    this.#batch = [];
    this.#batchBytes = 0;
  }

  async #commitAlone(message: StagedMessage, known: StoreError | undefined): Promise<void> {
    const error = known ?? (await this.#commit([message]));
    if (error !== undefined) this.#setting.failures.add(message.source.place, error.detail);
  }

  /** Gives what the store refused one of the messages for; throws for what concerns all. */
  async #commit(batch: readonly StagedMessage[]): Promise<StoreError | undefined> {
    const { options, target, targets } = this.#setting;
    const journal = this.#journal!;
    const digests = batch.map(({ digest }) => digest);
    const operations = [...this.#appends(batch), journal.operation(digests)];
    const committed = await options.store.commit(options.account, SYSTEM, operations);
    if (!committed.ok) {
      if (committed.error.code !== 'limit') throw storeFailure(committed.error);
      await targets.refresh(target);
      return committed.error;
    }
    journal.noted(digests);
    this.report.imported += batch.length;
    return undefined;
  }

  /** Appends in order, each behind what gives it its uid. */
  *#appends(batch: readonly StagedMessage[]): Generator<Operation> {
    const { target } = this.#setting;
    for (const { source, body, summary, internalDate, targets } of batch) {
      const uid = target.keepsUids ? (source.uid ?? this.#numbers?.uidNext) : undefined;
      if (uid !== undefined && uid > target.uidNext && targets.includes(target.id)) {
        yield { kind: 'adoptUids', mailbox: target.id, uidNext: uid };
        target.uidNext = uid;
      }
      // An entry of a lower uid came here on another way: this one has a new uid, and the report says so.
      if (uid !== undefined && source.uid !== undefined && uid < target.uidNext)
        Object.assign(this.report, { uidsKept: false });
      const properties = source.uidl === undefined ? [] : [{ name: POP3_UIDL, value: encodeUtf8(source.uidl) }];
      for (const mailbox of targets) {
        yield { kind: 'append', mailbox, body, summary, flags: source.flags ?? NO_FLAGS, internalDate, properties };
        if (mailbox === target.id) target.uidNext++;
      }
    }
  }

  /** Uids that the other server gave and that are gone there must not come again here. */
  async #finishNumbers(): Promise<void> {
    const { options, target } = this.#setting;
    const uidNext = target.keepsUids ? (this.#numbers?.uidNext ?? 0) : 0;
    if (uidNext <= target.uidNext) return;
    orThrow(await options.store.commit(options.account, SYSTEM, [{ kind: 'adoptUids', mailbox: target.id, uidNext }]));
    target.uidNext = uidNext;
  }
}
