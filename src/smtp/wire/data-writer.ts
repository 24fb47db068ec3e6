import { CR, concatBytes, LF } from '../../base/index.ts';

const DOT = 0x2e;
const STUFFING = Uint8Array.of(DOT);
const CRLF = Uint8Array.of(CR, LF);
const END = Uint8Array.of(DOT, CR, LF);

/** A whole mail as DATA wants it (RFC 5321 §4.5.2), its end included. A last line without CRLF gets one. */
export function encodeData(mail: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  let start = 0;
  for (let at = mail.indexOf(DOT); at !== -1; at = mail.indexOf(DOT, at + 1)) {
    if (at > 0 && !(mail[at - 1] === LF && mail[at - 2] === CR)) continue;
    pieces.push(mail.subarray(start, at), STUFFING);
    start = at;
  }
  pieces.push(mail.subarray(start));
  const ended = mail.length === 0 || (mail[mail.length - 1] === LF && mail[mail.length - 2] === CR);
  if (!ended) pieces.push(CRLF);
  pieces.push(END);
  return concatBytes(pieces);
}
