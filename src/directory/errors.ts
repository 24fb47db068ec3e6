import type { DirectoryError } from './contract.ts';

/** What more than one verb of the directory has to say, for people, with what to do. */
export function invalidAddress(text: string): DirectoryError {
  return { code: 'invalid', detail: `${shown(text)} is not an address: write it as name@example.org` };
}

export function domainNotOurs(domain: string): DirectoryError {
  return { code: 'notFound', detail: `${shown(domain)} is not a domain of this server: add the domain first` };
}

export function noSuchAccount(text: string): DirectoryError {
  return {
    code: 'notFound',
    detail: `there is no account ${shown(text)}: look for its spelling in the list of accounts`,
  };
}

export function nameTaken(address: string, kind: 'account' | 'alias'): DirectoryError {
  return { code: 'exists', detail: `${address} is already an ${kind}: choose another name, or remove it first` };
}

/** What came from outside, fit for one line of a terminal. */
export function shown(text: string): string {
  const printable = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return `"${printable.length > 100 ? `${printable.slice(0, 100)}…` : printable}"`;
}
