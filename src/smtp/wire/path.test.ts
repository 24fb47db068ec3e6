import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeLatin1, encodeUtf8 } from '../../base/index.ts';
import {
  encodeReply,
  formatMailbox,
  DEFAULT_SMTP_WIRE_LIMITS as LIMITS,
  LineEndCheck,
  parseCommandLine,
  parseDomain,
  parseMailbox,
  parsePathArgument,
  reply,
} from './index.ts';

/** `path KEY=value…`, or undefined. */
function shape(argument: string, keyword: 'FROM' | 'TO'): string | undefined {
  const path = parsePathArgument(argument, keyword, LIMITS);
  if (path === undefined) return undefined;
  const parameters = [...path.parameters].map(([key, value]) => (value === undefined ? ` ${key}` : ` ${key}=${value}`));
  return (path.mailbox === null ? '<>' : formatMailbox(path.mailbox)) + parameters.join('');
}

test('paths as RFC 5321 and RFC 6531 write them, and as some senders do', () => {
  const table: readonly (readonly ['FROM' | 'TO', string, string | undefined])[] = [
    ['FROM', 'FROM:<a@example.org>', 'a@example.org'],
    ['FROM', 'from: <a@example.org> ', 'a@example.org'],
    ['FROM', 'FROM:<>', '<>'],
    ['FROM', 'FROM:<> SIZE=12 body=8bitmime SMTPUTF8', '<> SIZE=12 BODY=8bitmime SMTPUTF8'],
    ['FROM', 'FROM:<@one.example,@two.example:a@example.org>', 'a@example.org'],
    ['FROM', 'FROM:<a.b+c@example.org>', 'a.b+c@example.org'],
    ['FROM', 'FROM:<a..b.@example.org>', 'a..b.@example.org'],
    ['FROM', 'FROM:<"a b"@example.org>', '"a b"@example.org'],
    ['FROM', 'FROM:<"a\\"b@>"@example.org>', '"a\\"b@>"@example.org'],
    ['FROM', 'FROM:<"plain"@example.org>', 'plain@example.org'],
    ['FROM', 'FROM:<""@example.org>', '""@example.org'],
    ['FROM', 'FROM:<a@[192.0.2.1]>', 'a@[192.0.2.1]'],
    ['FROM', 'FROM:<a@[IPv6:2001:db8::1]>', 'a@[IPv6:2001:db8::1]'],
    ['FROM', 'FROM:<a@[x-tag:what ever]>', undefined],
    ['FROM', 'FROM:<a@[x-tag:whatever]>', 'a@[x-tag:whatever]'],
    ['FROM', 'FROM:<дом@пример.рф>', 'дом@пример.рф'],
    ['TO', 'TO:<Postmaster>', 'Postmaster'],
    ['TO', 'TO:<postmaster@example.org>', 'postmaster@example.org'],
    ['FROM', 'FROM:<Postmaster>', undefined],
    ['TO', 'TO:<>', undefined],
    ['FROM', 'TO:<a@example.org>', undefined],
    ['FROM', 'FROM:a@example.org', undefined],
    ['FROM', 'FROM <a@example.org>', undefined],
    ['FROM', 'FROM:<a@example.org', undefined],
    ['FROM', 'FROM:<a@example.org>SIZE=1', undefined],
    ['FROM', 'FROM:<a@example.org> SIZE=1 size=2', undefined],
    ['FROM', 'FROM:<a@example.org> SIZE=', undefined],
    ['FROM', 'FROM:<a@example.org> =1', undefined],
    ['FROM', `FROM:<a@example.org>${' A'.repeat(2)}`, undefined],
    ['FROM', `FROM:<a@example.org>${Array.from({ length: 21 }, (_, i) => ` K${i}`).join('')}`, undefined],
    ['FROM', 'FROM:<a@example..org>', undefined],
    ['FROM', 'FROM:<a@example.org.>', undefined],
    ['FROM', 'FROM:<a@-example.org>', undefined],
    ['FROM', 'FROM:<a@[192.0.2.256]>', undefined],
    ['FROM', 'FROM:<a@[IPv6:1:2:3]>', undefined],
    ['FROM', 'FROM:<a@[IPv6:1::2::3]>', undefined],
    ['FROM', 'FROM:<a b@example.org>', undefined],
    ['FROM', 'FROM:<@example.org>', undefined],
    ['FROM', 'FROM:<a@>', undefined],
    ['FROM', 'FROM:<a@b@example.org>', undefined],
    ['FROM', `FROM:<${'a'.repeat(321)}@example.org>`, undefined],
    ['FROM', `FROM:<a@${'a'.repeat(256)}>`, undefined],
    ['FROM', '', undefined],
  ];
  for (const [keyword, argument, expected] of table) assert.equal(shape(argument, keyword), expected, argument);
});

test('a mailbox that is formatted, parses to the same', () => {
  const local = fc.string({ unit: fc.constantFrom(...'aZ0 ."\\@<>+é漢😀'), maxLength: 20 });
  const domain = fc.constantFrom('example.org', '[192.0.2.1]', '[IPv6:::1]', 'bücher.example', 'a-b.c_d');
  fc.assert(
    fc.property(local, domain, (text, host) => {
      const mailbox = { local: text, domain: host };
      const formatted = formatMailbox(mailbox);
      assert.deepEqual(parseMailbox(`${formatted}>`, LIMITS), { mailbox, length: formatted.length });
    }),
  );
});

test('no text and no bytes make a parser throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('<', '>', '@', ':', '"', '\\', '[', ']', 'IPv6:', 'a', '.', ' ', '=', 'é'))
      .map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      parseMailbox(input, LIMITS);
      parseDomain(input, LIMITS);
      parsePathArgument(`FROM:<${input}`, 'FROM', LIMITS);
      parsePathArgument(`TO:<a@b>${input}`, 'TO', LIMITS);
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseCommandLine(bytes)));
});

test('long input costs no more than its length', () => {
  for (const part of ['a', '.', '"', '\\\\', '@a:', '[', ' K', 'é']) {
    const input = part.repeat(200_000 / part.length);
    for (const argument of [`FROM:<${input}`, `FROM:<"${input}`, `FROM:<a@${input}`, `FROM:<a@b>${input}`]) {
      parsePathArgument(argument, 'FROM', LIMITS);
    }
  }
});

test('command lines', () => {
  for (const [line, expected] of [
    ['NOOP', { verb: 'NOOP', argument: '' }],
    ['noop  what ever  ', { verb: 'NOOP', argument: 'what ever' }],
    ['MAIL FROM:<a@b>\t', { verb: 'MAIL', argument: 'FROM:<a@b>' }],
    ['', 'verb'],
    [' NOOP', 'verb'],
    ['NO-OP', 'verb'],
    ['X'.repeat(21), 'verb'],
    ['NOOP a\tb', 'control'],
    ['NOOP \0', 'control'],
    ['NOOP \u0085x', 'control'],
  ] as const) {
    const parsed = parseCommandLine(encodeUtf8(line));
    assert.deepEqual(parsed.ok ? parsed.value : parsed.error, expected, line);
  }
  const broken = parseCommandLine(encodeLatin1('NOOP \xff'));
  assert.equal(!broken.ok && broken.error, 'encoding');
});

test('replies are lines of bounded length without control characters', () => {
  assert.equal(encodeReply(reply(250, undefined, 'a', 'b')), '250-a\r\n250 b\r\n');
  assert.equal(encodeReply(reply(550, '5.1.1', 'a\r\nb', 'c')), '550-5.1.1 a??b\r\n550 5.1.1 c\r\n');
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 4 }), (lines) => {
      const text = encodeReply(reply(250, '2.0.0', ...lines));
      assert.match(text, /^(?:250-[^\r\n]*\r\n)*250 [^\r\n]*\r\n$/);
    }),
  );
  assert.ok(encodeReply(reply(250, '2.0.0', 'x'.repeat(5_000))).length <= 512);
});

test('a bare CR or LF is found in whatever pieces it comes', () => {
  const pieces = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', '.'), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (all) => {
      const check = new LineEndCheck();
      for (const piece of all) check.write(encodeLatin1(piece));
      assert.equal(check.end(), /\r(?!\n)|(?<!\r)\n/.test(all.join('')));
    }),
  );
});
