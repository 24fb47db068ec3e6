import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1, encodeLatin1 } from '../base/index.ts';
import { LineEndCheck, withoutCr } from './line-ends.ts';

const text = fc.array(fc.constantFrom('\r', '\n', '\r\n', 'a', 'bc'), { maxLength: 12 }).map((parts) => parts.join(''));

it('a message in pieces of any size is seen as what it is', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(3), { maxLength: 12 }), (whole, sizes) => {
      const check = new LineEndCheck();
      const bytes = encodeLatin1(whole);
      let at = 0;
      for (const size of sizes) check.push(bytes.subarray(at, Math.min(bytes.length, (at += size))));
      check.push(bytes.subarray(Math.min(at, bytes.length)));
      assert.equal(check.onlyCrlf, /^(?:[^\r\n]|\r\n)*$/.test(whole), 'only CRLF');
      // Once bare line ends are known and a body is, nothing is left to be looked at.
      assert.equal(check.hasBody, /(?:^|\n)\r?\n/.test(whole), 'an empty line');
      assert.equal(check.endsWithLine, whole.endsWith('\n'), 'the last line ends');
    }),
    { numRuns: 2_000 },
  );
});

it('CRs are taken away wherever they stand', () => {
  fc.assert(fc.property(text, (whole) => decodeLatin1(withoutCr(encodeLatin1(whole))) === whole.replace(/\r/g, '')));
});
