import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Framer } from './framer.ts';
import type { FramerEvent } from './framer-event.ts';
import { DEFAULT_WIRE_LIMITS } from './limits.ts';
import { cutsOf, eventsOf, type LiteralDecision, octets } from './testing.ts';

/** An event as one line. */
function line(event: FramerEvent): string {
  const text = new TextDecoder('latin1').decode(event.bytes);
  switch (event.kind) {
    case 'command':
      return `command${event.afterLiteral ? '+' : ''} ${text}`;
    case 'literal':
      return `literal${event.afterLiteral ? '+' : ''} ${event.literal.sizeBytes}${event.literal.synchronizing ? '' : '+'}${event.literal.literal8 ? '~' : ''} ${text}`;
    case 'chunk':
      return `chunk${event.last ? '.' : ''} ${text}`;
    case 'line':
      return `line ${text}`;
    case 'badLine':
      return `bad ${event.reason}${event.fatal ? '!' : ''} ${text}`;
  }
}

const small = {
  lineMaxBytes: 40,
  commandMaxBytes: 80,
  literalMaxBytes: 20,
  literalsMax: 3,
  swallowMaxBytes: 60,
  tagMaxBytes: 3,
};

const cases: readonly (readonly [string, string, LiteralDecision, readonly string[]])[] = [
  ['two commands in one chunk', 'a NOOP\r\nb NOOP\r\n', 'buffer', ['command a NOOP', 'command b NOOP']],
  [
    'a lone LF ends a line',
    'a NOOP\nb {1}\nx\n',
    'buffer',
    ['command a NOOP', 'literal 1 b {1}\n', 'command b {1}\nx'],
  ],
  ['a lone CR is no line end', 'a \rb\r\n', 'buffer', ['command a \rb']],
  ['empty lines are empty commands', '\r\n\n', 'buffer', ['command ', 'command ']],
  ['nothing without its line end', 'a NOOP', 'buffer', []],
  [
    'buffered literals stay in place',
    'a LOGIN {4}\r\nfred {3+}\r\nb\r\n\r\n',
    'buffer',
    [
      'literal 4 a LOGIN {4}\r\n',
      'literal 3+ a LOGIN {4}\r\nfred {3+}\r\n',
      'command a LOGIN {4}\r\nfred {3+}\r\nb\r\n',
    ],
  ],
  ['an empty literal is buffered', 'a {0}\r\n\r\n', 'buffer', ['literal 0 a {0}\r\n', 'command a {0}\r\n']],
  ['an empty literal is streamed', 'a {0}\r\n\r\n', 'stream', ['literal 0 a {0}\r\n', 'chunk. ', 'command+ ']],
  [
    'a streamed literal, then the rest',
    'a APPEND x {5+}\r\na\r\n\0b {2}\r\ncd\r\nb NOOP\r\n',
    'stream',
    [
      'literal 5+ a APPEND x {5+}\r\n',
      'chunk. a\r\n\0b',
      'literal+ 2  {2}\r\n',
      'chunk. cd',
      'command+ ',
      'command b NOOP',
    ],
  ],
  ['literal8', 'a ~{1}\r\n\0\r\n', 'buffer', ['literal 1~ a ~{1}\r\n', 'command a ~{1}\r\n\0']],
  [
    'a refused {n}: the next line is a command',
    'a {5}\r\nb NOOP\r\n',
    'refuse',
    ['literal 5 a {5}\r\n', 'command b NOOP'],
  ],
  [
    'a refused {n+} is swallowed with the rest of its command',
    'a {5+}\r\nx\r\ny\r and {3+}\r\nz\r\n\r\nb NOOP\r\n',
    'refuse',
    ['literal 5+ a {5+}\r\n', 'command b NOOP'],
  ],
  [
    'after a refused {n+}, a {n} ends the command',
    'a {1+}\r\nx {9}\r\nb NOOP\r\n',
    'refuse',
    ['literal 1+ a {1+}\r\n', 'command b NOOP'],
  ],
  [
    'too large to be buffered: refused',
    `a {21+}\r\n${'x'.repeat(21)} y\r\nb NOOP\r\n`,
    'buffer',
    ['literal 21+ a {21+}\r\n', 'command b NOOP'],
  ],
  [
    'too many literals: the fourth is refused',
    'a {0+}\r\n {0+}\r\n {0+}\r\n {0+}\r\n x\r\nb NOOP\r\n',
    'buffer',
    [
      'literal 0+ a {0+}\r\n',
      'literal 0+ a {0+}\r\n {0+}\r\n',
      'literal 0+ a {0+}\r\n {0+}\r\n {0+}\r\n',
      'literal 0+ a {0+}\r\n {0+}\r\n {0+}\r\n {0+}\r\n',
      'command b NOOP',
    ],
  ],
  ['a line of the longest length', `${'x'.repeat(40)}\r\n`, 'buffer', [`command ${'x'.repeat(40)}`]],
  ['one octet more', `${'x'.repeat(41)}\nb NOOP\r\n`, 'buffer', ['bad lineTooLong ', 'command b NOOP']],
  ['a tag is given', `abc ${'x'.repeat(400)}\r\nb NOOP\r\n`, 'buffer', ['bad lineTooLong abc ', 'command b NOOP']],
  ['a tag that is too long is not', `abcd ${'x'.repeat(400)}\r\n`, 'buffer', ['bad lineTooLong ']],
  ['much more', `${'x'.repeat(400)}\r\nb NOOP\r\n`, 'buffer', ['bad lineTooLong ', 'command b NOOP']],
  [
    'the literal of a line too long is no command',
    `${'x'.repeat(60)}{8+}\r\nc NOOP\r\n more {1}\r\nb NOOP\r\n`,
    'buffer',
    ['bad lineTooLong ', 'command b NOOP'],
  ],
  [
    'a command too long',
    `a {20}\r\n${'y'.repeat(20)} {20}\r\n${'y'.repeat(20)}${'z'.repeat(30)}\r\nb NOOP\r\n`,
    'buffer',
    [
      'literal 20 a {20}\r\n',
      `literal 20 a {20}\r\n${'y'.repeat(20)} {20}\r\n`,
      'bad commandTooLong a ',
      'command b NOOP',
    ],
  ],
  ['NUL', 'a N\0OP\r\nb NOOP\r\n', 'buffer', ['bad nul a ', 'command b NOOP']],
  [
    'the literal of a line with NUL',
    'a \0 {8+}\r\nc NOOP\r\n x\r\nb NOOP\r\n',
    'buffer',
    ['bad nul a ', 'command b NOOP'],
  ],
  ['too much that was refused', `a {61+}\r\n`, 'refuse', ['literal 61+ a {61+}\r\n', 'bad swallowTooLong! ']],
  [
    'too much in pieces',
    `a {50+}\r\n${'x'.repeat(50)} {11+}\r\nb NOOP\r\n`,
    'refuse',
    ['literal 50+ a {50+}\r\n', 'bad swallowTooLong! '],
  ],
  ['no literal: no digits', 'a {}\r\n', 'buffer', ['command a {}']],
  [
    'no literal: more digits than a number has',
    `a {${'0'.repeat(21)}}\r\n`,
    'buffer',
    [`command a {${'0'.repeat(21)}}`],
  ],
  [
    'a number past 2^53',
    'a {99999999999999999999}\r\nb NOOP\r\n',
    'buffer',
    ['literal 9007199254740991 a {99999999999999999999}\r\n', 'command b NOOP'],
  ],
];

for (const [name, input, decision, expected] of cases) {
  test(`framer: ${name}`, () => {
    const bytes = octets(input);
    assert.deepEqual(eventsOf([bytes], decision, small).map(line), expected);
    for (const cut of cutsOf(bytes)) assert.deepEqual(eventsOf(cut, decision, small).map(line), expected);
  });
}

test('framer: a line that was asked for is no command, and holds no literal', () => {
  const framer = new Framer(DEFAULT_WIRE_LIMITS);
  framer.push(octets('a AUTHENTICATE PLAIN\r\nAGZyZWQA {5}\r\nb NOOP\r\n'));
  assert.equal(line(framer.next()!), 'command a AUTHENTICATE PLAIN');
  framer.expectLine();
  assert.equal(line(framer.next()!), 'line AGZyZWQA {5}');
  assert.equal(line(framer.next()!), 'command b NOOP');
  assert.equal(framer.next(), undefined);
});

test('framer: a bad line that was asked for shows nothing of itself', () => {
  const framer = new Framer({ ...DEFAULT_WIRE_LIMITS, ...small });
  framer.expectLine();
  framer.push(octets(`${'s'.repeat(100)}{9+}\r\nb NOOP\r\n`));
  assert.equal(line(framer.next()!), 'bad lineTooLong ');
  assert.equal(line(framer.next()!), 'command b NOOP');
});

test('framer: nothing is read past a literal before the decision', () => {
  const framer = new Framer(DEFAULT_WIRE_LIMITS);
  framer.push(octets('a {3+}\r\nxyz\r\n'));
  assert.equal(framer.next()?.kind, 'literal');
  assert.equal(framer.next(), undefined);
  assert.equal(framer.bufferLiteral(), true);
  assert.equal(framer.bufferLiteral(), false);
  assert.equal(line(framer.next()!), 'command a {3+}\r\nxyz');
});

test('framer: what follows a command can be taken out', () => {
  const framer = new Framer(DEFAULT_WIRE_LIMITS);
  framer.push(octets('a STARTTLS\r\nb NOOP\r\n'));
  assert.equal(line(framer.next()!), 'command a STARTTLS');
  assert.deepEqual(framer.takeRest(), octets('b NOOP\r\n'));
  assert.equal(framer.next(), undefined);
});

test('framer: a streamed literal is not copied', () => {
  const framer = new Framer(DEFAULT_WIRE_LIMITS);
  const chunk = octets('a APPEND x {3}\r\nxyz\r\n');
  framer.push(chunk);
  framer.next();
  framer.streamLiteral();
  assert.equal(framer.next()?.bytes.buffer, chunk.buffer);
});

test('framer: an announced size takes no memory', () => {
  const framer = new Framer({ ...DEFAULT_WIRE_LIMITS, literalMaxBytes: 1e15, commandMaxBytes: 1e15 });
  framer.push(octets('a {999999999999999}\r\n'));
  framer.next();
  assert.equal(framer.bufferLiteral(), false);
  framer.push(octets('b {99999999999999}\r\nxy'));
  framer.next();
  assert.equal(framer.bufferLiteral(), true);
  assert.equal(framer.next(), undefined);
});

/** Bytes that are likely to be lines and literals. */
const stream = fc
  .array(
    fc.constantFrom(
      'a',
      ' ',
      '{3}',
      '{3+}',
      '~{2+}',
      '{0}',
      '{25+}',
      '{70+}',
      '\r\n',
      '\r\n',
      '\n',
      '\r',
      '\0',
      'NOOP',
      '}',
      'x'.repeat(30),
    ),
    { maxLength: 40 },
  )
  .map((pieces) => octets(pieces.join('')));

test('framer: the same events however the bytes were cut', () => {
  const decisions = fc.array(fc.constantFrom<LiteralDecision>('buffer', 'stream', 'refuse'), {
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(stream, fc.array(fc.nat(12)), decisions, (bytes, lengths, decided) => {
      const run = (chunks: readonly Uint8Array[]) => {
        let literals = 0;
        return eventsOf(chunks, () => decided[literals++ % decided.length]!, small).map(line);
      };
      const chunks: Uint8Array[] = [];
      let at = 0;
      for (const length of lengths) chunks.push(bytes.subarray(at, (at += length)));
      chunks.push(bytes.subarray(at));
      assert.deepEqual(run(chunks), run([bytes]));
    }),
    { numRuns: 2_000 },
  );
});
