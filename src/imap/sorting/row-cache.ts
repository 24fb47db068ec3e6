import { messageId } from '../../base/index.ts';
import { normalizeMessageId, parseMessage, referencesOf } from '../../message/index.ts';
import type { MailboxSnapshot, Store, UidRange } from '../../store/index.ts';
import { readRow, type SortRow } from './row.ts';

/** Rows read before other sessions get their turn. */
const ROWS_AT_ONCE = 500;

/** What is known of one mailbox. */
interface KnownMailbox {
  /** Ascending by uid. */
  rows: readonly SortRow[];
  /** The last result of each program, with the uids that it is of. */
  readonly results: Map<string, KnownResult>;
}

/** Of these uids, which then had these numbers. */
interface KnownResult {
  readonly uids: Uint32Array;
  readonly numbers: Uint32Array;
  readonly result: unknown;
}

const RESULTS_PER_MAILBOX_MAX = 4;

/**
 * Keeps rows of the mailboxes that were sorted last, and the last results, for all sessions of a server: messages do not
 * change, so what was read once is right as long as the uid is there. At most `rowsMax` rows are kept; a mailbox with more
 * is read each time.
 */
export class RowCache {
  readonly #store: Store;
  readonly #rowsMax: number;
  readonly #headerMaxBytes: number;
  /** The mailbox used last stands last. */
  readonly #mailboxes = new Map<string, KnownMailbox>();

  constructor(store: Store, rowsMax: number, headerMaxBytes: number) {
    this.#store = store;
    this.#rowsMax = rowsMax;
    this.#headerMaxBytes = headerMaxBytes;
  }

  /** The rows of these uids of the snapshot, ascending both; those that are gone are left out. */
  async rows(snapshot: MailboxSnapshot, uids: Uint32Array): Promise<readonly SortRow[]> {
    const known = this.#mailboxes.get(keyOf(snapshot))?.rows ?? [];
    const found: SortRow[] = [];
    const missing: number[] = [];
    let at = 0;
    for (const uid of uids) {
      while (at < known.length && known[at]!.uid < uid) at++;
      const row = known[at];
      if (row?.uid === uid) found.push(row);
      else missing.push(uid);
    }
    if (missing.length === 0) return found;
    const read = await this.#read(snapshot, missing);
    this.#remember(snapshot, read);
    return merged(found, read);
  }

  /** Fills in what rows of older records do not have, out of the messages. */
  async fillReferences(snapshot: MailboxSnapshot, rows: readonly SortRow[]): Promise<void> {
    for (const row of rows) {
      if (row.references !== undefined) continue;
      const body = await this.#store.body(snapshot.account, messageId(row.messageId));
      const header = body.ok ? await body.value.read(0, this.#headerMaxBytes) : undefined;
      row.references = header === undefined ? [] : referencesOf(parseMessage(header).root).map(normalizeMessageId);
    }
  }

  /** The result of a program over exactly these uids, with these numbers where it tells them, if it is the last one. */
  result(snapshot: MailboxSnapshot, program: string, uids: Uint32Array, numbers = uids): unknown {
    const last = this.#mailboxes.get(keyOf(snapshot))?.results.get(program);
    if (last === undefined || !sameNumbers(last.uids, uids) || !sameNumbers(last.numbers, numbers)) return undefined;
    return last.result;
  }

  keepResult(snapshot: MailboxSnapshot, program: string, uids: Uint32Array, result: unknown, numbers = uids): void {
    const mailbox = this.#mailboxes.get(keyOf(snapshot));
    if (mailbox === undefined) return;
    mailbox.results.delete(program);
    mailbox.results.set(program, { uids, numbers, result });
    for (const oldest of mailbox.results.keys()) {
      if (mailbox.results.size <= RESULTS_PER_MAILBOX_MAX) break;
      mailbox.results.delete(oldest);
    }
  }

  async #read(snapshot: MailboxSnapshot, uids: readonly number[]): Promise<readonly SortRow[]> {
    const wanted = new Set(uids);
    const rows: SortRow[] = [];
    for await (const batch of this.#store.metadata(snapshot, rangesAround(uids))) {
      for (const { uid, rendered } of batch) {
        const entry = wanted.has(uid) ? snapshot.find(uid) : undefined;
        if (entry === undefined) continue;
        rows.push(readRow(entry, rendered));
        if (rows.length % ROWS_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return rows;
  }

  #remember(snapshot: MailboxSnapshot, read: readonly SortRow[]): void {
    const key = keyOf(snapshot);
    const known = this.#mailboxes.get(key);
    this.#mailboxes.delete(key);
    const rows = merged(
      (known?.rows ?? []).filter(({ uid }) => snapshot.sequenceOf(uid) !== 0),
      read,
    );
    if (rows.length > this.#rowsMax) return;
    this.#mailboxes.set(key, { rows, results: known?.results ?? new Map() });
    let total = 0;
    for (const mailbox of this.#mailboxes.values()) total += mailbox.rows.length;
    for (const [oldest, mailbox] of this.#mailboxes) {
      if (total <= this.#rowsMax) break;
      total -= mailbox.rows.length;
      this.#mailboxes.delete(oldest);
    }
  }
}

function keyOf({ account, mailbox }: MailboxSnapshot): string {
  return `${account} ${mailbox.id} ${mailbox.uidValidity}`;
}

function sameNumbers(a: Uint32Array, b: Uint32Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Both ascend; of a uid that is in both, one row. */
function merged(a: readonly SortRow[], b: readonly SortRow[]): readonly SortRow[] {
  if (a.length === 0) return b;
  const rows: SortRow[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const x = a[i];
    const y = b[j];
    if (y === undefined || (x !== undefined && x.uid <= y.uid)) {
      rows.push(x!);
      i++;
      if (y?.uid === x!.uid) j++;
    } else {
      rows.push(y);
      j++;
    }
  }
  return rows;
}

/** Ascending uids as ranges; a small gap costs less than another range. */
function rangesAround(uids: readonly number[]): readonly UidRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const uid of uids) {
    const range = ranges.at(-1);
    if (range !== undefined && uid - range.last <= 8) range.last = uid;
    else ranges.push({ first: uid, last: uid });
  }
  return ranges;
}
