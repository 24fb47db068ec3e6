/**
 * What a parser answers about bytes: a value and the bytes behind it; or what was expected and where: at the end of the
 * bytes, so that `more` could have made it good (the octets of a literal, a further argument), or before it, `bad`.
 */
export type Parsed<T> =
  | { readonly state: 'done'; readonly value: T; readonly rest: Uint8Array }
  | ({ readonly state: 'more' } & Bad)
  | ({ readonly state: 'bad' } & Bad);

/** Why a command was refused. Holds a kind and a position alone, so no secret can leak through it. */
export interface Bad {
  readonly kind: BadKind;
  /** Octets from the start of the command. */
  readonly at: number;
}

/** What was expected at the position, or which limit was passed there. */
export type BadKind = keyof typeof BAD_TEXT;

const BAD_TEXT = {
  tag: 'expected a tag',
  commandName: 'expected the name of a command',
  space: 'expected one space',
  listStart: 'expected (',
  listEnd: 'expected ) or one space',
  end: 'expected the end of the command',
  atom: 'expected an atom',
  string: 'expected a string',
  literal: 'expected a literal',
  number: 'expected a number',
  nonZeroNumber: 'expected a number above zero',
  sequenceSet: 'expected a sequence set',
  flag: 'expected a flag',
  date: 'expected a date',
  dateTime: 'expected a date and time',
  base64: 'expected base64',
  mailboxName: 'expected a mailbox name',
  text: 'expected text in the given charset',
  fetchItem: 'expected a FETCH item',
  section: 'expected a section',
  storeItem: 'expected FLAGS, +FLAGS or -FLAGS',
  searchKey: 'expected a search key',
  searchOption: 'expected a SEARCH return option',
  entry: 'expected the name of an entry, such as /private/comment',
  identifier: 'expected an identifier',
  rights: 'expected rights, such as lrs or +w',
  sortKey: 'expected a sort key',
  statusItem: 'expected a STATUS item',
  listOption: 'expected a LIST option',
  parameter: 'expected a known parameter',
  tooMany: 'too many items',
  tooDeep: 'nested too deeply',
  tooLong: 'too long',
} as const;

/** One line for the text of a tagged BAD, such as `expected a number at octet 14`. */
export function describeBad(bad: Bad): string {
  return `${BAD_TEXT[bad.kind]} at octet ${bad.at}`;
}
