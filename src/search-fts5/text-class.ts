import type { SearchableFacts, TextQuery } from '../store/index.ts';

/**
 * A kind of text that is searched by itself. Each has grams of its own, marked with `mark`, and shelves of its own,
 * numbered with `number`: never change one without a new FORMAT (schema.ts).
 */
export interface TextClass {
  readonly number: number;
  /** An ASCII letter in lower case. */
  readonly mark: number;
  /** A shelf is closed when its text is as long as this. */
  readonly shelfChars: number;
  /** Shelves of long texts are compressed; short ones are scanned, and that must be fast. */
  readonly compressed: boolean;
}

const ofField = (number: number, letter: string): TextClass => ({
  number,
  mark: letter.charCodeAt(0),
  shelfChars: 16_384,
  compressed: false,
});

export const BODY: TextClass = { number: 1, mark: 0x62, shelfChars: 65_536, compressed: true };
/** The whole header, as lines. */
export const HEADER: TextClass = { number: 2, mark: 0x68, shelfChars: 65_536, compressed: true };

/** Fields that are asked for often, by their names in lower case: their values alone. */
const FIELDS: ReadonlyMap<string, TextClass> = new Map([
  ['subject', ofField(3, 's')],
  ['message-id', ofField(4, 'm')],
  ['in-reply-to', ofField(5, 'i')],
  ['date', ofField(6, 'e')],
  ['from', ofField(7, 'f')],
  ['to', ofField(8, 't')],
  ['cc', ofField(9, 'c')],
  ['bcc', ofField(10, 'd')],
]);

export const CLASSES: readonly TextClass[] = [BODY, HEADER, ...FIELDS.values()];

/** Values of one field stand on lines of their own: a value of a header never holds a line end. */
export const VALUE_END = '\n';

/** Where to look for a query's text. Fields without a class of their own are looked for in HEADER. */
export function classOf(query: Exclude<TextQuery, { kind: 'text' }>): TextClass {
  return query.kind === 'body' ? BODY : (FIELDS.get(query.name) ?? HEADER);
}

/** Whether the class holds at most one value, as the ENVELOPE has it. */
export const isOfEnvelope = ({ number }: TextClass): boolean => number >= 3 && number <= 6;

/** A message's texts by class; a class that it does not have is left out. */
export function textsOf(facts: SearchableFacts): ReadonlyMap<TextClass, string> {
  const texts = new Map<TextClass, string>([
    [BODY, facts.bodyText],
    [HEADER, facts.headerText],
  ]);
  const { subject, messageId, inReplyTo, date } = facts.envelope;
  const ofEnvelope: readonly (readonly [string, string | undefined])[] = [
    ['subject', subject],
    ['message-id', messageId],
    ['in-reply-to', inReplyTo],
    ['date', date],
  ];
  for (const [name, value] of ofEnvelope) if (value !== undefined) texts.set(FIELDS.get(name)!, value);
  for (const { name, value } of facts.fields) {
    const own = FIELDS.get(name);
    if (own === undefined || isOfEnvelope(own)) continue;
    const before = texts.get(own);
    texts.set(own, before === undefined ? value : before + VALUE_END + value);
  }
  return texts;
}
