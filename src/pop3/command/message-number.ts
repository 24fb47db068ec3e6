import type { Entry } from '../../store/index.ts';
import { no, type Phrase } from '../phrase/phrase.ts';
import type { Maildrop } from '../session/maildrop.ts';
import { parseNumbers } from '../wire/index.ts';

/** A message with its number; else the line that says why not. */
export type Numbered = (Entry & { readonly sequence: number }) | { readonly refusal: Phrase };

export function findMessage(maildrop: Maildrop, argument: string): Numbered {
  const numbers = parseNumbers(argument, 1);
  return numbers === undefined ? { refusal: no('notANumber') } : messageAt(maildrop, numbers[0]!);
}

export function messageAt(maildrop: Maildrop, sequence: number): Numbered {
  const entry = maildrop.find(sequence);
  return entry === undefined ? { refusal: no('noSuchMessage', maildrop.messages) } : { ...entry, sequence };
}
