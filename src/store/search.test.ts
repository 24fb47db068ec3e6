import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { accountId, encodeLatin1, encodeUtf8, mailboxId } from '../base/index.ts';
import { parseMessage, renderEnvelope, summarizeBytes } from '../message/index.ts';
import { MemoryStore } from './memory.ts';
import type { Query } from './query.ts';
import { envelopeFields } from './search/envelope-fields.ts';
import { foldText } from './search/fold.ts';
import { DEFAULT_SEARCH_READ_LIMITS } from './search/limits.ts';
import { type SearchSource, searchSnapshot } from './search.ts';
import type { MailboxSnapshot } from './snapshot.ts';

const OWNER = accountId(1);

function mail(header: string, body = 'text'): Uint8Array {
  return encodeUtf8(`${header.replaceAll('\n', '\r\n')}\r\n\r\n${body}`);
}

/** A mailbox of these messages, and a source that counts what a search reads of them. */
async function mailboxOf(...mails: readonly Uint8Array[]) {
  const store = new MemoryStore({ clock: { now: () => 0 } });
  await store.ensureAccount(OWNER);
  for (const bytes of mails) {
    const writer = store.stageBody();
    await writer.write(bytes);
    const body = await writer.finish();
    const append = { kind: 'append', mailbox: mailboxId(1), body, summary: summarizeBytes(bytes) } as const;
    await store.commit(OWNER, OWNER, [{ ...append, flags: { system: 1, keywords: [] }, internalDate: 0 }]);
  }
  const opened = await store.openMailbox(OWNER, mailboxId(1), OWNER);
  assert.ok(opened.ok);
  const snapshot: MailboxSnapshot = opened.value;
  const reads = { rows: 0, bodies: 0, bytes: 0 };
  const source: SearchSource = {
    async body(message) {
      reads.bodies++;
      const body = await store.body(OWNER, message);
      if (!body.ok) return undefined;
      const { sizeBytes } = body.value;
      return {
        sizeBytes,
        read: (start, end) => {
          reads.bytes += Math.min(end, sizeBytes) - start;
          return body.value.read(start, end);
        },
      };
    },
    async *metadata(uids) {
      for await (const rows of store.metadata(snapshot, uids)) {
        reads.rows += rows.length;
        yield rows;
      }
    },
  };
  const find = async (query: Query, limits = DEFAULT_SEARCH_READ_LIMITS): Promise<readonly number[]> => {
    Object.assign(reads, { rows: 0, bodies: 0, bytes: 0 });
    return [...(await searchSnapshot(snapshot, query, source, limits))];
  };
  return { find, reads };
}

it('search reads nothing that it can do without', async () => {
  const big = 'x'.repeat(50_000);
  const { find, reads } = await mailboxOf(
    mail('Subject: one\nDate: Mon, 13 Nov 2023 01:00:00 +0000\nFrom: a@x', big),
    mail('Subject: two\nFrom: b@x', big),
  );
  const body: Query = { kind: 'body', contains: 'y' };
  const table: readonly [Query, readonly number[], Partial<typeof reads>][] = [
    [{ kind: 'and', of: [body, { kind: 'flag', mask: 2 }] }, [], { rows: 0, bodies: 0 }],
    [{ kind: 'or', of: [body, { kind: 'flag', mask: 1 }] }, [1, 2], { rows: 0, bodies: 0 }],
    [{ kind: 'and', of: [body, { kind: 'header', name: 'Subject', contains: 'ONE' }] }, [], { rows: 2, bodies: 1 }],
    [{ kind: 'date', of: 'sent', relation: 'since', day: 0 }, [1], { rows: 2, bodies: 0 }],
    [{ kind: 'header', name: 'from', contains: 'b@' }, [2], { rows: 0, bodies: 2, bytes: 2 * 8_192 }],
    [{ kind: 'text', contains: 'from: B' }, [2], { bodies: 2 }],
    [{ kind: 'and', of: [body, { kind: 'uids', ranges: [{ first: 2, last: 2 }] }] }, [], { bodies: 1 }],
  ];
  for (const [query, found, expected] of table) {
    assert.deepEqual(await find(query), found, JSON.stringify(query));
    assert.deepEqual({ ...reads, ...expected }, reads, JSON.stringify(query));
  }
});

it('search finds the end of a long header, and one without a body', async () => {
  const filler = Array.from({ length: 600 }, (_, index) => `X-Filler-${index}: ${'f'.repeat(60)}`).join('\n');
  const { find } = await mailboxOf(mail(`${filler}\nX-Last: needle`), encodeUtf8('X-Last: needle'), new Uint8Array(0));
  assert.deepEqual(await find({ kind: 'header', name: 'x-last', contains: 'NEEDLE' }), [1, 2]);
  assert.deepEqual(await find({ kind: 'not', of: { kind: 'header', name: 'x-last', contains: '' } }), [3]);
  assert.deepEqual(await find({ kind: 'body', contains: 'needle' }), []);
});

it('what is kept at one time does not change what is found', async () => {
  const texts = ['needle', 'hay', 'a needle', 'straw', 'needles'];
  const { find, reads } = await mailboxOf(...texts.map((text, i) => mail(`Subject: ${text}\nX-Odd: ${i % 2}`, text)));
  const odd: Query = { kind: 'header', name: 'x-odd', contains: '1' };
  const queries: readonly [Query, readonly number[]][] = [
    [{ kind: 'header', name: 'subject', contains: 'needle' }, [1, 3, 5]],
    [{ kind: 'body', contains: 'needle' }, [1, 3, 5]],
    [odd, [2, 4]],
  ];
  for (const candidatesAtOnceMax of [1, 2, 4, 5, 1_000]) {
    for (const [query, found] of queries) {
      const limits = { ...DEFAULT_SEARCH_READ_LIMITS, candidatesAtOnceMax };
      assert.deepEqual(await find(query, limits), found, `${JSON.stringify(query)}, ${candidatesAtOnceMax} at once`);
    }
    assert.equal(reads.bodies, texts.length, 'each message is read once');
  }
});

it('text is folded without case and compatibility forms', () => {
  const same: readonly [string, string][] = [
    ['Straße', 'STRASSE'],
    ['café', 'CAFE\u0301'],
    ['ﬁne', 'FINE'],
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
    ['Ａ１', 'a1'],
    ['ǆ', 'Ǆ'],
  ];
  for (const [a, b] of same) assert.equal(foldText(a), foldText(b), a);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => foldText(foldText(text)) === foldText(text)));
});

it('the fields of an envelope are read as they were rendered', () => {
  const value = fc.stringMatching(/^[!-~\u00a1-\u00ff]{1,20}$/);
  const address = fc.constantFrom('', 'From: "A ) (" <a@x>\n', 'To: g: a@x, "q\\"uote" <b@y>;\nCc: c@z\n');
  const property = fc.property(value, value, value, address, (subject, messageId, date, addresses) => {
    const header = `${addresses}Subject: ${subject}\nMessage-ID: ${messageId}\nDate: ${date}\n\n`;
    const { root } = parseMessage(encodeLatin1(header.replaceAll('\n', '\r\n')));
    assert.deepEqual(envelopeFields(renderEnvelope(root)), {
      date,
      subject,
      messageId,
      inReplyTo: undefined,
    });
  });
  fc.assert(property);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => envelopeFields(bytes) !== undefined));
});
