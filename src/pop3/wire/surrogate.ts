import { concatBytes, decodeLatin1, LF, SP, TAB } from '../../base/index.ts';
import {
  type Address,
  type AddressGroup,
  type ComposedAddress,
  type ComposedField,
  composeFields,
  decodeHeaderText,
  parseAddressGroups,
  parseContentType,
  parseDisposition,
} from '../../message/index.ts';

const COLON = 0x3a;
const CR = 0x0d;

/** Where the header ends, its blank line included; undefined if the bytes end before that. */
export function headerEnd(bytes: Uint8Array): number | undefined {
  let start = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
    if (at === start || (at === start + 1 && bytes[start] === CR)) return at + 1;
    start = at + 1;
  }
  return undefined;
}

export function isAscii(bytes: Uint8Array, end = bytes.length): boolean {
  for (let i = 0; i < end; i++) if (bytes[i]! > 0x7f) return false;
  return true;
}

/**
 * The header of a surrogate for a program that is not in UTF-8 mode (RFC 6856 §2.1, RFC 6858 §2): fields in ASCII stay byte
 * for byte; in others text becomes encoded words, and an address that cannot be written in ASCII becomes the name of
 * an empty group, so that it can be read and nobody answers a wrong one. A field that has no such form is left out.
 */
export function surrogateHeader(header: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let from = 0;
  while (from < header.length) {
    const to = fieldEnd(header, from);
    const field = header.subarray(from, to);
    pieces.push(isAscii(field) ? field : surrogateField(field));
    from = to;
  }
  return concatBytes(pieces);
}

/** Behind the field that begins at `from`, its continuation lines included (RFC 5322 §2.2.3). */
function fieldEnd(header: Uint8Array, from: number): number {
  for (let at = header.indexOf(LF, from); at !== -1; at = header.indexOf(LF, at + 1)) {
    const next = header[at + 1];
    if (next !== SP && next !== TAB) return at + 1;
  }
  return header.length;
}

const NOTHING = new Uint8Array(0);
const ADDRESSES =
  /^(?:from|sender|reply-to|to|cc|bcc|resent-(?:from|sender|reply-to|to|cc|bcc)|mail-followup-to|disposition-notification-to)$/;
/** Fields that only programs read, and whose form has no room for encoded words. */
const FOR_PROGRAMS =
  /^(?:received|return-path|delivered-to|message-id|resent-message-id|in-reply-to|references|date|resent-date|mime-version|content-id|content-transfer-encoding|content-location|authentication-results|dkim-signature|arc-.*|received-spf|list-.*)$/;

function surrogateField(field: Uint8Array): Uint8Array {
  const colon = field.indexOf(COLON);
  const name = decodeLatin1(field, 0, Math.max(0, colon)).trimEnd();
  if (!/^[!-9;-~]+$/.test(name)) return NOTHING;
  const composed = composeSurrogate(name, field.subarray(colon + 1));
  return composed === undefined ? NOTHING : composeFields([composed]);
}

function composeSurrogate(name: string, value: Uint8Array): ComposedField | undefined {
  const key = name.toLowerCase();
  if (FOR_PROGRAMS.test(key)) return undefined;
  if (ADDRESSES.test(key)) return { name, addresses: parseAddressGroups(value).flatMap(surrogateGroup) };
  if (key === 'content-type') {
    const type = parseContentType(value);
    return type && withParameters(name, `${type.type}/${type.subtype}`, type.parameters);
  }
  if (key === 'content-disposition') {
    const disposition = parseDisposition(value);
    return disposition && withParameters(name, disposition.kind, disposition.parameters);
  }
  return { name, value: decodeHeaderText(value) };
}

/** Parameters in ASCII stay as they were said, since a boundary in pieces (RFC 2231) is one that few programs find. */
function withParameters(
  name: string,
  value: string,
  parameters: readonly { readonly name: string; readonly value: string }[],
): ComposedField | undefined {
  if (!/^[!-~]+$/.test(value)) return undefined;
  let said = value;
  const encoded: Record<string, string> = {};
  for (const parameter of parameters) {
    if (!/^[!-~]+$/.test(parameter.name)) continue;
    if (/^[ -~]*$/.test(parameter.value)) {
      said += `; ${parameter.name}="${parameter.value.replace(/["\\]/g, '\\$&')}"`;
    } else encoded[parameter.name] = parameter.value;
  }
  return { name, value: said, parameters: encoded };
}

function surrogateGroup({ name, addresses }: AddressGroup): readonly ComposedAddress[] {
  if (name === undefined) return addresses.map(surrogateAddress);
  // A group cannot hold a group: those without an ASCII form stand beside it.
  const [plain, other] = [addresses.filter(isPlain), addresses.filter((address) => !isPlain(address))];
  return [{ group: name, addresses: plain.map(composedAddress) }, ...other.map(surrogateAddress)];
}

function surrogateAddress(address: Address): ComposedAddress {
  if (isPlain(address)) return composedAddress(address);
  const shown = [address.name, address.address].filter((part) => part !== undefined).join(' ');
  return { group: `Internationalized address ${shown} removed`, addresses: [] };
}

function isPlain({ address }: Address): boolean {
  return /^[ -~]+$/.test(address);
}

function composedAddress({ name, local, domain }: Address): { name?: string; address: string } {
  const quoted = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+$/.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  const address = domain === '' ? quoted : `${quoted}@${domain}`;
  return name === undefined ? { address } : { name, address };
}
