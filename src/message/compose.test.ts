import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeLatin1 } from '../base/index.ts';
import {
  composeDate,
  composeFields,
  composeMessage,
  decodeHeaderText,
  decodeTransfer,
  fileName,
  findHeader,
  parseAddressGroups,
  parseAddressList,
  parseDate,
  parseMessage,
  textOf,
} from './index.ts';

/** Text as people write it: well-formed, and without the blanks and controls that headers cannot hold. */
const words = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(
        'a',
        'B',
        ' ',
        '"',
        '\\',
        '=?',
        '?=',
        '(',
        ')',
        '<',
        '>',
        ',',
        ';',
        ':',
        '@',
        '.',
        'é',
        '日',
        '😀',
      ),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    ),
    maxLength: 60,
  })
  .map((text) =>
    text
      .toWellFormed()
      .replace(/[\p{Cc}\s]+/gu, ' ')
      .trim(),
  );

test('what is composed is read again', () => {
  fc.assert(
    fc.property(
      words,
      words,
      words,
      fc.uint8Array({ maxLength: 200 }),
      fc.string(),
      (subject, name, file, content, text) => {
        const bytes = composeMessage({
          fields: [
            { name: 'From', addresses: [{ name, address: 'a@b.example' }, { address: 'c@d.example' }] },
            { name: 'Subject', value: subject },
          ],
          text,
          html: '<p>x</p>',
          attachments: [{ fileName: file, contentType: 'application/x', content }],
        });
        const { root } = parseMessage(bytes);
        assert.equal(decodeHeaderText(findHeader(root, 'subject')!.value), subject);
        const [from, second] = parseAddressList(findHeader(root, 'from')!.value);
        assert.equal(from?.address, 'a@b.example');
        assert.equal(from.name ?? '', name);
        assert.equal(second?.address, 'c@d.example');
        const [alternative, attachment] = root.children;
        const plain = alternative!.children[0]!;
        const body = textOf(plain, bytes.subarray(plain.bodyStart, plain.bodyEnd));
        assert.equal(body, text.toWellFormed().replace(/\r\n|\r|\n/g, '\r\n'));
        const raw = bytes.subarray(attachment!.bodyStart, attachment!.bodyEnd);
        assert.deepEqual(new Uint8Array(decodeTransfer(attachment!.encoding, raw)), content);
        assert.equal(attachment?.contentType.parameters[0]?.value ?? '', file);
        assert.ok(
          decodeLatin1(bytes)
            .split('\r\n')
            .every((line) => line.length <= 998),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('no value begins a line of its own', () => {
  const value = 'x\r\nBcc: evil@x';
  const text = decodeLatin1(
    composeFields([
      { name: 'Subject', value },
      {
        name: 'From',
        addresses: [
          { name: value, address: value },
          { group: value, addresses: [] },
        ],
      },
      { name: 'Content-Type', value: 'a/b', parameters: { name: value } },
    ]),
  );
  assert.doesNotMatch(text, /^Bcc/m);
});

test('groups, dates, file names and messages inside', () => {
  const bytes = composeMessage({
    fields: [
      { name: 'To', addresses: [{ group: 'Täm', addresses: [{ address: 'a@b' }] }, { address: 'c@d' }] },
      { name: 'Date', value: composeDate(Date.UTC(2021, 0, 2, 3, 4, 5), -210) },
    ],
    text: 'hello',
    messages: [composeMessage({ fields: [{ name: 'Subject', value: 'inner' }], text: 'ü', boundarySeed: 'b' })],
    boundarySeed: '<a@b>',
  });
  const { root } = parseMessage(bytes);
  assert.deepEqual(
    parseAddressGroups(findHeader(root, 'to')!.value).map(({ name, addresses }) => [name, addresses.length]),
    [
      ['Täm', 1],
      [undefined, 1],
    ],
  );
  const date = decodeHeaderText(findHeader(root, 'date')!.value);
  assert.equal(date, 'Fri, 1 Jan 2021 23:34:05 -0330');
  assert.equal(parseDate(date)?.epochMs, Date.UTC(2021, 0, 2, 3, 4, 5));
  assert.equal(root.children[1]?.message?.headers[0]?.key, 'subject');
  const long = `${'a file with a long name '.repeat(5).trim()}.pdf`;
  const file = parseMessage(
    composeMessage({ fields: [], attachments: [{ fileName: long, contentType: 'a/b', content: new Uint8Array(0) }] }),
  );
  assert.equal(fileName(file.root.children[1]!), long);
});
