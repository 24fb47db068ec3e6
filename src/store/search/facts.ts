import { EMPTY, encodeLatin1 } from '../../base/index.ts';
import { decodeHeaderText, renderedEnvelope, searchableHeader, searchableText } from '../../message/index.ts';
import { type EnvelopeFields, envelopeFields } from './envelope-fields.ts';
import { foldText } from './fold.ts';

/** A header field with its value folded for comparing. */
export interface FoldedField {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

/** What is known of one message so far. Each stage adds to it; what is not asked for is not worked out. */
export class Facts {
  #envelope: EnvelopeFields | undefined;
  #header: readonly FoldedField[] | undefined;
  #headerText: string | undefined;
  #bodyText: string | undefined;

  learnRendered(rendered: Uint8Array): void {
    this.#envelope = envelopeFields(renderedEnvelope(rendered));
  }

  /** Takes the bytes of a message's header. */
  learnHeader(bytes: Uint8Array): void {
    const { fields, text } = foldedHeader(bytes);
    this.#header = fields;
    this.#headerText = text;
  }

  learnMessage(bytes: Uint8Array): void {
    this.#bodyText = foldText(searchableText(bytes).body);
  }

  get envelope(): EnvelopeFields | undefined {
    return this.#envelope;
  }

  get headerText(): string | undefined {
    return this.#headerText;
  }

  get bodyText(): string | undefined {
    return this.#bodyText;
  }

  /**
   * The folded values of a field; undefined while they are not known. Fields that may stand once (RFC 5322 §3.6) are
   * known from the ENVELOPE, which has the first of them.
   */
  field(name: string): readonly string[] | undefined {
    const known = this.#envelope && fieldOfEnvelope(this.#envelope, name);
    if (known !== undefined) return known.value === undefined ? [] : [foldEnvelopeField(known.value)];
    return this.#header?.filter((field) => field.name === name).map((field) => field.value);
  }
}

function fieldOfEnvelope(envelope: EnvelopeFields, name: string): { readonly value: string | undefined } | undefined {
  if (name === 'subject') return { value: envelope.subject };
  if (name === 'message-id') return { value: envelope.messageId };
  if (name === 'in-reply-to') return { value: envelope.inReplyTo };
  if (name === 'date') return { value: envelope.date };
  return undefined;
}

/** A header's fields, and all of it as one text of lines. */
export function foldedHeader(bytes: Uint8Array): { readonly fields: readonly FoldedField[]; readonly text: string } {
  const text = searchableHeader(bytes);
  const fields = text.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [{ name: line.slice(0, colon).toLowerCase(), value: foldText(line.slice(colon + 2)) }];
  });
  return { fields, text: foldText(text) };
}

/** A field as the ENVELOPE has it, decoded and folded. */
export function foldEnvelopeField(raw: string): string;
export function foldEnvelopeField(raw: string | undefined): string | undefined;
export function foldEnvelopeField(raw: string | undefined): string | undefined {
  if (raw === undefined) return undefined;
  return foldText(decodeHeaderText(raw === '' ? EMPTY : encodeLatin1(raw)));
}
