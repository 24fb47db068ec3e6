import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { DotStuffer } from '../wire/index.ts';
import { findDotLine } from './find-dot-line.ts';

test('mail without a bare LF is stuffed alike, whether lines are looked at one by one or not', () => {
  const part = fc.constantFrom('\r\n', '.', '\r\n.', '\r\n..\r\n', 'a', 'text', '\r');
  const chunks = fc.array(
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(chunks, (texts) => {
      const stuffed = (stuffer: DotStuffer) => {
        const pieces = texts.flatMap((text) => stuffer.push(encodeLatin1(text)));
        return decodeLatin1(concatBytes([...pieces, stuffer.finish()]));
      };
      assert.equal(stuffed(new DotStuffer(findDotLine)), stuffed(new DotStuffer()));
    }),
  );
});
