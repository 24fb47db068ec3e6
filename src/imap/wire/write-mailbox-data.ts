import type { ByteWriter } from './byte-writer.ts';
import type { WireMode } from './mode.ts';
import type {
  EsearchResponse,
  IdResponse,
  ListResponse,
  Namespace,
  NamespaceResponse,
  SearchResponse,
  StatusDataResponse,
} from './response.ts';
import { writeMailbox, writeRanges, writeString, writeWords } from './text-writer.ts';

/** `* LIST (\HasChildren) "/" "name" ("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("old"))` (RFC 9051 §7.3.1). */
export function writeList(writer: ByteWriter, response: ListResponse, mode: WireMode): void {
  writer.ascii(response.kind === 'list' ? '* LIST (' : '* LSUB (');
  writeWords(writer, response.attributes);
  writer.ascii(') ');
  writeSeparator(writer, response.separator, mode);
  writer.space();
  writeMailbox(writer, response.mailbox, mode);
  const { childInfo, oldName } = response;
  if (childInfo === undefined && oldName === undefined) return;
  writer.ascii(' (');
  if (childInfo !== undefined) {
    writer.ascii('"CHILDINFO" (');
    writeWords(
      writer,
      childInfo.map((option) => `"${option}"`),
    );
    writer.ascii(')');
  }
  if (oldName !== undefined) {
    writer.ascii(childInfo === undefined ? '"OLDNAME" (' : ' "OLDNAME" (');
    writeMailbox(writer, oldName, mode);
    writer.ascii(')');
  }
  writer.ascii(')');
}

/** `* STATUS "name" (MESSAGES 3 UIDNEXT 7)` (RFC 9051 §7.3.4). */
export function writeStatusData(writer: ByteWriter, response: StatusDataResponse, mode: WireMode): void {
  writer.ascii('* STATUS ');
  writeMailbox(writer, response.mailbox, mode);
  writer.ascii(' (');
  response.values.forEach(({ item, value }, at) => {
    if (at > 0) writer.space();
    writer.ascii(item);
    writer.space();
    if (typeof value === 'number') writer.number(value);
    else writer.ascii(`(${value})`);
  });
  writer.ascii(')');
}

/** `* NAMESPACE (("" "/")) NIL NIL` (RFC 9051 §7.3.5). */
export function writeNamespace(writer: ByteWriter, response: NamespaceResponse, mode: WireMode): void {
  writer.ascii('* NAMESPACE ');
  writeNamespaces(writer, response.personal, mode);
  writer.space();
  writeNamespaces(writer, response.otherUsers, mode);
  writer.space();
  writeNamespaces(writer, response.shared, mode);
}

/** `* SEARCH 2 5 (MODSEQ 917)` (RFC 3501 §7.2.5, RFC 7162 §3.1.5). */
export function writeSearch(writer: ByteWriter, { kind, numbers, modSeq }: SearchResponse): void {
  writer.ascii(kind === 'search' ? '* SEARCH' : '* SORT');
  for (let i = 0; i < numbers.length; i++) {
    writer.space();
    writer.number(numbers[i]!);
  }
  if (modSeq !== undefined && numbers.length > 0) {
    writer.ascii(' (MODSEQ ');
    writer.number(modSeq);
    writer.ascii(')');
  }
}

/** `* ESEARCH (TAG "A1") UID MIN 2 ALL 2:5` (RFC 9051 §7.3.6). */
export function writeEsearch(writer: ByteWriter, response: EsearchResponse, mode: WireMode): void {
  writer.ascii('* ESEARCH (TAG ');
  writeString(writer, response.tag, mode);
  writer.ascii(response.uid ? ') UID' : ')');
  writeNumber(writer, ' MIN ', response.min);
  writeNumber(writer, ' MAX ', response.max);
  if (response.all !== undefined && response.all.length > 0) {
    writer.ascii(' ALL ');
    writeRanges(writer, response.all);
  }
  writeNumber(writer, ' COUNT ', response.count);
  writeNumber(writer, ' MODSEQ ', response.modSeq);
}

/** `* ID ("name" "Rookery")` (RFC 2971 §3.2). */
export function writeId(writer: ByteWriter, { fields }: IdResponse, mode: WireMode): void {
  writer.ascii('* ID ');
  if (fields.length === 0) {
    writer.ascii('NIL');
    return;
  }
  writer.ascii('(');
  fields.forEach(({ name, value }, at) => {
    if (at > 0) writer.space();
    writeString(writer, name, mode);
    writer.space();
    writeString(writer, value, mode);
  });
  writer.ascii(')');
}

function writeNamespaces(writer: ByteWriter, namespaces: readonly Namespace[], mode: WireMode): void {
  if (namespaces.length === 0) {
    writer.ascii('NIL');
    return;
  }
  writer.ascii('(');
  for (const { prefix, separator } of namespaces) {
    writer.ascii('(');
    writeMailbox(writer, prefix, mode);
    writer.space();
    writeSeparator(writer, separator, mode);
    writer.ascii(')');
  }
  writer.ascii(')');
}

function writeSeparator(writer: ByteWriter, separator: string | undefined, mode: WireMode): void {
  if (separator === undefined) writer.ascii('NIL');
  else writeString(writer, separator, mode);
}

function writeNumber(writer: ByteWriter, label: string, number: number | undefined): void {
  if (number === undefined) return;
  writer.ascii(label);
  writer.number(number);
}
