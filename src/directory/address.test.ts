import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatAddress, parseAddress } from './address.ts';
import { canonicalDomain } from './domain-name.ts';

test('what is formatted, parses to the same', () => {
  const local = fc.string({ unit: fc.constantFrom(...'aB0 ."\\@+é漢'), minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(local, (text) => {
      const address = parseAddress(formatAddress(text, 'example.org'), 64);
      assert.equal(address?.local, text.normalize('NFC'));
      assert.equal(address?.domain, 'example.org');
    }),
  );
});

test('no text makes it throw, and what parses once parses again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.string()), (text) => {
      const address = parseAddress(text, 64);
      if (address === undefined) return;
      assert.deepEqual(parseAddress(formatAddress(address.local, address.domain), 64), address);
    }),
  );
});

test('a canonical domain is canonical', () => {
  const label = fc.string({ unit: fc.constantFrom(...'aBz09-_éßİ漢.ς'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(label, (text) => {
      const domain = canonicalDomain(`${text}.example`);
      if (domain !== undefined) assert.equal(canonicalDomain(domain), domain);
    }),
  );
});
