import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { DotStuffer, DotUnstuffer, LineReader, parseCommand, parseNumbers, TopCutter, WireMeasure } from './index.ts';

/** Bytes in which line ends and dots are frequent. */
const mailBytes = fc
  .array(fc.oneof(fc.constantFrom('\r\n', '\n', '\r', '.', '\r\n.', '\n.\n', '.\r\n'), fc.string({ maxLength: 4 })))
  .map((parts) => encodeLatin1(parts.join('')));

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((place, i) => bytes.subarray(i === 0 ? 0 : places[i - 1], place));
}

function stuff(chunks: readonly Uint8Array[]): Uint8Array {
  const stuffer = new DotStuffer();
  const out = chunks.flatMap((chunk) => stuffer.push(chunk));
  return concatBytes([...out, stuffer.finish()]);
}

function unstuff(chunks: readonly Uint8Array[]): { bytes: Uint8Array; rest: Uint8Array | undefined } {
  const unstuffer = new DotUnstuffer();
  const out: Uint8Array[] = [];
  for (const [i, chunk] of chunks.entries()) {
    const { bytes, rest } = unstuffer.push(chunk);
    out.push(bytes);
    if (rest !== undefined) return { bytes: concatBytes(out), rest: concatBytes([rest, ...chunks.slice(i + 1)]) };
  }
  return { bytes: concatBytes(out), rest: undefined };
}

/** What a message is on the wire, the slow and obvious way. */
function onTheWire(bytes: Uint8Array): string {
  const text = decodeLatin1(bytes).replace(/\r?\n/g, '\r\n');
  return text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
}

test('stuffing: a table', () => {
  for (const [message, wire] of [
    ['', '.\r\n'],
    ['a', 'a\r\n.\r\n'],
    ['a\r\n', 'a\r\n.\r\n'],
    ['.', '..\r\n.\r\n'],
    ['.\r\n', '..\r\n.\r\n'],
    ['a\n.\nb', 'a\r\n..\r\nb\r\n.\r\n'],
    ['a\r.\rb', 'a\r.\rb\r\n.\r\n'],
    ['a\r', 'a\r\r\n.\r\n'],
    ['\n', '\r\n.\r\n'],
    ['a\r\n..b\r\n', 'a\r\n...b\r\n.\r\n'],
  ] as const) {
    assert.equal(decodeLatin1(stuff([encodeLatin1(message)])), wire, JSON.stringify(message));
  }
});

test('stuffing is undone at every split of both sides', () => {
  const message = encodeLatin1('.a\r\n.\r\n..\n.b\r.\r\n\r\n.');
  for (let i = 0; i <= message.length; i++) {
    const wire = stuff([message.subarray(0, i), message.subarray(i)]);
    assert.deepEqual(wire, stuff([message]));
    for (let j = 0; j <= wire.length; j++) {
      const { bytes, rest } = unstuff([wire.subarray(0, j), wire.subarray(j)]);
      assert.equal(decodeLatin1(bytes), onTheWire(message));
      assert.equal(rest?.length, 0);
    }
  }
  assert.equal(
    decodeLatin1(unstuff([...stuff([message])].map((byte) => new Uint8Array([byte]))).bytes),
    onTheWire(message),
  );
});

test('any message in any pieces comes back, and measures what it is', () => {
  const cuts = fc.array(fc.nat(200), { maxLength: 5 });
  fc.assert(
    fc.property(mailBytes, cuts, cuts, (message, mine, theirs) => {
      const wire = stuff(pieces(message, mine));
      const next = encodeLatin1('+OK next\r\n');
      const { bytes, rest } = unstuff(pieces(concatBytes([wire, next]), theirs));
      assert.equal(decodeLatin1(bytes), onTheWire(message));
      assert.equal(decodeLatin1(rest!), '+OK next\r\n');
      const measure = new WireMeasure();
      for (const piece of pieces(message, mine)) measure.push(piece);
      assert.equal(measure.finish(), bytes.length);
    }),
  );
});

test('top: a table', () => {
  const message = 'A: b\r\nC: d\r\n\r\none\r\ntwo\nthree';
  for (const [lines, cut] of [
    [0, 'A: b\r\nC: d\r\n\r\n'],
    [1, 'A: b\r\nC: d\r\n\r\none\r\n'],
    [2, 'A: b\r\nC: d\r\n\r\none\r\ntwo\n'],
    [3, message],
    [1e9, message],
  ] as const) {
    for (let i = 0; i <= message.length; i++) {
      const cutter = new TopCutter(lines);
      let text = '';
      for (const chunk of [message.slice(0, i), message.slice(i)]) {
        const { length, done } = cutter.push(encodeLatin1(chunk));
        text += chunk.slice(0, length);
        if (done) break;
      }
      assert.equal(text, cut, `${lines} lines, split at ${i}`);
    }
  }
});

test('top: a header that never ends, and one that is empty', () => {
  for (const [message, cut] of [
    ['\r\nbody\r\n', '\r\n'],
    ['\nbody\r\n', '\n'],
    ['A: b\r\n\r\r\n\r\nx', 'A: b\r\n\r\r\n\r\n'],
    ['A: b', 'A: b'],
  ] as const) {
    const { length } = new TopCutter(0).push(encodeLatin1(message));
    assert.equal(message.slice(0, length), cut);
  }
});

test('lines: any pieces, both line ends, and a limit that is kept', () => {
  const text = 'NOOP\r\nSTAT\n\r\nUSER anna@example.org\r\n';
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 8 }), (cuts) => {
      const reader = new LineReader();
      const lines: string[] = [];
      for (const piece of pieces(encodeLatin1(text), cuts)) {
        reader.push(piece);
        for (let next = reader.next(255); next.kind !== 'more'; next = reader.next(255)) {
          assert.equal(next.kind, 'line');
          if (next.kind === 'line') lines.push(decodeLatin1(next.line));
        }
      }
      assert.deepEqual(lines, ['NOOP', 'STAT', '', 'USER anna@example.org']);
    }),
  );
});

test('lines: one that is too long is reported once and skipped', () => {
  for (const [line, kind] of [
    [`${'x'.repeat(8)}\r\n`, 'line'],
    [`${'x'.repeat(9)}\r\n`, 'tooLong'],
    [`${'x'.repeat(100)}\r\n`, 'tooLong'],
  ] as const) {
    for (let i = 0; i <= line.length; i++) {
      const reader = new LineReader();
      const kinds: string[] = [];
      for (const piece of [line.slice(0, i), `${line.slice(i)}NOOP\r\n`]) {
        reader.push(encodeLatin1(piece));
        for (let next = reader.next(10); next.kind !== 'more'; next = reader.next(10)) kinds.push(next.kind);
      }
      assert.deepEqual(kinds, [kind, 'line'], `${line.length} octets split at ${i}`);
    }
  }
});

test('commands: a table', () => {
  for (const [line, command] of [
    ['NOOP', { keyword: 'NOOP', argument: undefined, malformed: false }],
    ['noop', { keyword: 'NOOP', argument: undefined, malformed: false }],
    ['TOP 1 2', { keyword: 'TOP', argument: '1 2', malformed: false }],
    ['PASS  two  words ', { keyword: 'PASS', argument: ' two  words ', malformed: false }],
    ['PASS p\xc3\xa4ss', { keyword: 'PASS', argument: 'päss', malformed: false }],
    ['PASS p\xe4ss', { keyword: 'PASS', argument: 'päss', malformed: true }],
    ['USER ', { keyword: 'USER', argument: '', malformed: false }],
    ['', undefined],
    ['QU', undefined],
    ['QUITE', undefined],
    [' NOOP', undefined],
    ['NO\x00P', undefined],
    ['USER a\x00b', undefined],
    ['GET / HTTP/1.1', { keyword: 'GET', argument: '/ HTTP/1.1', malformed: false }],
  ] as const) {
    assert.deepEqual(parseCommand(encodeLatin1(line)), command, line);
  }
});

test('numbers: a table', () => {
  for (const [argument, count, numbers] of [
    ['1', 1, [1]],
    ['1 2', 2, [1, 2]],
    ['1 2 ', 2, [1, 2]],
    ['0', 1, [0]],
    ['1 2', 1, undefined],
    ['1  2', 2, undefined],
    ['-1', 1, undefined],
    ['+1', 1, undefined],
    ['1.0', 1, undefined],
    ['99999999999', 1, undefined],
    ['', 1, undefined],
    [undefined, 1, undefined],
  ] as const) {
    assert.deepEqual(parseNumbers(argument, count), numbers, String(argument));
  }
});

test('no bytes make a parser throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      parseCommand(bytes);
      new TopCutter(3).push(bytes);
      new DotUnstuffer().push(bytes);
      const reader = new LineReader();
      reader.push(bytes);
      while (reader.next(50).kind !== 'more');
    }),
  );
});
