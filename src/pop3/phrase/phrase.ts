import { errorLine, okLine, type ResponseCode } from '../wire/index.ts';
import type { PhraseName } from './en.table.ts';
import type { Language } from './language.table.ts';

/** A reply's first line as data: it becomes words in the session's language when it is sent. */
export interface Phrase {
  readonly ok: boolean;
  readonly name: PhraseName | undefined;
  readonly values: readonly (string | number)[];
  readonly code?: ResponseCode;
}

export function yes(name: PhraseName, ...values: readonly (string | number)[]): Phrase {
  return { ok: true, name, values };
}
export function no(name: PhraseName, ...values: readonly (string | number)[]): Phrase {
  return { ok: false, name, values };
}
/** With a response code (RFC 2449 §8). */
export function noFor(code: ResponseCode, name: PhraseName, ...values: readonly (string | number)[]): Phrase {
  return { ok: false, name, values, code };
}
/** An answer that programs read: the values alone. */
export function data(...values: readonly (string | number)[]): Phrase {
  return { ok: true, name: undefined, values };
}

/** The line, with its end. */
export function renderPhrase(phrase: Phrase, language: Language): string {
  const { ok, name, values, code } = phrase;
  const text = name === undefined ? values.join(' ') : fill(language.phrases[name], values);
  return ok ? okLine(text) : errorLine(text, code);
}

function fill(template: string, values: readonly (string | number)[]): string {
  if (values.length === 0) return template;
  return template.replace(/\{(\d)\}/g, (_, place: string) => String(values[Number(place)] ?? ''));
}
