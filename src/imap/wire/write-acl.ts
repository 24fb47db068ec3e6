import type { ByteWriter } from './byte-writer.ts';
import type { WireMode } from './mode.ts';
import type { AclResponse, ListRightsResponse, MyRightsResponse } from './response.ts';
import { writeAstring, writeMailbox } from './text-writer.ts';

/** `* ACL "INBOX" fred rwipslda`, `* LISTRIGHTS "INBOX" smith "" l r s`, `* MYRIGHTS "INBOX" lrs` (RFC 4314 §3.6 to §3.8). */
export function writeAcl(
  writer: ByteWriter,
  response: AclResponse | ListRightsResponse | MyRightsResponse,
  mode: WireMode,
): void {
  writer.ascii(NAMES[response.kind]);
  writeMailbox(writer, response.mailbox, mode);
  for (const word of wordsOf(response)) {
    writer.space();
    writeAstring(writer, word, mode);
  }
}

const NAMES = { acl: '* ACL ', listRights: '* LISTRIGHTS ', myRights: '* MYRIGHTS ' } as const;

function wordsOf(response: AclResponse | ListRightsResponse | MyRightsResponse): readonly string[] {
  switch (response.kind) {
    case 'acl':
      return response.entries.flatMap(({ identifier, rights }) => [identifier, rights]);
    case 'listRights':
      return [response.identifier, response.required, ...response.optional];
    case 'myRights':
      return [response.rights];
  }
}
