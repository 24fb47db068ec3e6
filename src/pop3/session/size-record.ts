import { decodeUtf8, encodeUtf8 } from '../../base/index.ts';
import type { MailboxSnapshot } from '../../store/index.ts';

interface Sized {
  readonly uid: number;
  readonly sizeBytes: number;
}

/** The octets of a message as RETR sends it: as it is, and with its header in ASCII (RFC 6856 §2.1). */
export interface WireSize {
  readonly octets: number;
  readonly asciiOctets: number;
}

/** Sizes as one session tells them: those that differ from the store's, by uid. */
export class MaildropSizes {
  readonly exceptions: ReadonlyMap<number, number>;
  constructor(exceptions: ReadonlyMap<number, number>) {
    this.exceptions = exceptions;
  }
  of(entry: Sized): number {
    return this.exceptions.get(entry.uid) ?? entry.sizeBytes;
  }
}

/** Which messages of a mailbox were measured, and those whose size on the wire is not their size in the store. */
export class SizeRecord {
  readonly mailbox: number;
  readonly uidValidity: number;
  /** Entries up to here were measured. */
  throughUid = 0;
  /** By uid: the octets on the wire, where they differ from the store's. */
  readonly #exceptions = new Map<number, number>();
  /** By uid: the octets with the header in ASCII, where it is not. */
  readonly #asciiExceptions = new Map<number, number>();
  /** False once a difference could not be kept. */
  #complete = true;
  /** Measured since the record was last kept. */
  unkept = 0;

  constructor(mailbox: number, uidValidity: number) {
    this.mailbox = mailbox;
    this.uidValidity = uidValidity;
  }

  /** At most `max` differences are kept. */
  note(entry: Sized, { octets, asciiOctets }: WireSize, max: number): void {
    if (octets !== entry.sizeBytes) this.#keep(this.#exceptions, entry.uid, octets, max);
    if (asciiOctets !== octets) this.#keep(this.#asciiExceptions, entry.uid, asciiOctets, max);
    // Another session may have measured further in the meantime.
    this.throughUid = Math.max(this.throughUid, entry.uid);
    this.unkept++;
  }

  /** What it knows now, for a session in UTF-8 mode or out of it. */
  sizes(utf8: boolean): MaildropSizes {
    const exceptions = new Map(this.#exceptions);
    if (!utf8) for (const [uid, octets] of this.#asciiExceptions) exceptions.set(uid, octets);
    return new MaildropSizes(exceptions);
  }

  /** Known to have no bare LF, and an end of its last line. */
  isOnlyCrlf(uid: number): boolean {
    return this.#complete && uid <= this.throughUid && !this.#exceptions.has(uid);
  }

  isOf(snapshot: MailboxSnapshot): boolean {
    return this.mailbox === snapshot.mailboxId && this.uidValidity === snapshot.mailbox.uidValidity;
  }

  /** What came after the snapshot is another session's to know. */
  forgetExpunged(snapshot: MailboxSnapshot): void {
    for (const kept of [this.#exceptions, this.#asciiExceptions]) {
      for (const uid of kept.keys()) {
        if (uid < snapshot.mailbox.uidNext && snapshot.sequenceOf(uid) === 0) kept.delete(uid);
      }
    }
  }

  /** For a property of the mailbox. */
  encode(): Uint8Array {
    const { uidValidity, throughUid } = this;
    const exceptions = [...this.#exceptions];
    const asciiExceptions = [...this.#asciiExceptions];
    return encodeUtf8(
      JSON.stringify({ uidValidity, throughUid, exceptions, asciiExceptions, complete: this.#complete }),
    );
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
    this.#complete = kept.complete;
    for (const [uid, size] of kept.exceptions) this.#exceptions.set(uid, size);
    for (const [uid, size] of kept.asciiExceptions) this.#asciiExceptions.set(uid, size);
  }

  #keep(kept: Map<number, number>, uid: number, octets: number, max: number): void {
    if (kept.size < max) kept.set(uid, octets);
    else this.#complete = false;
  }
}

type Pairs = readonly (readonly [number, number])[];
interface Kept {
  readonly uidValidity: number;
  readonly throughUid: number;
  readonly exceptions: Pairs;
  readonly asciiExceptions: Pairs;
  readonly complete: boolean;
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const kept = value as Partial<Record<keyof Kept, unknown>>;
  return (
    Number.isSafeInteger(kept.uidValidity) &&
    Number.isSafeInteger(kept.throughUid) &&
    typeof kept.complete === 'boolean' &&
    isPairs(kept.exceptions) &&
    isPairs(kept.asciiExceptions)
  );
}

function isPairs(value: unknown): value is Pairs {
  const isPair = (pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(Number.isSafeInteger);
  return Array.isArray(value) && value.every(isPair);
}
