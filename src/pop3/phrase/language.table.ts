import { GERMAN } from './de.table.ts';
import { ENGLISH, type Phrases } from './en.table.ts';
import { FRENCH } from './fr.table.ts';
import { HEBREW } from './he.table.ts';

/** A language that replies can be in (RFC 6856 §3). A new one is a file of phrases and a row here. */
export interface Language {
  /** RFC 5646. */
  readonly tag: string;
  /** Its name in itself. */
  readonly name: string;
  readonly phrases: Phrases;
}

export const DEFAULT_LANGUAGE: Language = { tag: 'en', name: 'English', phrases: ENGLISH };

export const LANGUAGES: readonly Language[] = [
  DEFAULT_LANGUAGE,
  { tag: 'de', name: 'Deutsch', phrases: GERMAN },
  { tag: 'fr', name: 'Français', phrases: FRENCH },
  { tag: 'he', name: 'עברית', phrases: HEBREW },
];

/** The lookup of RFC 4647 §3.4: the range as it is, then shortened from its end, `de-CH` to `de`. */
export function findLanguage(range: string): Language | undefined {
  const parts = range.toLowerCase().split('-');
  while (parts.length > 0) {
    const found = LANGUAGES.find(({ tag }) => tag === parts.join('-'));
    if (found !== undefined) return found;
    parts.pop();
    // A single letter opens an extension and says nothing by itself.
    if (parts.at(-1)?.length === 1) parts.pop();
  }
  return undefined;
}
