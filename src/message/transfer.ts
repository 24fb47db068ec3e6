import { concatBytes, EMPTY } from '../base/index.ts';
import { Base64Decoder } from './base64.ts';
import { QuotedPrintableDecoder } from './quoted-printable.ts';
import type { TransferDecoder } from './transfer-decoder.ts';
import { UuDecoder } from './uuencode.ts';

const identity: TransferDecoder = {
  write: (chunk) => chunk,
  end: () => EMPTY,
};

/** The decoder of a Content-Transfer-Encoding in lower case; an unknown one leaves the bytes as they are. */
export function transferDecoder(encoding: string): TransferDecoder {
  switch (encoding) {
    case 'base64':
      return new Base64Decoder();
    case 'quoted-printable':
      return new QuotedPrintableDecoder();
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
    case 'uue':
      return new UuDecoder();
    default:
      return identity;
  }
}

/** Takes the transfer encoding of a whole body away. */
export function decodeTransfer(encoding: string, bytes: Uint8Array): Uint8Array {
  const decoder = transferDecoder(encoding);
  const main = decoder.write(bytes);
  const rest = decoder.end();
  return rest.length === 0 ? main : concatBytes([main, rest]);
}
