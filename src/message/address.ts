import { decodeLatin1 } from '../base/index.ts';
import { parseRawAddresses } from './address-scanner.ts';
import { decodeHeaderString } from './encoded-word.ts';
import { unfold } from './unfold.ts';

/** A mailbox of an address list (RFC 5322 §3.4), decoded. */
export interface Address {
  /** The display name, or the comment that stands for one. */
  readonly name: string | undefined;
  /** Without quoting. */
  readonly local: string;
  /** As written; empty where it is missing. */
  readonly domain: string;
  /** `local@domain`, or `local` alone without a domain. */
  readonly address: string;
}

/** Addresses that stand together: in a named group (`Team: a@x, b@x;`, which may be empty), or outside of groups. */
export interface AddressGroup {
  readonly name: string | undefined;
  readonly addresses: readonly Address[];
}

/** Reads an address list, groups flattened; broken input gives what can be made out. Bounded. */
export function parseAddressList(value: Uint8Array): Address[] {
  return parseAddressGroups(value).flatMap((group) => group.addresses);
}

/** Reads an address list with its groups, in order. */
export function parseAddressGroups(value: Uint8Array): AddressGroup[] {
  const groups: AddressGroup[] = [];
  let name: string | undefined;
  let addresses: Address[] = [];
  const end = (): void => {
    if (name !== undefined || addresses.length > 0) groups.push({ name, addresses });
    name = undefined;
    addresses = [];
  };
  for (const raw of parseRawAddresses(unfold(decodeLatin1(value)))) {
    if (raw.kind === 'mailbox') {
      addresses.push(decodeAddress(raw.name, raw.local, raw.domain));
    } else {
      end();
      if (raw.kind === 'groupStart') name = decodeHeaderString(raw.name);
    }
  }
  end();
  return groups;
}

function decodeAddress(rawName: string | undefined, rawLocal: string, rawDomain: string): Address {
  const name = rawName === undefined ? undefined : decodeHeaderString(rawName) || undefined;
  const local = decodeHeaderString(rawLocal);
  const domain = decodeHeaderString(rawDomain);
  return { name, local, domain, address: domain === '' ? local : `${local}@${domain}` };
}
