import { changeFlags, type Entry, type Flags, type FlagsStored, type MailboxSnapshot } from '../../store/index.ts';
import { flagsFromNames } from '../session/flag-names.ts';
import { runsCount, runsOfUids, uidRangesOf } from '../session/sequence-run.ts';
import { enableCondstore, refresh, writeFlags } from '../session/sync.ts';
import type { MailboxView } from '../session/view.ts';
import { rangesOf, type StoreArguments, storeArguments } from '../wire/index.ts';
import { type SelectedContext, whenSelected } from './command.ts';
import { resolveSet } from './message-set.ts';
import { bad, no, type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 9051 §6.4.6, with UNCHANGEDSINCE (RFC 7162 §3.1.3) */
export const store = whenSelected({
  name: 'STORE',
  arguments: storeArguments,
  usesSequenceNumbers: true,
  noExpunge: true,
  writesFlags: true,
  writesMessages: true,
  run: (parsed, context) => change(parsed, context, false),
});

export const uidStore = whenSelected({
  name: 'UID STORE',
  arguments: storeArguments,
  writesFlags: true,
  writesMessages: true,
  run: (parsed, context) => change(parsed, context, true),
});

/** What was known when the command came. */
interface Before {
  readonly snapshot: MailboxSnapshot;
  readonly untold: ReadonlySet<number>;
  /** What the command sets, adds or removes. */
  readonly flags: Flags;
}

async function change(parsed: StoreArguments, context: SelectedContext, byUid: boolean): Promise<Outcome> {
  const { session, account, view } = context;
  const runs = resolveSet(view, parsed.set, byUid);
  if (runs === undefined) return bad('No such message');
  if (parsed.unchangedSince !== undefined) enableCondstore(session);
  const flags = flagsFromNames(parsed.flags);
  const before: Before = { snapshot: view.latest, untold: view.untoldUids(), flags };
  const stored = await session.commit(view.owner, {
    kind: 'storeFlags',
    mailbox: before.snapshot.mailboxId,
    uids: uidRangesOf(view.numbering, runs),
    mode: parsed.mode,
    flags,
    ...(parsed.unchangedSince === undefined ? {} : { unchangedSince: parsed.unchangedSince }),
  });
  if (!stored.ok) return refusedByStore(stored.error);
  if (!(await refresh(session, account, view))) return no('The mailbox is gone');
  await answer(parsed, context, byUid, stored.value, before);
  const { modified } = stored.value;
  if (modified.length > 0) {
    const ranges = byUid ? rangesOf(modified) : runsOfUids(view.numbering, modified);
    return okay('Some messages had changed', { kind: 'MODIFIED', ranges });
  }
  // RFC 2180 §4.2: some messages that the client can still name are gone.
  const gone = !byUid && stored.value.stored.length < runsCount(runs);
  if (gone && parsed.silent) return okay('Some of the messages are gone', { kind: 'EXPUNGEISSUED' });
  return gone ? no('Some of the messages are gone', { kind: 'EXPUNGEISSUED' }) : okay('STORE completed');
}

/** The untagged FETCH answers: new flags unless .SILENT, new modseqs to those who know them even then. */
async function answer(
  parsed: StoreArguments,
  { session, view }: SelectedContext,
  byUid: boolean,
  { stored, changed, modified }: FlagsStored,
  before: Before,
): Promise<void> {
  const { peer } = session;
  if (!parsed.silent) {
    for (const uid of stored) {
      writeFlags(session, view, uid, byUid);
      view.told(uid);
      if (peer.isFull && !(await peer.pace())) return;
    }
  } else {
    if (session.enabled.condstore) {
      for (const uid of parsed.unchangedSince === undefined ? changed : stored) {
        writeFlags(session, view, uid, byUid, false);
        if (peer.isFull && !(await peer.pace())) return;
      }
    }
    for (const uid of stored) if (isExpected(uid, parsed, before, view)) view.told(uid);
  }
  for (const uid of modified) {
    writeFlags(session, view, uid, byUid);
    view.told(uid);
  }
}

/** Where flags are not what the client must think they are, somebody else has changed them too: then they are told. */
function isExpected(uid: number, { mode }: StoreArguments, before: Before, view: MailboxView): boolean {
  if (before.untold.has(uid)) return false;
  const then = before.snapshot.find(uid);
  const now = view.latest.find(uid);
  if (then === undefined || now === undefined) return false;
  return sameFlags(changeFlags(flagsOf(before.snapshot, then), mode, before.flags), flagsOf(view.latest, now));
}

function flagsOf(snapshot: MailboxSnapshot, { flags }: Entry): Flags {
  return { system: flags & 0xff, keywords: flags >>> 8 === 0 ? [] : snapshot.keywords(flags) };
}

function sameFlags(a: Flags, b: Flags): boolean {
  if (a.system !== b.system || a.keywords.length !== b.keywords.length) return false;
  return a.keywords.every((keyword, i) => keyword.toLowerCase() === b.keywords[i]!.toLowerCase());
}
