import { encodeUtf8 } from '../../base/index.ts';
import type { ComposedAttachment } from '../../message/index.ts';
import type { Chance } from '../chance.ts';
import { makePdf } from './pdf.ts';
import { makePng } from './png.ts';

/** A file by its name: the ending says what is in it. */
export function makeFile(fileName: string, chance: Chance): ComposedAttachment {
  const ending = fileName.slice(fileName.lastIndexOf('.') + 1);
  switch (ending) {
    case 'png':
      return { fileName, contentType: 'image/png', content: makePng(320, 200, 40, chance) };
    case 'pdf':
      return { fileName, contentType: 'application/pdf', content: makePdf(fileName, table(chance, 30, '   ')) };
    case 'csv':
      return { fileName, contentType: 'text/csv', content: encodeUtf8(table(chance, 120, ';').join('\r\n')) };
    default:
      return { fileName, contentType: 'text/plain', content: encodeUtf8(table(chance, 40, '\t').join('\r\n')) };
  }
}

function table(chance: Chance, rows: number, separator: string): readonly string[] {
  const row = (_: unknown, i: number) =>
    [
      i + 1,
      chance.between(10, 90),
      (chance.next() * 12).toFixed(2),
      chance.pick(['ok', 'ok', 'ok', 'high', 'low']),
    ].join(separator);
  return Array.from({ length: rows }, row);
}
