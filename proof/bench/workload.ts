import { address } from '../server.ts';
import { mail, smallMail } from './bench-mail.ts';
import type { Contender } from './contender.ts';
import { ImapWire } from './imap-wire.ts';
import type { Meter } from './meter.ts';

/** How much of everything. */
export interface Sizes {
  readonly deliveries: number;
  readonly appends: number;
  readonly logins: number;
  /** Messages of the largest mailbox, small ones. */
  readonly big: number;
  /** Messages of 29 KB, for lists and searches. */
  readonly list: number;
  readonly moved: number;
  readonly singles: number;
  readonly pop3: number;
  readonly mixedMs: number;
  readonly idlePart: number;
}

export const FULL: Sizes = {
  deliveries: 4_000,
  appends: 2_000,
  logins: 300,
  big: 100_000,
  list: 10_000,
  moved: 5_000,
  singles: 1_000,
  pop3: 2_000,
  mixedMs: 10_000,
  idlePart: 1,
};
export const QUICK: Sizes = {
  deliveries: 800,
  appends: 400,
  logins: 60,
  big: 10_000,
  list: 1_000,
  moved: 500,
  singles: 200,
  pop3: 200,
  mixedMs: 2_000,
  idlePart: 0.1,
};

/** The mailboxes that are filled before anything is measured; each is the INBOX of a user of that name. */
export const FILLED = ['big', 'list', 'moved', 'pop'] as const;
export type Filled = (typeof FILLED)[number];
export const RESIDENTS = Array.from({ length: 100 }, (_, i) => `u${i}`);

export interface Stage {
  readonly server: Contender;
  readonly meter: Meter;
  readonly sizes: Sizes;
}

export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly needs: readonly Filled[];
  /** On servers that have done nothing else: for memory. */
  readonly fresh?: boolean;
  /** Throws if an answer is not what it must be. */
  readonly run: (stage: Stage) => Promise<void>;
}

const FILL_AT_ONCE = 100;

export function fillSize(mailbox: Filled, { big, list, moved, pop3 }: Sizes): number {
  return { big, list, moved, pop: pop3 }[mailbox];
}

export async function fill(server: Contender, mailbox: Filled, sizes: Sizes, done: (n: number) => void): Promise<void> {
  const imap = await ImapWire.logIn(server.ports.imap, address(mailbox));
  const make = mailbox === 'big' || mailbox === 'moved' ? smallMail : mail;
  const total = fillSize(mailbox, sizes);
  const atOnce = FILL_AT_ONCE * (make === smallMail ? 10 : 1);
  for (let from = 0; from < total; from += atOnce) {
    const count = Math.min(atOnce, total - from);
    await imap.append(
      'INBOX',
      Array.from({ length: count }, (_, i) => make(from + i)),
    );
    done(from + count);
  }
  await imap.logOut();
}

/** Runs the work on so many at once until all numbers below `total` are used. */
export async function share(total: number, workers: number, work: (next: () => number | undefined) => Promise<void>) {
  let used = 0;
  const next = () => (used < total ? used++ : undefined);
  await Promise.all(Array.from({ length: workers }, () => work(next)));
}

export async function inMailbox<T>(
  { server }: Stage,
  user: string,
  messages: number,
  work: (imap: ImapWire) => Promise<T>,
): Promise<T> {
  const imap = await ImapWire.logIn(server.ports.imap, address(user));
  try {
    await imap.select('INBOX', messages);
    return await work(imap);
  } finally {
    imap.close();
  }
}

export function expectEqual(what: string, actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)}, not ${String(expected)}`);
}
