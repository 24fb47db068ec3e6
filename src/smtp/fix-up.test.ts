import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accountId, concatBytes, decodeLatin1, encodeLatin1 } from '../base/index.ts';
import type { Account } from '../directory/index.ts';
import type { FixUpFacts } from './fix-up.ts';
import { HeaderFixer } from './header-fixer.ts';

const LOGIN: Account = { id: accountId(1), address: 'anna@example.org', quotaBytes: undefined };
const FACTS: FixUpFacts = {
  ...{ login: LOGIN, now: 1_700_000_000_000, messageId: 'id@mx', removeBcc: true },
  owns: async (address) => address === LOGIN.address,
  exists: async (address) => /^(?:anna|ben)@example\.org$/.test(address),
};
const DATE = 'Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n';
const ID = 'Message-ID: <id@mx>\r\n';
const SENDER = 'Sender: <anna@example.org>\r\n';

async function fixed(
  mail: string,
  facts: Partial<FixUpFacts> = {},
  pieceBytes = 7,
  maxBytes = 10_000,
): Promise<string> {
  const fixer = new HeaderFixer({ ...FACTS, ...facts }, maxBytes);
  const out: Uint8Array[] = [];
  const bytes = encodeLatin1(mail);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    out.push(...(await fixer.take(bytes.subarray(at, at + pieceBytes))));
  }
  out.push(...(await fixer.end()));
  return fixer.isTooLarge ? 'too large' : decodeLatin1(concatBytes(out));
}

test('what is missing is added, and the rest stays (RFC 6409 §8)', async () => {
  const from = 'From: anna@example.org\r\n';
  const whole = `${from}DATE: x\nmessage-id:\r\n`;
  const table: readonly (readonly [string, string])[] = [
    [`${whole}\r\ntext`, `${whole}\r\ntext`],
    [whole, whole],
    [`${from}\r\n.\r\n`, `${DATE}${ID}${from}\r\n.\r\n`],
    ['', `${DATE}${ID}${SENDER}`],
    ['\r\ntext', `${DATE}${ID}${SENDER}\r\ntext`],
    ['text\r\n\r\nFrom: x', `${DATE}${ID}${SENDER}\r\ntext\r\n\r\nFrom: x`],
    [`Bcc: a,\r\n b\r\n${whole}bCC: c\n\r\nBcc: d`, `${whole}\r\nBcc: d`],
    [`${whole}Resent-Bcc: a\r\n`, `${whole}Resent-Bcc: a\r\n`],
  ];
  for (const [mail, expected] of table) assert.equal(await fixed(mail), expected, JSON.stringify(mail));
  assert.equal(await fixed(`${whole}Bcc: a\r\n`, { removeBcc: false }), `${whole}Bcc: a\r\n`);
});

test('Sender names the login where neither From nor Sender does (§8.1)', async () => {
  const rest = 'Date: x\r\nMessage-ID: y\r\n';
  const table: readonly (readonly [string, string])[] = [
    ['From: Anna (x) <anna@example.org>\r\n', ''],
    ['From: anna\r\n', ''],
    ['From: boss@example.com\r\n', SENDER],
    ['From: anna@example.org, boss@example.com\r\n', SENDER],
    ['From: anna@example.org, boss@example.com\r\nSender: anna@example.org\r\n', ''],
    ['From: \r\n', SENDER],
  ];
  for (const [header, added] of table) {
    const expected = `${added}${header.replace('From: anna\r', 'From: anna@example.org\r')}${rest}`;
    assert.equal(await fixed(`${header}${rest}`), expected, JSON.stringify(header));
  }
  const other = 'From: boss@example.com\r\n';
  assert.equal(await fixed(`Sender: x@y,\r\n z\r\n${other}${rest}sender: a\r\n`), `${SENDER}${other}${rest}`);
  const unsure = { owns: async () => 'unavailable' as const };
  assert.equal(await fixed(`${other}${rest}`, unsure), `${other}${rest}`, 'not known: nothing is claimed');
});

test('a domain is added to the local parts that are here, and to nothing that was signed', async () => {
  const head = 'From: anna@example.org\r\nDate: x\r\nMessage-ID: y\r\n';
  const to = 'To: ben, nobody, ben@x\r\nCc: Ben <ben>\r\nX-To: ben\r\nSubject: anna\r\n';
  const completed = 'To: ben@example.org, nobody, ben@x\r\nCc: Ben <ben@example.org>\r\nX-To: ben\r\nSubject: anna\r\n';
  assert.equal(await fixed(`${head}${to}`), `${head}${completed}`);
  assert.equal(await fixed(`${head}dkim-signature: z\r\n${to}`), `${head}dkim-signature: z\r\n${to}`);
});

test('a header that is too large is refused, and held no longer', async () => {
  assert.equal(await fixed(`X: ${'x'.repeat(100)}\r\n\r\ntext`, {}, 7, 100), 'too large');
  assert.equal(await fixed('x'.repeat(101), {}, 101, 100), 'too large');
  assert.match(await fixed(`X: y\r\n\r\n${'x'.repeat(1_000)}`, {}, 7, 100), /x{1000}$/);
});

test('however the octets come, the outcome is the same, and all octets of the text are in it', async () => {
  const pieces = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    'From: ',
    'bcc:',
    'To:',
    'anna',
    'ben',
    '@',
    ',',
    ' ',
    '<',
    '>',
    '\0',
    '\xff',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 25 }), fc.integer({ min: 1, max: 9 }), async (all, pieceBytes) => {
      const text = '.\r\nBcc: \0\xff\n';
      const mail = `${all.join('')}\r\n\r\n${text}`;
      const outcome = await fixed(mail, {}, pieceBytes);
      assert.equal(outcome, await fixed(mail, {}, 1_000));
      assert.ok(outcome.endsWith(text));
    }),
  );
});
