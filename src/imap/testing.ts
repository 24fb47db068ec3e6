import { accountId, encodeLatin1, err, ok, silentLog } from '../base/index.ts';
import type { ProtocolServer } from '../connection/index.ts';
import type { Account, Directory } from '../directory/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { MemoryStore, NO_FLAGS, type StoreLimits, SYSTEM } from '../store/index.ts';
import { createImapServer, type ImapOptions } from './index.ts';
import { flagsFromNames } from './session/flag-names.ts';

/** What the tests of this room run on: a store in memory, two people, and a clock that stands until it is moved. */
export const ANNA = accountId(1);
export const BEN = accountId(2);
const NOON = Date.UTC(2026, 0, 2, 12);

const PEOPLE: readonly Account[] = [
  { id: ANNA, address: 'anna@example.org', quotaBytes: undefined },
  { id: BEN, address: 'ben@example.org', quotaBytes: undefined },
];

export interface World {
  readonly store: MemoryStore;
  readonly server: ProtocolServer;
  readonly time: { now: number };
  /** Puts a message into a mailbox of anna's, one byte to one code unit; gives its uid. */
  put(mailbox: string, text: string, flags?: readonly string[]): Promise<number>;
}

export const directory = {
  authenticate: async ({ username, password }) => {
    if (username === 'throttled') return err({ code: 'throttled', retryAfterMs: 1000 });
    if (username === 'unavailable') return err({ code: 'unavailable' });
    const account = PEOPLE.find(({ address }) => address === username);
    if (account === undefined || password !== 'secret') return err({ code: 'invalidCredentials' });
    return ok({ account });
  },
  findAccount: async (text) => PEOPLE.find(({ address }) => address === text),
  account: async (id) => PEOPLE.find((account) => account.id === id),
} satisfies Pick<Directory, 'authenticate' | 'findAccount' | 'account'> as unknown as Directory;

export async function makeWorld(
  options: Partial<ImapOptions> = {},
  storeLimits: Partial<StoreLimits> = {},
): Promise<World> {
  const time = { now: NOON };
  const clock = { now: () => time.now };
  const store = new MemoryStore({ clock, limits: storeLimits });
  const defaultMailboxes = [
    { name: 'Drafts', role: 'drafts' },
    { name: 'Sent', role: 'sent' },
    { name: 'Trash', role: 'trash' },
  ] as const;
  await store.ensureAccount(ANNA, defaultMailboxes);
  const server = createImapServer({ store, directory, clock, log: silentLog, defaultMailboxes, ...options });

  async function put(name: string, text: string, flags: readonly string[] = []): Promise<number> {
    const bytes = encodeLatin1(text);
    const writer = store.stageBody(bytes.length);
    await writer.write(bytes);
    const body = await writer.finish();
    const mailboxes = await store.mailboxes(ANNA, SYSTEM);
    const mailbox = mailboxes.ok ? mailboxes.value.find((each) => each.name === name) : undefined;
    if (mailbox === undefined) throw new Error(`no mailbox ${name}`);
    const receipt = await store.commit(ANNA, SYSTEM, [
      {
        kind: 'append',
        mailbox: mailbox.id,
        body,
        summary: summarizeBytes(bytes),
        flags: flags.length === 0 ? NO_FLAGS : flagsFromNames(flags),
        internalDate: clock.now(),
      },
    ]);
    body.release();
    const result = receipt.ok ? receipt.value.results[0] : undefined;
    if (result?.kind !== 'append') throw new Error('not appended');
    return result.uid;
  }

  return { store, server, time, put };
}
