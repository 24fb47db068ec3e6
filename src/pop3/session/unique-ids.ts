import { type MessageId, messageId, ok, type Result } from '../../base/index.ts';
import { type Entry, type MailboxSnapshot, type Store, type StoreError, SYSTEM } from '../../store/index.ts';

/** Of a message that came from another server: the unique id that it had there, so that nobody fetches it again. */
export const UIDL_PROPERTY = 'pop3.uidl';
/** Of a mailbox: its uidvalidity, and the uids whose message has an id that another message had first. */
const PASSED_OVER = 'pop3/uidl-passed-over';

/**
 * The unique ids of a maildrop (RFC 1939 §7). An id that was taken over wins over `uidvalidity.uid`, unless an earlier message
 * has it too or it looks like one of ours; then the message has ours for good, whatever becomes of the earlier one.
 */
export class UniqueIds {
  readonly #uidValidity: number;
  readonly #takenOver: ReadonlyMap<number, string>;

  private constructor(uidValidity: number, takenOver: ReadonlyMap<number, string>) {
    this.#uidValidity = uidValidity;
    this.#takenOver = takenOver;
  }

  of(uid: number): string {
    return this.#takenOver.get(uid) ?? `${this.#uidValidity}.${uid}`;
  }

  /** One reading; nothing more for an account that took nothing over. */
  static async read(store: Store, snapshot: MailboxSnapshot): Promise<Result<UniqueIds, StoreError>> {
    const { account, mailbox } = snapshot;
    const properties = await store.messageProperties(account, UIDL_PROPERTY);
    if (!properties.ok) return properties;
    if (properties.value.size === 0) return ok(new UniqueIds(mailbox.uidValidity, new Map()));
    const passedOver = await readPassedOver(store, snapshot);
    if (!passedOver.ok) return passedOver;
    const { takenOver, newlyPassed } = judge(snapshot, properties.value, passedOver.value);
    if (newlyPassed.length > 0) {
      const kept = await keepPassedOver(store, snapshot, [...passedOver.value, ...newlyPassed]);
      if (!kept.ok) return kept;
    }
    return ok(new UniqueIds(mailbox.uidValidity, takenOver));
  }
}

function judge(
  snapshot: MailboxSnapshot,
  properties: ReadonlyMap<MessageId, Uint8Array>,
  passedOver: ReadonlySet<number>,
): { readonly takenOver: ReadonlyMap<number, string>; readonly newlyPassed: readonly number[] } {
  const ours = `${snapshot.mailbox.uidValidity}.`;
  const takenOver = new Map<number, string>();
  const used = new Set<string>();
  const newlyPassed: number[] = [];
  for (const entry of snapshot.entries()) {
    const id = idFrom(properties, entry);
    if (id === undefined || id.startsWith(ours) || passedOver.has(entry.uid)) continue;
    if (used.has(id)) newlyPassed.push(entry.uid);
    else {
      used.add(id);
      takenOver.set(entry.uid, id);
    }
  }
  return { takenOver, newlyPassed };
}

/** RFC 1939 §7: one to 70 characters from 0x21 to 0x7E; else it is none. */
function idFrom(properties: ReadonlyMap<MessageId, Uint8Array>, entry: Entry): string | undefined {
  const value = properties.get(messageId(entry.messageId));
  if (value === undefined || value.length === 0 || value.length > 70) return undefined;
  return value.every((byte) => byte >= 0x21 && byte <= 0x7e) ? String.fromCharCode(...value) : undefined;
}

async function readPassedOver(store: Store, snapshot: MailboxSnapshot): Promise<Result<Set<number>, StoreError>> {
  const { account, mailboxId: mailbox } = snapshot;
  const properties = await store.properties(account, { kind: 'mailbox', mailbox });
  if (!properties.ok) return properties;
  const value = properties.value.find(({ name }) => name === PASSED_OVER)?.value;
  const uids = new Set<number>();
  if (value === undefined || value.length % 4 !== 0 || value.length === 0) return ok(uids);
  const view = new DataView(value.buffer, value.byteOffset, value.length);
  if (view.getUint32(0) !== snapshot.mailbox.uidValidity) return ok(uids);
  for (let at = 4; at < value.length; at += 4) uids.add(view.getUint32(at));
  return ok(uids);
}

/** Those that are gone are forgotten; of what came after the snapshot another session may know more. */
async function keepPassedOver(
  store: Store,
  snapshot: MailboxSnapshot,
  uids: readonly number[],
): Promise<Result<unknown, StoreError>> {
  const { account, mailbox } = snapshot;
  const kept = uids.filter((uid) => uid >= mailbox.uidNext || snapshot.sequenceOf(uid) !== 0);
  const value = new Uint8Array(4 + 4 * kept.length);
  const view = new DataView(value.buffer);
  view.setUint32(0, mailbox.uidValidity);
  for (const [i, uid] of kept.entries()) view.setUint32(4 + 4 * i, uid);
  const target = { kind: 'mailbox', mailbox: snapshot.mailboxId } as const;
  return store.commit(account, SYSTEM, [{ kind: 'setProperty', target, name: PASSED_OVER, value }]);
}
