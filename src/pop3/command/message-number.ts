import type { Entry } from '../../store/index.ts';
import type { Maildrop } from '../session/maildrop.ts';
import { errorLine, parseNumbers } from '../wire/index.ts';

/** A message by its number; else the line that says why not. */
export function findMessage(maildrop: Maildrop, argument: string): Entry | string {
  const numbers = parseNumbers(argument, 1);
  return numbers === undefined ? errorLine('that is no message number') : entryOrLine(maildrop, numbers[0]!);
}

export function entryOrLine(maildrop: Maildrop, number: number): Entry | string {
  return maildrop.find(number) ?? errorLine(`no such message, there are ${maildrop.messages}`);
}
