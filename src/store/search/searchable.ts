import { searchableMessage } from '../../message/index.ts';
import type { Body } from '../body.ts';
import { type EnvelopeFields, envelopeFields } from './envelope-fields.ts';
import { type FoldedField, foldEnvelopeField, foldedHeader } from './facts.ts';
import { foldText } from './fold.ts';
import { DEFAULT_SEARCH_READ_LIMITS, type SearchReadLimits } from './limits.ts';
import { readHeader } from './read-header.ts';

/** Everything of a message that a search can ask for, folded: as the stages of `searchSnapshot` learn it. */
export interface SearchableFacts {
  readonly fields: readonly FoldedField[];
  /** Folded; undefined where the ENVELOPE has NIL. */
  readonly envelope: EnvelopeFields;
  readonly headerText: string;
  readonly bodyText: string;
}

/** Throws what reading the body throws. */
export async function readSearchable(
  body: Body,
  limits: SearchReadLimits = DEFAULT_SEARCH_READ_LIMITS,
): Promise<SearchableFacts> {
  const { fields, text } = foldedHeader(await readHeader(body, limits));
  const message = searchableMessage(await body.read(0, limits.bodyMaxBytes));
  const { date, subject, messageId, inReplyTo } = envelopeFields(message.envelope);
  return {
    fields,
    envelope: {
      date: foldEnvelopeField(date),
      subject: foldEnvelopeField(subject),
      messageId: foldEnvelopeField(messageId),
      inReplyTo: foldEnvelopeField(inReplyTo),
    },
    headerText: text,
    bodyText: foldText(message.body),
  };
}
