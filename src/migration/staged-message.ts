import { createHash } from 'node:crypto';
import { decodeLatin1, type MailboxId } from '../base/index.ts';
import { findHeader, MessageReader, parseDate, type Summary, summarize } from '../message/index.ts';
import type { StagedBody, Store } from '../store/index.ts';
import { digestOf, type Journal } from './journal.ts';
import type { SourceMessage } from './source.ts';

/** A message on its way in, whose octets the store has. */
export interface StagedMessage {
  readonly source: SourceMessage;
  readonly body: StagedBody;
  readonly summary: Summary;
  readonly internalDate: number;
  readonly digest: Uint8Array;
  readonly targets: readonly MailboxId[];
}

/** Tells a mailbox's messages apart: by their names, or by their octets and how often these came before. */
export class Identities {
  readonly #seen = new Map<string, number>();

  ofName(identity: string): Uint8Array {
    return digestOf(`name ${identity}`);
  }
  ofContent(hash: string): Uint8Array {
    const times = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, times + 1);
    return digestOf(`content ${hash} ${times}`);
  }
}

/** Brings a message's octets into the store, unless the journal knows it: then undefined. */
export async function stageMessage(
  store: Store,
  source: SourceMessage,
  identities: Identities,
  journal: Journal,
): Promise<Omit<StagedMessage, 'targets'> | undefined> {
  const named = source.identity === undefined ? undefined : identities.ofName(source.identity);
  if (named !== undefined && journal.has(named)) return undefined;
  const writer = store.stageBody();
  const reader = new MessageReader();
  const hash = createHash('sha256');
  try {
    for await (const piece of source.content()) {
      if (piece.length === 0) continue;
      hash.update(piece);
      reader.write(piece);
      await writer.write(piece);
    }
    const digest = named ?? identities.ofContent(hash.digest('base64'));
    if (journal.has(digest)) {
      writer.discard();
      return undefined;
    }
    const message = reader.end();
    const sent = source.preferSentDate ? findHeader(message.root, 'date') : undefined;
    const internalDate = (sent && parseDate(decodeLatin1(sent.value))?.epochMs) ?? source.internalDate;
    return { source, body: await writer.finish(), summary: summarize(message), internalDate, digest };
  } catch (error) {
    writer.discard();
    throw error;
  }
}
