import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes, decodeLatin1, encodeLatin1 } from '../../base/index.ts';
import { CrlfWriter } from './crlf-writer.ts';

test('every line ends with CRLF, wherever the text is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', 'a') }), fc.nat(), (text, cut) => {
      const at = text.length === 0 ? 0 : cut % text.length;
      const writer = new CrlfWriter();
      const pieces = [text.slice(0, at), text.slice(at)].map((piece) => writer.write(encodeLatin1(piece)));
      const whole = decodeLatin1(concatBytes([...pieces, writer.end()]));
      assert.equal(whole, text.replace(/(?<!\r)\n/g, '\r\n'));
    }),
  );
});
