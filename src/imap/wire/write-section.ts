import { unreachable } from '../../base/index.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { BinaryFetchItem, BinarySizeFetchItem, SectionFetchItem } from './fetch-item.ts';
import type { Section, SectionPartial, SectionText } from './section.ts';
import { writeAstring } from './text-writer.ts';

const ASCII_MODE = { utf8: false };

/** The item's name in the answer: without PEEK, and with the offset of a partial alone (RFC 9051 §7.5.2). */
export function writeSectionLabel(
  writer: ByteWriter,
  item: SectionFetchItem | BinaryFetchItem | BinarySizeFetchItem,
): void {
  if (item.kind !== 'section') {
    writer.ascii(item.kind === 'binary' ? 'BINARY[' : 'BINARY.SIZE[');
    writer.ascii(item.part.join('.'));
    writer.ascii(']');
    if (item.kind === 'binary') writeOffset(writer, item.partial);
    return;
  }
  if (item.rfc822) {
    const { kind } = item.section.text;
    writer.ascii(kind === 'header' ? 'RFC822.HEADER' : kind === 'text' ? 'RFC822.TEXT' : 'RFC822');
    return;
  }
  writer.ascii('BODY');
  writeSection(writer, item.section);
  writeOffset(writer, item.partial);
}

function writeOffset(writer: ByteWriter, partial: SectionPartial | undefined): void {
  if (partial === undefined) return;
  writer.ascii('<');
  writer.number(partial.offset);
  writer.ascii('>');
}

/** `[1.2.HEADER.FIELDS (From To)]`. */
export function writeSection(writer: ByteWriter, { part, text }: Section): void {
  writer.ascii('[');
  writer.ascii(part.join('.'));
  if (part.length > 0 && text.kind !== 'all') writer.ascii('.');
  writeSectionText(writer, text);
  writer.ascii(']');
}

function writeSectionText(writer: ByteWriter, text: SectionText): void {
  switch (text.kind) {
    case 'all':
      return;
    case 'header':
      writer.ascii('HEADER');
      return;
    case 'text':
      writer.ascii('TEXT');
      return;
    case 'mime':
      writer.ascii('MIME');
      return;
    case 'headerFields':
      writer.ascii(text.not ? 'HEADER.FIELDS.NOT (' : 'HEADER.FIELDS (');
      text.names.forEach((name, at) => {
        if (at > 0) writer.space();
        writeAstring(writer, name, ASCII_MODE);
      });
      writer.ascii(')');
      return;
    default:
      unreachable(text);
      return;
  }
}
