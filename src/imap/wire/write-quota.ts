import { decodeAscii } from './ascii.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { WireMode } from './mode.ts';
import type { MetadataResponse, QuotaResponse, QuotaRootResponse } from './response.ts';
import { writeAstring, writeLiteral, writeMailbox, writeString, writeWords } from './text-writer.ts';

/** `* QUOTA "" (STORAGE 10 512)` (RFC 9208 §4.2.1). */
export function writeQuota(writer: ByteWriter, { root, resources }: QuotaResponse, mode: WireMode): void {
  writer.ascii('* QUOTA ');
  writeString(writer, root, mode);
  writer.ascii(' (');
  writeWords(
    writer,
    resources.map(({ name, usage, limit }) => `${name} ${usage} ${limit}`),
  );
  writer.ascii(')');
}

/** `* QUOTAROOT "INBOX" ""` (RFC 9208 §4.2.2). */
export function writeQuotaRoot(writer: ByteWriter, { mailbox, roots }: QuotaRootResponse, mode: WireMode): void {
  writer.ascii('* QUOTAROOT ');
  writeMailbox(writer, mailbox, mode);
  for (const root of roots) {
    writer.space();
    writeString(writer, root, mode);
  }
}

/** `* METADATA "INBOX" (/shared/comment "text")`, or the names of what has changed (RFC 5464 §4.4). */
export function writeMetadata(writer: ByteWriter, response: MetadataResponse, mode: WireMode): void {
  writer.ascii('* METADATA ');
  writeMailbox(writer, response.mailbox, mode);
  writer.space();
  if (response.kind === 'metadataChanged') {
    response.entries.forEach((entry, at) => {
      if (at > 0) writer.space();
      writeAstring(writer, entry, mode);
    });
    return;
  }
  writer.ascii('(');
  response.values.forEach(({ entry, value }, at) => {
    if (at > 0) writer.space();
    writeAstring(writer, entry, mode);
    writer.space();
    writeValue(writer, value, mode);
  });
  writer.ascii(')');
}

/** Octets past ASCII go as a literal, with NUL as a literal8. */
function writeValue(writer: ByteWriter, value: Uint8Array | null, mode: WireMode): void {
  if (value === null) writer.ascii('NIL');
  else if (value.includes(0)) {
    writer.ascii('~');
    writeLiteral(writer, value);
  } else {
    const text = decodeAscii(value);
    if (text === undefined) writeLiteral(writer, value);
    else writeString(writer, text, mode);
  }
}
