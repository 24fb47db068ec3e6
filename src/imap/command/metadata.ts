import { type AccountId, encodeUtf8, err, ok, type Result } from '../../base/index.ts';
import {
  type Operation,
  type PropertyTarget,
  Right,
  rightsOf,
  type StoreError,
  storeError,
} from '../../store/index.ts';
import { entryOf, isPrivate, propertyName } from '../annotation/property-name.ts';
import {
  type EntryValue,
  type GetMetadataArguments,
  getMetadataArguments,
  type SetMetadataArguments,
  setMetadataArguments,
} from '../wire/index.ts';
import { type AccountContext, afterLogin } from './command.ts';
import { no, type Outcome, okay } from './outcome.ts';
import { refusedByStore } from './store-error.ts';

/** RFC 5464 §4.2 */
export const getMetadata = afterLogin({ name: 'GETMETADATA', arguments: getMetadataArguments, run: get });

/** RFC 5464 §4.3: all values are set, or none. */
export const setMetadata = afterLogin({ name: 'SETMETADATA', arguments: setMetadataArguments, run: set });

const ANY_USE = Right.read | Right.seen | Right.write | Right.insert | Right.post;

interface Place {
  readonly owner: AccountId;
  readonly target: PropertyTarget;
  /** As it is told. */
  readonly name: string;
}

async function get(parsed: GetMetadataArguments, context: AccountContext): Promise<Outcome> {
  const place = await placeOf(parsed.mailbox, context);
  if (!place.ok) return refusedByStore(place.error);
  const known = await valuesOf(place.value, context);
  if (!known.ok) return refusedByStore(known.error);
  const values: EntryValue[] = [];
  let longestBytes = 0;
  const seen = new Set<string>();
  for (const asked of parsed.entries) {
    for (const entry of matching(asked, parsed.depth, known.value)) {
      if (seen.has(entry)) continue;
      seen.add(entry);
      const value = known.value.get(entry) ?? null;
      if (value !== null && value.length > (parsed.maxSizeBytes ?? Infinity)) {
        longestBytes = Math.max(longestBytes, value.length);
      } else values.push({ entry, value });
    }
  }
  if (values.length > 0) context.session.respond({ kind: 'metadata', mailbox: place.value.name, values });
  return longestBytes > 0
    ? okay('GETMETADATA completed', { kind: 'METADATA', what: 'LONGENTRIES', value: longestBytes })
    : okay('GETMETADATA completed');
}

/** The entry, and those below it that exist; one that was asked for alone is told also where there is none, as NIL. */
function matching(
  asked: string,
  depth: GetMetadataArguments['depth'],
  known: ReadonlyMap<string, Uint8Array>,
): readonly string[] {
  if (depth === 0) return [asked];
  const below = [...known.keys()].filter((entry) => {
    if (!entry.startsWith(`${asked}/`)) return false;
    return depth === 'infinity' || !entry.slice(asked.length + 1).includes('/');
  });
  return known.has(asked) ? [asked, ...below] : below;
}

async function set({ mailbox, values }: SetMetadataArguments, context: AccountContext): Promise<Outcome> {
  const { session, account } = context;
  const { store, limits } = session.services;
  const place = await placeOf(mailbox, context);
  if (!place.ok) return refusedByStore(place.error);
  const { target, owner } = place.value;
  if (target.kind === 'account' && values.some(({ entry }) => !isPrivate(entry))) {
    return no('What the server says of itself is set by its administrator', { kind: 'NOPERM' });
  }
  if (values.some(({ value }) => value !== null && value.length > limits.annotationMaxBytes)) {
    return no('The value is too large', { kind: 'METADATA', what: 'MAXSIZE', value: limits.annotationMaxBytes });
  }
  const known = await valuesOf(place.value, context);
  if (!known.ok) return refusedByStore(known.error);
  const after = new Set(known.value.keys());
  for (const { entry, value } of values) value === null ? after.delete(entry) : after.add(entry);
  if (after.size > Math.max(limits.annotationsMax, known.value.size)) {
    return no('Too many annotations', { kind: 'METADATA', what: 'TOOMANY' });
  }
  const operations = values.map(
    ({ entry, value }): Operation => ({
      kind: 'setProperty',
      target,
      name: propertyName(entry, account.id),
      value,
    }),
  );
  const done = await store.commit(owner, account.id, operations);
  if (!done.ok) {
    return done.error.code === 'limit'
      ? no('Too many annotations', { kind: 'METADATA', what: 'TOOMANY' })
      : refusedByStore(done.error);
  }
  if (owner === account.id) session.annotations?.own.add(done.value.modSeq);
  return okay('SETMETADATA completed');
}

async function placeOf(mailbox: string, { session, account }: AccountContext): Promise<Result<Place, StoreError>> {
  if (mailbox === '') return ok({ owner: account.id, target: { kind: 'account' }, name: '' });
  const found = await session.names!.find(mailbox);
  if (!found.ok) return found;
  const { owner, id, name, acl } = found.value;
  // RFC 5464 §3.3: to see it is not enough.
  if ((rightsOf(owner, acl, account.id) & ANY_USE) === 0) return err(storeError('noPermission', 'no use of it'));
  return ok({ owner, target: { kind: 'mailbox', mailbox: id }, name });
}

/** The annotations there that this person may see, by entry, in order. */
async function valuesOf(
  { owner, target }: Place,
  { session, account }: AccountContext,
): Promise<Result<ReadonlyMap<string, Uint8Array>, StoreError>> {
  const { store, annotations } = session.services;
  const properties = await store.properties(owner, target);
  if (!properties.ok) return properties;
  const values = new Map<string, Uint8Array>();
  if (target.kind === 'account') {
    for (const [entry, text] of Object.entries(annotations)) if (text !== '') values.set(entry, encodeUtf8(text));
  }
  for (const { name, value } of properties.value) {
    const entry = entryOf(name, account.id);
    if (entry !== undefined) values.set(entry, value);
  }
  return ok(values);
}
