import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { DataReader, encodeData } from './index.ts';

/** `mail|rest`, or `mail…` when the end has not come. */
function read(chunks: readonly string[]): string {
  const reader = new DataReader();
  let mail = '';
  for (const [index, chunk] of chunks.entries()) {
    const { pieces, rest } = reader.feed(encodeLatin1(chunk));
    for (const piece of pieces) {
      assert.ok(piece.length > 0);
      mail += decodeLatin1(piece);
    }
    if (rest !== undefined) return `${mail}|${decodeLatin1(rest)}${chunks.slice(index + 1).join('')}`;
  }
  return `${mail}…`;
}

/** Each input whole, byte by byte, and split at each point, must read the same. */
function readEveryWay(input: string): string {
  const whole = read([input]);
  assert.equal(read([...input]), whole, JSON.stringify(input));
  for (let at = 0; at <= input.length; at++) {
    assert.equal(read([input.slice(0, at), input.slice(at)]), whole, `${JSON.stringify(input)} split at ${at}`);
  }
  return whole;
}

test('the line with one dot ends the data, and nothing else does', () => {
  const table: readonly (readonly [string, string])[] = [
    ['a\r\n.\r\n', 'a\r\n|'],
    ['.\r\n', '|'],
    ['\r\n.\r\n', '\r\n|'],
    ['a\r\n.\r\nQUIT\r\n', 'a\r\n|QUIT\r\n'],
    ['a\r\n..\r\n.\r\n', 'a\r\n.\r\n|'],
    ['..\r\n.\r\n', '.\r\n|'],
    ['...\r\n.\r\n', '..\r\n|'],
    ['.a\r\n.\r\n', 'a\r\n|'],
    ['a.b\r\n.\r\n', 'a.b\r\n|'],
    ['a\r\n.b.\r\n.\r\n', 'a\r\nb.\r\n|'],
    ['.\r\r\n.\r\n', '\r\r\n|'],
    ['.\r.\r\n.\r\n', '\r.\r\n|'],
    ['.\r\r\n..\r\n.\r\n', '\r\r\n.\r\n|'],
    // The smuggler's ends.
    ['a\n.\nb', 'a\n.\nb…'],
    ['a\n.\r\nb', 'a\n.\r\nb…'],
    ['a\r.\rb', 'a\r.\rb…'],
    ['a\r.\r\nb', 'a\r.\r\nb…'],
    ['a\r\n.\nb', 'a\r\n\nb…'],
    ['a\r\n.\rb', 'a\r\n\rb…'],
    ['a\n\r.\r\nb', 'a\n\r.\r\nb…'],
    ['a\r\n\0.\r\nb', 'a\r\n\0.\r\nb…'],
    ['.\n', '\n…'],
    ['a\r\n', 'a\r\n…'],
    ['\n.\r\n', '\n.\r\n…'],
  ];
  for (const [input, expected] of table) assert.equal(readEveryWay(input), expected, JSON.stringify(input));
});

test('whatever was encoded is read back, and what stands behind it is left', () => {
  const mail = fc.array(fc.constantFrom('\r\n', '\r', '\n', '.', 'a', '\r\n.', '\xff'), { maxLength: 30 });
  fc.assert(
    fc.property(mail, fc.array(fc.nat({ max: 40 }), { maxLength: 6 }), (pieces, cuts) => {
      const text = `${pieces.join('')}\r\n`;
      const bytes = decodeLatin1(concatBytes([encodeData(encodeLatin1(text)), encodeLatin1('NEXT')]));
      const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.slice(at[index], end));
      assert.equal(read(chunks), `${text}|NEXT`);
    }),
    { numRuns: 2_000 },
  );
});

test('a mail without a last CRLF gets one', () => {
  assert.equal(decodeLatin1(encodeData(encodeLatin1('a\r\n.b\n'))), 'a\r\n..b\n\r\n.\r\n');
  assert.equal(decodeLatin1(encodeData(encodeLatin1(''))), '.\r\n');
});
