import { decodeUtf8, encodeUtf8 } from '../../base/index.ts';
import type { MailboxSnapshot } from '../../store/index.ts';

/** Which messages of a mailbox were measured, and those whose size on the wire is not their size in the store. */
export class SizeRecord {
  readonly mailbox: number;
  readonly uidValidity: number;
  /** Entries up to here were measured. */
  throughUid = 0;
  /** uid to octets on the wire. */
  readonly exceptions = new Map<number, number>();
  /** Measured since the record was last kept. */
  unkept = 0;

  constructor(mailbox: number, uidValidity: number) {
    this.mailbox = mailbox;
    this.uidValidity = uidValidity;
  }

  sizeOf(entry: { readonly uid: number; readonly sizeBytes: number }): number {
    return this.exceptions.get(entry.uid) ?? entry.sizeBytes;
  }

  isOf(snapshot: MailboxSnapshot): boolean {
    return this.mailbox === snapshot.mailboxId && this.uidValidity === snapshot.mailbox.uidValidity;
  }

  forgetExpunged(snapshot: MailboxSnapshot): void {
    for (const uid of this.exceptions.keys()) if (snapshot.sequenceOf(uid) === 0) this.exceptions.delete(uid);
  }

  /** For a property of the mailbox. */
  encode(): Uint8Array {
    const { uidValidity, throughUid, exceptions } = this;
    return encodeUtf8(JSON.stringify({ uidValidity, throughUid, exceptions: [...exceptions] }));
  }

  /** Takes a kept record over, if it is one and of the same mailbox; else nothing happens. */
  adopt(value: Uint8Array): void {
    let kept: unknown;
    try {
      kept = JSON.parse(decodeUtf8(value));
    } catch {
      return;
    }
    if (!isKept(kept) || kept.uidValidity !== this.uidValidity) return;
    this.throughUid = kept.throughUid;
    for (const [uid, size] of kept.exceptions) this.exceptions.set(uid, size);
  }
}

interface Kept {
  readonly uidValidity: number;
  readonly throughUid: number;
  readonly exceptions: readonly (readonly [number, number])[];
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { uidValidity, throughUid, exceptions } = value as Partial<Record<keyof Kept, unknown>>;
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isSafeInteger);
  return (
    Number.isSafeInteger(uidValidity) &&
    Number.isSafeInteger(throughUid) &&
    Array.isArray(exceptions) &&
    exceptions.every(isPair)
  );
}
