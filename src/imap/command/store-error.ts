import type { StoreError, StoreErrorCode } from '../../store/index.ts';
import type { PlainResponseCode } from '../wire/index.ts';
import { no, type Outcome } from './outcome.ts';

interface Row {
  readonly code: PlainResponseCode;
  readonly text: string;
}

/** The one place where the store's errors become response codes (RFC 9051 §7.1). */
const ROWS: Readonly<Record<StoreErrorCode, Row>> = {
  notFound: { code: 'NONEXISTENT', text: 'No such mailbox' },
  exists: { code: 'ALREADYEXISTS', text: 'There is a mailbox of that name' },
  noPermission: { code: 'NOPERM', text: 'Permission denied' },
  overQuota: { code: 'OVERQUOTA', text: 'The quota would be exceeded' },
  inUse: { code: 'HASCHILDREN', text: 'The mailbox has others below it' },
  limit: { code: 'LIMIT', text: 'A limit of the server would be exceeded' },
  unavailable: { code: 'UNAVAILABLE', text: 'The mail store cannot do that now, try again later' },
  expunged: { code: 'EXPUNGEISSUED', text: 'Some of the messages are gone' },
};

export function refusedByStore(error: StoreError): Outcome {
  const { code, text } = ROWS[error.code];
  const detail = error.code === 'limit' ? error.detail : text;
  return no(detail, { kind: code });
}

/** For the target of APPEND, COPY and MOVE: what is not there might be created (RFC 9051 §6.3.12). */
export function refusedAsTarget(error: StoreError): Outcome {
  return error.code === 'notFound' ? no('Create the mailbox first', { kind: 'TRYCREATE' }) : refusedByStore(error);
}
