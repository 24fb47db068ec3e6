import { renderBodyStructure } from './body-structure.ts';
import { decodeHeaderText } from './encoded-word.ts';
import { renderEnvelope } from './envelope.ts';
import { referencesOf, threadingIds } from './message-id.ts';
import { findHeader, type ParsedMessage } from './part.ts';
import { encodeParts } from './part-record.ts';
import { preview } from './preview.ts';
import { parseMessage } from './reader.ts';
import { encodeRendered, type Rendered } from './rendered.ts';
import { baseSubject } from './subject.ts';

/** Everything the store keeps of a message beside its octets: derived, and so rebuildable from them at any time. */
export interface Summary {
  readonly sizeBytes: number;
  /** The record that list views are answered from; `encodeRendered` made it. */
  readonly rendered: Uint8Array;
  readonly threading: {
    /** The message's own id first, then those that it refers to, nearest first; without angle brackets; bounded. */
    readonly messageIds: readonly string[];
    /** RFC 5256 §2.1 */
    readonly baseSubject: string;
  };
}

export type { Rendered };

/** The summary of a message that a MessageReader has read. */
export function summarize(message: ParsedMessage): Summary {
  const { root } = message;
  const subject = findHeader(root, 'subject');
  return {
    sizeBytes: message.sizeBytes,
    rendered: encodeRendered({
      envelope: renderEnvelope(root),
      bodyStructure: renderBodyStructure(root, { extended: true }),
      parts: encodeParts(root),
      preview: preview(message),
      references: referencesOf(root),
    }),
    threading: {
      messageIds: threadingIds(root),
      baseSubject: subject === undefined ? '' : baseSubject(decodeHeaderText(subject.value)).base,
    },
  };
}

/** The summary of a whole message. */
export function summarizeBytes(bytes: Uint8Array): Summary {
  return summarize(parseMessage(bytes));
}
