import {
  accountId,
  type Clock,
  decodeLatin1,
  encodeLatin1,
  encodeUtf8,
  err,
  messageId,
  ok,
  silentLog,
} from '../base/index.ts';
import type { ProtocolServer } from '../connection/index.ts';
import type { Directory } from '../directory/index.ts';
import { summarizeBytes } from '../message/index.ts';
import { MemoryStore, NO_FLAGS } from '../store/index.ts';
import { createPop3Server, type Pop3Options } from './index.ts';
import { UIDL_PROPERTY } from './session/unique-ids.ts';

/** What the tests of this room run on: a store in memory, two people, and a clock that stands until it is moved. */
export const ANNA = accountId(1);
export const BEN = accountId(2);
const NOON = Date.UTC(2026, 0, 1, 12);

export interface World {
  readonly store: MemoryStore;
  readonly server: ProtocolServer;
  readonly time: { now: number };
  /** Puts messages into an account's INBOX, one byte to one code unit; gives their uids. */
  put(account: typeof ANNA, messages: readonly string[]): Promise<number[]>;
  inboxUids(account: typeof ANNA): Promise<number[]>;
  /** Gives a message of INBOX the unique id that it had on another server. */
  takeOver(account: typeof ANNA, uid: number, uniqueId: string): Promise<void>;
}

const directory: Pick<Directory, 'authenticate'> = {
  authenticate: async ({ username, password }) => {
    if (username === 'throttled') return err({ code: 'throttled', retryAfterMs: 1000 });
    if (username === 'unavailable') return err({ code: 'unavailable' });
    const id = { 'anna@example.org': ANNA, 'ben@example.org': BEN, 'jørn@example.org': BEN }[username];
    if (id === undefined || (password !== 'se cret' && password !== 'blå bær'))
      return err({ code: 'invalidCredentials' });
    return ok({ account: { id, address: username, quotaBytes: undefined } });
  },
};

export async function makeWorld(options: Partial<Pop3Options> = {}): Promise<World> {
  const time = { now: NOON };
  const clock: Clock = { now: () => time.now };
  const store = new MemoryStore({ clock });
  for (const account of [ANNA, BEN]) await store.ensureAccount(account);
  const inbox = async (account: typeof ANNA) => {
    const mailboxes = await store.mailboxes(account, account);
    if (!mailboxes.ok) throw new Error(mailboxes.error.detail);
    return mailboxes.value[0]!.id;
  };
  const world: World = {
    store,
    time,
    server: createPop3Server({
      store,
      directory,
      clock,
      log: silentLog,
      allowPlaintextLogin: false,
      defaultMailboxes: [],
      ...options,
    }),
    async put(account, messages) {
      const uids: number[] = [];
      for (const message of messages) {
        const bytes = encodeLatin1(message);
        const writer = store.stageBody();
        await writer.write(bytes);
        const body = await writer.finish();
        const receipt = await store.commit(account, account, [
          {
            kind: 'append',
            mailbox: await inbox(account),
            body,
            summary: summarizeBytes(bytes),
            flags: NO_FLAGS,
            internalDate: time.now,
          },
        ]);
        body.release();
        const result = receipt.ok ? receipt.value.results[0] : undefined;
        if (result?.kind !== 'append') throw new Error('the message was not stored');
        uids.push(result.uid);
      }
      return uids;
    },
    async inboxUids(account) {
      const snapshot = await store.openMailbox(account, await inbox(account), account);
      if (!snapshot.ok) throw new Error(snapshot.error.detail);
      return [...snapshot.value.entries()].map(({ uid }) => uid);
    },
    async takeOver(account, uid, uniqueId) {
      const snapshot = await store.openMailbox(account, await inbox(account), account);
      const entry = snapshot.ok ? snapshot.value.find(uid) : undefined;
      if (entry === undefined) throw new Error('no such message');
      const target = { kind: 'message', message: messageId(entry.messageId) } as const;
      const value = encodeUtf8(uniqueId);
      await store.commit(account, account, [{ kind: 'setProperty', target, name: UIDL_PROPERTY, value }]);
    },
  };
  return world;
}

/** Anna's mail in the transcripts: one clean message, one with bare line feeds and no last line end, one more. */
export const ANNAS_MAIL: readonly string[] = [
  'Subject: one\r\n\r\nHello.\r\n',
  'Subject: two\n\n.hidden\nbare \r and no end',
  'Subject: three\r\n\r\nline 1\r\n.line 2\r\n..\r\nline 4\r\n',
];

const utf8 = (text: string): string => decodeLatin1(encodeUtf8(text));
/** Mail of RFC 6532: everything that a header can hold beyond ASCII, and one message that merely has such a body. */
export const UTF8_MAIL: readonly string[] = [
  utf8(
    [
      'Received: from jørn.example by example.org; Thu, 1 Jan 2026 12:00:00 +0000',
      'From: Jørn <jørn@example.org>',
      'To: Ängström <anna@example.org>, ben@example.org',
      'Subject: Grüße',
      'Date: Thu, 1 Jan 2026 12:00:00 +0000',
      'Content-Type: text/plain; charset=utf-8; name="blå.txt"',
      '',
      'Blåbær',
      '.',
      '',
    ].join('\r\n'),
  ),
  utf8('Subject: plain\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBlåbær\r\n'),
];
