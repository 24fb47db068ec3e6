import { summarizeBytes } from '../../message/index.ts';
import { chunkOf, Flag, pageOf } from '../../store/index.ts';
import { decodeChunk, encodeChunk } from '../chunk-codec.ts';
import { type PagePlace, readEntries, readTailRows, tailChunk } from '../entry-tail.ts';
import { chunkRow, lastChunkRow, lastPageRow, pageOfRow, pageRow, tailRow } from '../keys.ts';
import { type EntryColumns, type FlagColumns, LazyFlags } from '../page-codec.ts';
import type { Statements } from '../statements.ts';
import type { MailboxRow } from '../writer/mailbox-state.ts';
import { decodePlaces } from '../writer/message-row.ts';
import type { Findings } from './report.ts';
import { checkThreads } from './thread-check.ts';

type CheckedRow = MailboxRow & { readonly account: number };
type DecodedPage = EntryColumns & FlagColumns & { readonly count: number };
interface Tally {
  messages: number;
  unseen: number;
  deleted: number;
  size: number;
}

/** Holds mailboxes to their pages, entries to their messages, messages to their entries, and numbers to a recount. */
export class MailboxCheck {
  readonly #statements: Statements;
  readonly #findings: Findings;
  readonly #repair: boolean;
  readonly #readBody: (body: number) => Promise<Uint8Array | undefined>;

  constructor(
    statements: Statements,
    findings: Findings,
    repair: boolean,
    readBody: (body: number) => Promise<Uint8Array | undefined>,
  ) {
    this.#statements = statements;
    this.#findings = findings;
    this.#repair = repair;
    this.#readBody = readBody;
  }

  async run(step: () => void): Promise<void> {
    for (const { id, threads_settled: settled } of this.#statements.rows<{ id: number; threads_settled: number }>(
      'SELECT id, threads_settled FROM account',
    )) {
      const total: Tally = { messages: 0, unseen: 0, deleted: 0, size: 0 };
      let places = 0;
      for (const row of this.#statements.rows<CheckedRow>('SELECT * FROM mailbox WHERE account = ?', id)) {
        const tally = await this.#checkMailbox(row);
        total.messages += tally.messages;
        total.size += tally.size;
        places += tally.messages;
        step();
      }
      this.#checkAccount(id, total);
      this.#checkPlaces(id, places);
      checkThreads(this.#statements, this.#findings, this.#repair, id, settled);
    }
  }

  async #checkMailbox(row: CheckedRow): Promise<Tally> {
    const tally: Tally = { messages: 0, unseen: 0, deleted: 0, size: 0 };
    const rendered = this.#renderedUids(row.key);
    for (const { id } of this.#statements.rows<{ id: number }>(
      'SELECT id FROM flag_page WHERE id BETWEEN ? AND ?',
      pageRow(row.key, 0),
      lastPageRow(row.key),
    )) {
      const page = this.#page(row, id);
      if (page === undefined) continue;
      this.#checkPage(row, pageOfRow(id), page);
      for (let i = 0; i < page.count; i++) {
        tally.messages++;
        tally.size += page.sizes[i]!;
        if ((page.flags[i]! & Flag.seen) === 0) tally.unseen++;
        if ((page.flags[i]! & Flag.deleted) !== 0) tally.deleted++;
        await this.#checkEntry(row, page, i, rendered);
      }
    }
    this.#checkCounts(row, tally);
    return tally;
  }

  #page(row: CheckedRow, id: number): DecodedPage | undefined {
    const flags = this.#statements.row<PagePlace & { data: Uint8Array }>(
      'SELECT id, count, tail_uid, data FROM flag_page WHERE id = ?',
      id,
    )!;
    const entries = this.#statements.row<{ data: Uint8Array }>('SELECT data FROM entry_page WHERE id = ?', id);
    try {
      const { count, uids, messageIds, sizes, internalDates, saveDates } = readEntries(
        this.#statements,
        flags,
        entries?.data,
      );
      const packed = new LazyFlags(flags.data);
      const page = {
        count,
        uids,
        messageIds,
        sizes,
        internalDates,
        saveDates,
        flags: packed.flags,
        modSeqs: packed.modSeqs,
      };
      if (page.count !== flags.count || page.flags.length !== page.count) throw new Error('its parts disagree');
      return page;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#findings.add('page', `${where(row)}: page ${pageOfRow(id)} cannot be read: ${reason}`);
      return undefined;
    }
  }

  #checkPage(row: CheckedRow, number: number, page: DecodedPage): void {
    let before = 0;
    for (let i = 0; i < page.count; i++) {
      const uid = page.uids[i]!;
      if (uid <= before || pageOf(uid) !== number || uid >= row.uidnext) {
        this.#findings.add('page', `${where(row)}: uid ${uid} is out of place`);
      }
      if (page.modSeqs[i]! > row.highest_modseq) {
        this.#findings.add('page', `${where(row)}: uid ${uid} changed after the mailbox's last change`);
      }
      before = uid;
    }
  }

  /** The entry's message is there and knows of it; its rendered metadata is there, or is made again. */
  async #checkEntry(row: CheckedRow, page: DecodedPage, i: number, rendered: ReadonlySet<number>): Promise<void> {
    const uid = page.uids[i]!;
    const message = this.#statements.row<{ body: number; size: number; places: Uint8Array }>(
      'SELECT body, size, places FROM message WHERE account = ? AND id = ?',
      row.account,
      page.messageIds[i]!,
    );
    if (message === undefined) {
      this.#findings.add(
        'place',
        `${where(row)}: uid ${uid} stands for message ${page.messageIds[i]}, which is not there`,
      );
      return;
    }
    if (message.size !== page.sizes[i]) this.#findings.add('page', `${where(row)}: uid ${uid} has the wrong size`);
    if (!decodePlaces(message.places).some((place) => place.mailbox === row.id && place.uid === uid)) {
      this.#findings.add('place', `${where(row)}: message ${page.messageIds[i]} does not know of uid ${uid}`);
    }
    if (this.#statements.row('SELECT 1 FROM body WHERE id = ?', message.body) === undefined) {
      this.#findings.add('body', `${where(row)}: uid ${uid} has no body`);
    } else if (!rendered.has(uid)) {
      const repaired = this.#repair && (await this.#renderAgain(row, uid, message.body));
      this.#findings.add('rendered', `${where(row)}: uid ${uid} has no rendered metadata`, repaired);
    }
  }

  async #renderAgain(row: CheckedRow, uid: number, body: number): Promise<boolean> {
    const octets = await this.#readBody(body);
    if (octets === undefined) return false;
    const { rendered: data } = summarizeBytes(octets);
    const chunk = chunkOf(uid);
    if (chunk === (tailChunk(this.#statements, row.key) ?? chunkOf(row.uidnext - 1))) {
      this.#statements.run(
        'INSERT OR REPLACE INTO entry_tail (id, uid, rendered) VALUES (?, ?, ?)',
        tailRow(row.key, uid),
        uid,
        data,
      );
      return true;
    }
    const id = chunkRow(row.key, chunk);
    const there = this.#statements.row<{ data: Uint8Array }>('SELECT data FROM rendered_chunk WHERE id = ?', id);
    const others = there === undefined ? [] : decodeChunk(there.data);
    const rows = [...others, { uid, data }].sort((a, b) => a.uid - b.uid);
    this.#statements.run('INSERT OR REPLACE INTO rendered_chunk (id, data) VALUES (?, ?)', id, encodeChunk(rows));
    return true;
  }

  #renderedUids(mailboxKey: number): ReadonlySet<number> {
    const uids = new Set<number>();
    for (const { data } of this.#statements.rows<{ data: Uint8Array }>(
      'SELECT data FROM rendered_chunk WHERE id BETWEEN ? AND ?',
      chunkRow(mailboxKey, 0),
      lastChunkRow(mailboxKey),
    )) {
      for (const { uid } of decodeChunk(data)) uids.add(uid);
    }
    for (const { uid } of readTailRows(this.#statements, mailboxKey)) uids.add(uid);
    return uids;
  }

  #checkCounts(row: CheckedRow, tally: Tally): void {
    const wrong =
      row.messages !== tally.messages ||
      row.unseen !== tally.unseen ||
      row.deleted !== tally.deleted ||
      row.size !== tally.size;
    if (!wrong) return;
    if (this.#repair) {
      this.#statements.run(
        'UPDATE mailbox SET messages = ?, unseen = ?, deleted = ?, size = ? WHERE key = ?',
        tally.messages,
        tally.unseen,
        tally.deleted,
        tally.size,
        row.key,
      );
    }
    this.#findings.add(
      'counts',
      `${where(row)} counts ${row.messages} messages and has ${tally.messages}`,
      this.#repair,
    );
  }

  #checkAccount(id: number, total: Tally): void {
    const row = this.#statements.row<{ modseq: number; storage_used: number; messages_used: number }>(
      'SELECT modseq, storage_used, messages_used FROM account WHERE id = ?',
      id,
    )!;
    const later = this.#statements.row<{ highest: number | null }>(
      'SELECT max(max(highest_modseq, changed_modseq)) AS highest FROM mailbox WHERE account = ?',
      id,
    )!;
    if ((later.highest ?? 0) > row.modseq) this.#findings.add('counts', `account ${id} changed after its last modseq`);
    if (row.storage_used === total.size && row.messages_used === total.messages) return;
    if (this.#repair) {
      this.#statements.run(
        'UPDATE account SET storage_used = ?, messages_used = ? WHERE id = ?',
        total.size,
        total.messages,
        id,
      );
    }
    this.#findings.add(
      'counts',
      `account ${id} counts ${row.messages_used} messages and has ${total.messages}`,
      this.#repair,
    );
  }

  /** Every entry knows its message and is known by it, so equal numbers mean that no message names a place in vain. */
  #checkPlaces(account: number, entries: number): void {
    const row = this.#statements.row<{ places: number | null }>(
      'SELECT sum(length(places)) / 8 AS places FROM message WHERE account = ?',
      account,
    );
    const places = row?.places ?? 0;
    if (places !== entries) {
      this.#findings.add(
        'place',
        `account ${account}: messages name ${places} places, and there are ${entries} entries`,
      );
    }
    const homeless = this.#statements.rows<{ id: number }>(
      'SELECT id FROM message WHERE account = ? AND length(places) = 0',
      account,
    );
    for (const { id } of homeless) this.#findings.add('place', `account ${account}: message ${id} lies in no mailbox`);
  }
}

function where(row: CheckedRow): string {
  return `account ${row.account}, mailbox ${row.id}`;
}
