import type { AccountId } from '../../base/index.ts';

/** Annotations are properties of the store under names of their own; private ones have the person in theirs. */
const SHARED = 'imap.metadata:';
const PRIVATE = 'imap.metadata.';

/** The property that an entry such as `/private/comment` is kept in, for one person. */
export function propertyName(entry: string, person: AccountId): string {
  return isPrivate(entry) ? `${PRIVATE}${person}:${entry}` : SHARED + entry;
}

/** The entry that a property stands for, if it is an annotation that this person may see. */
export function entryOf(property: string, person: AccountId): string | undefined {
  for (const prefix of [SHARED, `${PRIVATE}${person}:`]) {
    if (property.startsWith(prefix)) return property.slice(prefix.length);
  }
  return undefined;
}

export function isPrivate(entry: string): boolean {
  return entry === '/private' || entry.startsWith('/private/');
}
