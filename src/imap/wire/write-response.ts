import { encodeBase64, unreachable } from '../../base/index.ts';
import { ByteWriter } from './byte-writer.ts';
import type { WireMode } from './mode.ts';
import type { Response, StatusResponse, TaggedResponse } from './response.ts';
import { writeFlags, writeRanges, writeText, writeWords } from './text-writer.ts';
import { writeAcl } from './write-acl.ts';
import {
  writeEsearch,
  writeId,
  writeList,
  writeNamespace,
  writeSearch,
  writeStatusData,
} from './write-mailbox-data.ts';
import { writeMetadata, writeQuota, writeQuotaRoot } from './write-quota.ts';
import { writeResponseCode } from './write-response-code.ts';

/** Writes one response, its line end included (RFC 9051 §7). */
export function writeResponse(writer: ByteWriter, response: Response, mode: WireMode): void {
  writeContent(writer, response, mode);
  writer.lineEnd();
}

/** One response as bytes of their own. */
export function encodeResponse(response: Response, mode: WireMode): Uint8Array {
  const writer = new ByteWriter(128);
  writeResponse(writer, response, mode);
  return writer.take();
}

function writeContent(writer: ByteWriter, response: Response, mode: WireMode): void {
  switch (response.kind) {
    case 'status':
      writer.ascii('* ');
      writeStatus(writer, response, mode);
      return;
    case 'tagged':
      writer.ascii(response.tag);
      writer.space();
      writeStatus(writer, response, mode);
      return;
    case 'continue':
      writer.ascii('+ ');
      writeText(writer, response.text, mode);
      return;
    case 'challenge':
      writer.ascii('+ ');
      writer.ascii(encodeBase64(response.bytes));
      return;
    case 'capability':
    case 'enabled':
      writer.ascii(response.kind === 'capability' ? '* CAPABILITY' : '* ENABLED');
      if (response.capabilities.length > 0) writer.space();
      writeWords(writer, response.capabilities);
      return;
    case 'flags':
      writer.ascii('* FLAGS ');
      writeFlags(writer, response.flags);
      return;
    case 'exists':
    case 'recent':
    case 'expunge':
      writer.ascii('* ');
      writer.number(response.number);
      writer.space();
      writer.ascii(response.kind.toUpperCase());
      return;
    case 'vanished':
      writer.ascii(response.earlier ? '* VANISHED (EARLIER) ' : '* VANISHED ');
      writeRanges(writer, response.uids);
      return;
    case 'list':
    case 'lsub':
      writeList(writer, response, mode);
      return;
    case 'statusData':
      writeStatusData(writer, response, mode);
      return;
    case 'namespace':
      writeNamespace(writer, response, mode);
      return;
    case 'quota':
      writeQuota(writer, response, mode);
      return;
    case 'quotaRoot':
      writeQuotaRoot(writer, response, mode);
      return;
    case 'metadata':
    case 'metadataChanged':
      writeMetadata(writer, response, mode);
      return;
    case 'acl':
    case 'listRights':
    case 'myRights':
      writeAcl(writer, response, mode);
      return;
    case 'thread':
      writer.ascii(response.text === '' ? '* THREAD' : '* THREAD ');
      writer.ascii(response.text);
      return;
    case 'search':
    case 'sort':
      writeSearch(writer, response);
      return;
    case 'esearch':
      writeEsearch(writer, response, mode);
      return;
    case 'id':
      writeId(writer, response, mode);
      return;
    default:
      unreachable(response);
      return;
  }
}

function writeStatus(writer: ByteWriter, response: StatusResponse | TaggedResponse, mode: WireMode): void {
  writer.ascii(response.status);
  writer.space();
  if (response.code !== undefined) writeResponseCode(writer, response.code, mode);
  // Text that begins with a bracket would be read as a code.
  writeText(writer, response.code === undefined ? response.text.replace(/^\[/, '(') : response.text, mode);
}
