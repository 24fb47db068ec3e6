import { encodeLatin1 } from '../../base/index.ts';
import {
  baseSubject,
  collationKey,
  decodeHeaderText,
  type EnvelopeAddress,
  normalizeMessageId,
  parseDate,
  parseMessageIds,
  readEnvelope,
  renderedEnvelope,
  renderedReferences,
} from '../../message/index.ts';

/** What SORT and THREAD compare of one message; texts as keys of i;unicode-casemap. Never changes, as no message does. */
export interface SortRow {
  readonly uid: number;
  readonly messageId: number;
  /** Milliseconds since 1970: the sent date (RFC 5256 §2.2). */
  readonly sent: number;
  readonly arrival: number;
  readonly sizeBytes: number;
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly displayFrom: string;
  readonly displayTo: string;
  readonly subject: string;
  /** Something that marks a reply or a forward was taken off the subject (RFC 5256 §2.1). */
  readonly isReply: boolean;
  /** In normal form; undefined where there is none. */
  readonly ownId: string | undefined;
  /** The first id of In-Reply-To. */
  readonly repliedTo: string | undefined;
  /** Ids of References, oldest first; undefined where the message itself has to be looked into. */
  references: readonly string[] | undefined;
}

/** What a page of the mailbox knows of the message. */
export interface RowFacts {
  readonly uid: number;
  readonly messageId: number;
  readonly sizeBytes: number;
  readonly internalDate: number;
}

/** Reads a row out of the rendered metadata. */
export function readRow({ uid, messageId, sizeBytes, internalDate }: RowFacts, rendered: Uint8Array): SortRow {
  const envelope = readEnvelope(renderedEnvelope(rendered));
  const subject = baseSubject(decoded(envelope.subject));
  return {
    uid,
    messageId,
    sent: (envelope.date === undefined ? undefined : parseDate(envelope.date)?.epochMs) ?? internalDate,
    arrival: internalDate,
    sizeBytes,
    from: mailboxKey(envelope.from),
    to: mailboxKey(envelope.to),
    cc: mailboxKey(envelope.cc),
    displayFrom: displayKey(envelope.from),
    displayTo: displayKey(envelope.to),
    subject: collationKey(subject.base),
    isReply: subject.isReplyOrForward,
    ownId: firstId(envelope.messageId),
    repliedTo: firstId(envelope.inReplyTo),
    references: renderedReferences(rendered)?.map(normalizeMessageId),
  };
}

function mailboxKey(address: EnvelopeAddress | undefined): string {
  return collationKey(decoded(address?.local));
}

/** The name that is shown, or else the address (RFC 5957 §3); of a group its name. */
function displayKey(address: EnvelopeAddress | undefined): string {
  const name = decoded(address?.name);
  if (name !== '' || address === undefined) return collationKey(name);
  const local = decoded(address.local);
  return collationKey(address.domain === undefined ? local : `${local}@${decoded(address.domain)}`);
}

function decoded(raw: string | undefined): string {
  return raw === undefined || raw === '' ? '' : decodeHeaderText(encodeLatin1(raw));
}

function firstId(raw: string | undefined): string | undefined {
  if (raw === undefined || raw === '') return undefined;
  const id = parseMessageIds(encodeLatin1(raw))[0];
  return id === undefined ? undefined : normalizeMessageId(id);
}
