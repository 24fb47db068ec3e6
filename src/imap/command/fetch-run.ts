import { type MessageId, messageId, ok } from '../../base/index.ts';
import {
  bodyOfStructure,
  decodeParts,
  type PartRecord,
  renderedBodyStructure,
  renderedEnvelope,
  renderedParts,
  renderedPreview,
} from '../../message/index.ts';
import type { Body, Entry } from '../../store/index.ts';
import { objectId } from '../object-id.ts';
import { flagNames } from '../session/flag-names.ts';
import { type SequenceRun, sliceRuns, uidRangesOf } from '../session/sequence-run.ts';
import type { MailboxView } from '../session/view.ts';
import { encodeFlags, type PlainFetchKind } from '../wire/index.ts';
import type { SelectedContext } from './command.ts';
import { hasUnknownEncoding, sendBinary } from './fetch-binary.ts';
import type { FetchPlan } from './fetch-plan.ts';
import { sendSection } from './fetch-section.ts';

/** How a run ended; `someGone`: messages that the client can name are not there any more, all others were sent. */
export type FetchEnd = 'done' | 'someGone' | 'unknownEncoding' | 'closed';

const ENCODED_FLAGS_MAX = 4_096;
const THREADS_AT_ONCE = 1_024;

/** Sends the answers to one FETCH: values from the newest snapshot, numbers as the client counts. */
export class FetchRun {
  readonly #context: SelectedContext;
  readonly #view: MailboxView;
  readonly #plan: FetchPlan;
  /** Uids that this command marked as seen: their answers show the flags. */
  readonly #newlySeen: ReadonlySet<number>;
  /** Flags as they are written, by their packed value; \Recent takes the sign. */
  readonly #encodedFlags = new Map<number, Uint8Array>();
  /** The threads of the messages that are being sent. */
  readonly #threads = new Map<number, number | undefined>();
  /** Bodies that were opened together, by message. */
  readonly #bodies = new Map<number, Body>();
  #end: FetchEnd = 'done';

  constructor(context: SelectedContext, plan: FetchPlan, newlySeen: ReadonlySet<number>) {
    this.#context = context;
    this.#view = context.view;
    this.#plan = plan;
    this.#newlySeen = newlySeen;
  }

  async send(runs: readonly SequenceRun[]): Promise<FetchEnd> {
    if (!this.#plan.showsThread) await this.#sendRuns(runs);
    else {
      for (const slice of sliceRuns(runs, THREADS_AT_ONCE)) {
        await this.#readThreads(slice);
        await this.#sendRuns([slice]);
        if (this.#end === 'closed') break;
      }
    }
    return this.#end;
  }

  #sendRuns(runs: readonly SequenceRun[]): Promise<void> {
    return this.#plan.needsMetadata ? this.#sendWithMetadata(runs) : this.#sendEntries(runs);
  }

  /** THREADID is the one item that lies neither in the pages nor in the metadata; it is asked for in batches. */
  async #readThreads({ first, last }: SequenceRun): Promise<void> {
    const { numbering } = this.#view;
    const ids = Array.from(numbering.entries(first, last), (entry) => messageId(entry.messageId));
    const threads = await this.#context.session.services.store.threads(numbering.account, ids);
    this.#threads.clear();
    if (threads.ok) for (const [i, id] of ids.entries()) this.#threads.set(id, threads.value[i]);
  }

  async #sendEntries(runs: readonly SequenceRun[]): Promise<void> {
    const { numbering, latest } = this.#view;
    const { peer } = this.#context.session;
    for (const run of runs) {
      for (let sequence = run.first; sequence <= run.last; sequence++) {
        const entry = numbering === latest ? latest.at(sequence) : latest.find(numbering.uidAt(sequence)!);
        if (entry === undefined) this.#end = 'someGone';
        else if (this.#plan.needsBody) await this.#sendMessage(sequence, entry, undefined);
        else this.#write(sequence, entry, undefined);
        if (peer.isFull && !(await peer.pace())) this.#end = 'closed';
        if (this.#end === 'closed') return;
      }
    }
  }

  async #sendWithMetadata(runs: readonly SequenceRun[]): Promise<void> {
    const { numbering, latest } = this.#view;
    const { session } = this.#context;
    let expected = 0;
    for (const run of runs) expected += run.last - run.first + 1;
    const ranges = uidRangesOf(numbering, runs);
    if (ranges.length === 0) return;
    for await (const batch of session.services.store.metadata(latest, ranges)) {
      if (this.#plan.readsHeaders) await this.#openBodies(batch.map(({ uid }) => uid));
      for (const { uid, rendered } of batch) {
        const sequence = numbering.sequenceOf(uid);
        const entry = latest.find(uid);
        if (sequence === 0 || entry === undefined) continue;
        expected--;
        if (this.#plan.needsBody) await this.#sendMessage(sequence, entry, rendered);
        else this.#write(sequence, entry, rendered);
        if (session.peer.isFull && !(await session.peer.pace())) this.#end = 'closed';
        if (this.#end === 'closed') return;
      }
    }
    if (expected > 0 && this.#end === 'done') this.#end = 'someGone';
  }

  /** The bodies of a batch, found in one question; what is not found is asked for once more by itself. */
  async #openBodies(uids: readonly number[]): Promise<void> {
    const { session } = this.#context;
    const ids: MessageId[] = [];
    for (const uid of uids) {
      const entry = this.#view.latest.find(uid);
      if (entry !== undefined) ids.push(messageId(entry.messageId));
    }
    const bodies = await session.services.store.bodies(this.#view.owner, ids);
    this.#bodies.clear();
    if (!bodies.ok) return;
    for (const [i, id] of ids.entries()) {
      const body = bodies.value[i];
      if (body !== undefined) this.#bodies.set(id, body);
    }
  }

  /** A message of which octets are wanted: the body is opened before the answer is begun. */
  async #sendMessage(sequence: number, entry: Entry, rendered: Uint8Array | undefined): Promise<void> {
    const { session } = this.#context;
    const { store } = session.services;
    const opened = this.#bodies.get(entry.messageId);
    const body = opened === undefined ? await store.body(this.#view.owner, messageId(entry.messageId)) : ok(opened);
    if (!body.ok) {
      this.#end = 'someGone';
      return;
    }
    const root = rendered === undefined ? undefined : decodeParts(renderedParts(rendered));
    if (this.#plan.binaries.some((binary) => hasUnknownEncoding(binary, root))) {
      this.#end = 'unknownEncoding';
      return;
    }
    session.peer.unfinished = true;
    this.#begin(sequence, entry, rendered);
    if (!(await this.#sendOctets(root, body.value))) {
      this.#end = 'closed';
      return;
    }
    session.peer.fetch.end();
    session.peer.unfinished = false;
  }

  async #sendOctets(root: PartRecord | undefined, body: Body): Promise<boolean> {
    const { peer, services } = this.#context.session;
    for (const section of this.#plan.sections) {
      if (!(await sendSection(peer, section, root, body, services.limits))) return false;
    }
    for (const binary of this.#plan.binaries) {
      if (!(await sendBinary(peer, binary, root, body, services.limits.bodyPieceBytes))) return false;
    }
    return true;
  }

  #write(sequence: number, entry: Entry, rendered: Uint8Array | undefined): void {
    this.#begin(sequence, entry, rendered);
    this.#context.session.peer.fetch.end();
  }

  /** Everything but sections. */
  #begin(sequence: number, entry: Entry, rendered: Uint8Array | undefined): void {
    const { session } = this.#context;
    const { fetch } = session.peer;
    fetch.begin(sequence);
    for (const kind of this.#plan.plain) this.#writeItem(kind, entry, rendered);
    if (!this.#newlySeen.has(entry.uid)) return;
    // RFC 9051 §6.4.5: the flags that became others are part of the answer; RFC 7162 §3.2.4 wants uid and modseq with them.
    if (!this.#plan.showsFlags) this.#writeItem('flags', entry, rendered);
    if (session.enabled.condstore && !this.#plan.showsUid) fetch.uid(entry.uid);
    if (session.enabled.condstore && !this.#plan.showsModSeq) fetch.modSeq(entry.modSeq);
    this.#view.told(entry.uid);
  }

  #writeItem(kind: PlainFetchKind, entry: Entry, rendered: Uint8Array | undefined): void {
    const { fetch } = this.#context.session.peer;
    switch (kind) {
      case 'uid':
        fetch.uid(entry.uid);
        return;
      case 'flags':
        fetch.encodedFlags(this.#flags(entry));
        return;
      case 'internalDate':
        fetch.internalDate(entry.internalDate);
        return;
      case 'rfc822Size':
        fetch.rfc822Size(entry.sizeBytes);
        return;
      case 'modSeq':
        fetch.modSeq(entry.modSeq);
        return;
      case 'emailId':
        fetch.objectId('EMAILID', objectId('email', this.#view.latest.account, entry.messageId));
        return;
      case 'threadId':
        fetch.objectId('THREADID', this.#threadOf(entry));
        return;
      case 'saveDate':
        fetch.saveDate(entry.saveDate);
        return;
      case 'preview':
        fetch.preview(renderedPreview(rendered!), this.#context.session.peer.mode);
        return;
      case 'envelope':
        fetch.envelope(renderedEnvelope(rendered!));
        return;
      case 'bodyStructure':
        fetch.bodyStructure(renderedBodyStructure(rendered!));
        return;
      case 'body':
        fetch.body(bodyOfStructure(renderedBodyStructure(rendered!)));
        return;
    }
  }

  #threadOf({ messageId }: Entry): string | undefined {
    const thread = this.#threads.get(messageId);
    return thread === undefined ? undefined : objectId('thread', this.#view.latest.account, thread);
  }

  #flags({ uid, flags }: Entry): Uint8Array {
    const recent = !this.#context.session.enabled.rev2 && this.#view.recent.has(uid);
    const key = recent ? -1 - flags : flags;
    const known = this.#encodedFlags.get(key);
    if (known !== undefined) return known;
    const names = flagNames(this.#view.latest, flags);
    if (recent) names.push('\\Recent');
    const encoded = encodeFlags(names);
    if (this.#encodedFlags.size >= ENCODED_FLAGS_MAX) this.#encodedFlags.clear();
    this.#encodedFlags.set(key, encoded);
    return encoded;
  }
}
