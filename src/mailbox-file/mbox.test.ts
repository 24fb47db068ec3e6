import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { formatFromLine, parseFromLine } from './from-line.ts';
import { LineEndCheck, LineEndReader } from './line-ends.ts';
import { MboxHeaderReader } from './mbox-header.ts';
import { MboxReader, type MboxReaderOptions } from './mbox-reader.ts';
import { MboxBodyWriter, mboxHead } from './mbox-writer.ts';

const FROM = 'From ada@example.org Tue Nov 14 22:13:20 2023';

/** The messages of a file that comes in pieces of `size` octets. */
function read(text: string, quoting: MboxReaderOptions['quoting'] = 'strip', size = text.length || 1): string[] {
  const bytes = encodeLatin1(text);
  const endsAt = (at: number, length: number) =>
    at + length === bytes.length ||
    text
      .slice(at + length)
      .trimStart()
      .startsWith('From ');
  const reader = new MboxReader({ quoting, endsAt });
  const messages: string[] = [];
  const take = (events: ReturnType<MboxReader['push']>) => {
    for (const event of events) {
      if (event.kind === 'begin') messages.push('');
      if (event.kind === 'data') messages.push(messages.pop()! + decodeLatin1(event.bytes));
    }
  };
  for (let at = 0; at < bytes.length; at += size) take(reader.push(bytes.slice(at, at + size)));
  take(reader.end());
  return messages;
}

const FILES: readonly [string, string, readonly string[]][] = [
  ['two messages', `${FROM}\nA: 1\n\none\n\n${FROM}\nB: 2\n\ntwo\n`, ['A: 1\n\none\n', 'B: 2\n\ntwo\n']],
  [
    'a body line without an empty line before it',
    `${FROM}\nA: 1\n\none\n${FROM}\ntwo\n\n`,
    [`A: 1\n\none\n${FROM}\ntwo\n`],
  ],
  ['a body line that has no date', `${FROM}\nA: 1\n\n\nFrom here on\n\n`, ['A: 1\n\n\nFrom here on\n']],
  ['quoted lines', `${FROM}\nA: 1\n\n>From x\n>>From y\n> From z\n\n`, ['A: 1\n\nFrom x\n>From y\n> From z\n']],
  ['a quoted line in the header stays', `${FROM}\n>From x\nA: 1\n\n\n`, ['>From x\nA: 1\n\n']],
  [
    'empty lines at the end: one is the separator',
    `${FROM}\nA: 1\n\none\n\n\n${FROM}\nB: 2\n\n`,
    ['A: 1\n\none\n\n', 'B: 2\n\n'],
  ],
  [
    'lines of CRLF',
    `${FROM}\r\nA: 1\r\n\r\none\r\n\r\n${FROM}\r\nB: 2\r\n\r\n`,
    ['A: 1\r\n\r\none\r\n', 'B: 2\r\n\r\n'],
  ],
  ['nothing', '', []],
  ['no mbox file', 'A: 1\n\none\n', []],
  ['no end of the last line', `${FROM}\nA: 1\n\none`, ['A: 1\n\none']],
  [
    'a long line',
    `${FROM}\nA: 1\n\n${'x'.repeat(5000)}\n>From ${'y'.repeat(3000)}\n`,
    [`A: 1\n\n${'x'.repeat(5000)}\nFrom ${'y'.repeat(3000)}\n`],
  ],
  [
    'a length that a sender wrote',
    `${FROM}\nContent-Length: 60\n\none\n\n${FROM}\nB: 2\n\n`,
    ['Content-Length: 60\n\none\n', 'B: 2\n\n'],
  ],
];

describe('an mbox file', () => {
  for (const [name, text, expected] of FILES) {
    it(`with ${name}, in pieces of every size`, () => {
      for (const size of [text.length || 1, 1, 2, 3, 7, 64, 1023]) {
        assert.deepEqual(read(text, 'strip', size), expected, `pieces of ${size}`);
      }
    });
  }

  it('with lengths, where they are said to count', () => {
    const body = `one\n\n${FROM}\n>From x\n`;
    const text = `${FROM}\nContent-Length: ${body.length}\n\n${body}\n${FROM}\nContent-Length: 999\n\ntwo\n\n`;
    for (const size of [text.length, 1, 5]) {
      assert.deepEqual(read(text, 'counted', size), [
        `Content-Length: ${body.length}\n\n${body}`,
        'Content-Length: 999\n\ntwo\n',
      ]);
    }
  });
});

describe('a From_ line', () => {
  const lines: readonly [string, string | undefined][] = [
    [FROM, '2023-11-14T22:13:20.000Z'],
    ['From - Tue Nov 14 22:13:20 2023', '2023-11-14T22:13:20.000Z'],
    ['From MAILER-DAEMON Fri Jul  8 12:08:34 2011', '2011-07-08T12:08:34.000Z'],
    ['From 1234@xxx Tue Nov 14 22:13:20 +0000 2023', '2023-11-14T22:13:20.000Z'],
    ['From a b c Tue Nov 14 22:13 2023', '2023-11-14T22:13:00.000Z'],
    ['From x Tue Nov 14 22:13:20 EST 2023', '2023-11-14T22:13:20.000Z'],
    ['From x Tue Nov 14 22:13:20 2023 +0100', '2023-11-14T21:13:20.000Z'],
    ['From x Tue Nov 14 22:13:20 2023 remote from y', '2023-11-14T22:13:20.000Z'],
    ['From here on', undefined],
    ['From x Tue Nov 14', undefined],
    ['from x Tue Nov 14 22:13:20 2023', undefined],
  ];
  for (const [line, date] of lines) {
    it(`${date === undefined ? 'is not' : 'is'}: ${line}`, () => {
      const parsed = parseFromLine(line);
      assert.equal(parsed && new Date(parsed.date).toISOString(), date);
    });
  }
  it('says what was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        const line = formatFromLine({ sender: 'x@y', date: second * 1000 });
        assert.deepEqual(parseFromLine(line), { sender: 'x@y', date: second * 1000 });
      }),
    );
  });
});

describe('the header of a message in an mbox file', () => {
  const marksOf = (text: string) => {
    const reader = new MboxHeaderReader();
    const header = reader.push(encodeLatin1(text)) ?? reader.end();
    return { ...header.marks, text: decodeLatin1(header.bytes) };
  };
  it('loses the marks of mutt and pine', () => {
    const { seen, answered, flagged, deleted, draft, keywords, text } = marksOf(
      'A: 1\nStatus: RO\nX-Status: AFD\nX-Keywords: red\n green\nX-UID: 7\nB: 2\n\nStatus: text\n',
    );
    assert.deepEqual(
      [seen, answered, flagged, deleted, draft, keywords],
      [true, true, true, true, false, ['red', 'green']],
    );
    assert.equal(text, 'A: 1\nB: 2\n\nStatus: text\n');
  });
  it('loses the marks of Thunderbird', () => {
    const marks = marksOf('X-Mozilla-Status: 1007\nX-Mozilla-Status2: 00000000\nX-Mozilla-Keys: $label1    \nA: 1\n\n');
    assert.deepEqual([marks.seen, marks.answered, marks.flagged, marks.expunged], [true, true, true, false]);
    assert.deepEqual(marks.keywords, ['$label1', '$Forwarded']);
    assert.equal(marks.text, 'A: 1\n\n');
    assert.equal(marksOf('X-Mozilla-Status: 0009\n\n').expunged, true);
  });
  it('tells the folder data of UW-IMAP', () => {
    assert.ok(marksOf("Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\n").isFolderData);
    assert.ok(!marksOf("Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\n\n").isFolderData);
  });
});

/** As an export writes messages, each with its note. */
function write(messages: readonly string[], size: number): string {
  const out: Uint8Array[] = [];
  for (const text of messages) {
    const bytes = encodeLatin1(text);
    const check = new LineEndCheck();
    check.push(bytes);
    const extra = (bytes.length > 0 && !check.endsWithLine ? 1 : 0) + (check.hasBody ? 0 : 1);
    const note = { date: 5, lines: check.onlyCrlf ? 'crlf' : 'asIs', extra } as const;
    out.push(mboxHead({ sender: 'x', note, status: 'RO', xStatus: '', keywords: ['k'] }));
    const writer = new MboxBodyWriter(note);
    for (let at = 0; at < bytes.length; at += size) out.push(writer.push(bytes.slice(at, at + size)));
    out.push(writer.end());
  }
  return decodeLatin1(concatBytes(out.length === 0 ? [new Uint8Array(0)] : out));
}

function undo(raw: string): string {
  const reader = new MboxHeaderReader();
  const { marks, bytes } = reader.push(encodeLatin1(raw)) ?? reader.end();
  assert.deepEqual([marks.seen, marks.keywords], [true, ['k']]);
  const { extra, lines } = marks.note!;
  return decodeLatin1(new LineEndReader(lines).push(bytes.subarray(0, bytes.length - extra)));
}

it('what was exported comes back octet by octet', () => {
  const line = fc.constantFrom(
    '',
    'A: 1',
    FROM,
    `>${FROM}`,
    '>From x',
    'From ',
    'text',
    'Status: RO',
    'Content-Length: 9',
    '\u00ff\u0000',
    '>'.repeat(901),
  );
  const end = fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r', '');
  const message = fc.oneof(
    fc.array(line, { maxLength: 12 }).map((lines) => lines.map((one) => `${one}\r\n`).join('')),
    fc.array(fc.tuple(line, end), { maxLength: 8 }).map((lines) => lines.map((one) => one.join('')).join('')),
  );
  const property = fc.property(
    fc.array(message, { maxLength: 4 }),
    fc.integer({ min: 1, max: 40 }),
    (messages, size) => {
      const text = write(messages, size);
      for (const pieces of [size, text.length || 1]) assert.deepEqual(read(text, 'strip', pieces).map(undo), messages);
    },
  );
  fc.assert(property, { numRuns: 400 });
});

it('no octets make the readers throw', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(FROM, '\n', '\r\n', 'A: 1', '>', '\u0000\u00ff', 'X-Rookery-Export: date=1'), {
        maxLength: 30,
      }),
      (parts) => {
        for (const raw of read(parts.join(''), 'counted', 3)) {
          const reader = new MboxHeaderReader();
          if (reader.push(encodeLatin1(raw)) === undefined) reader.end();
        }
      },
    ),
  );
});
