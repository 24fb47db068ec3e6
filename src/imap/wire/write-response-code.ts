import type { ByteWriter } from './byte-writer.ts';
import type { WireMode } from './mode.ts';
import type { ResponseCode } from './response-code.ts';
import { writeAstring, writeFlags, writeNumbers, writeRanges, writeWords } from './text-writer.ts';

/** `[CODE …] `, with the space behind it. A code about no message at all is left out. */
export function writeResponseCode(writer: ByteWriter, code: ResponseCode, mode: WireMode): void {
  if (isEmpty(code)) return;
  writer.ascii('[');
  writer.ascii(code.kind);
  writeArguments(writer, code, mode);
  writer.ascii('] ');
}

function isEmpty(code: ResponseCode): boolean {
  switch (code.kind) {
    case 'APPENDUID':
      return code.uids.length === 0;
    case 'COPYUID':
      return code.from.length === 0 || code.from.length !== code.to.length;
    case 'MODIFIED':
      return code.ranges.length === 0;
    default:
      return false;
  }
}

function writeArguments(writer: ByteWriter, code: ResponseCode, mode: WireMode): void {
  switch (code.kind) {
    case 'BADCHARSET':
      if (code.charsets.length === 0) return;
      writer.ascii(' (');
      code.charsets.forEach((charset, at) => {
        if (at > 0) writer.space();
        writeAstring(writer, charset, mode);
      });
      writer.ascii(')');
      return;
    case 'CAPABILITY':
      writer.space();
      writeWords(writer, code.capabilities);
      return;
    case 'PERMANENTFLAGS':
      writer.space();
      writeFlags(writer, code.flags);
      return;
    case 'UIDNEXT':
    case 'UIDVALIDITY':
    case 'UNSEEN':
    case 'HIGHESTMODSEQ':
      writer.space();
      writer.number(code.value);
      return;
    case 'MAILBOXID':
      writer.ascii(` (${code.id})`);
      return;
    case 'APPENDUID':
      writer.space();
      writer.number(code.uidValidity);
      writer.space();
      writeNumbers(writer, code.uids);
      return;
    case 'COPYUID':
      writer.space();
      writer.number(code.uidValidity);
      writer.space();
      writeNumbers(writer, code.from);
      writer.space();
      writeNumbers(writer, code.to);
      return;
    case 'METADATA':
      writer.space();
      writer.ascii(code.what);
      if (!('value' in code)) return;
      writer.space();
      writer.number(code.value);
      return;
    case 'MODIFIED':
      writer.space();
      writeRanges(writer, code.ranges);
      return;
    default:
      return;
  }
}
