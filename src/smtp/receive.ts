import { EMPTY } from '../base/index.ts';
import type { Connection } from '../connection/index.ts';
import type { IncomingMail } from './incoming-mail.ts';
import type { SmtpLimits } from './limits.ts';
import { ChunkReader, DataReader } from './wire/index.ts';

/** `rest`: what the peer sent behind it. `closed`: it left in the midst. */
export interface Reading {
  readonly end: 'complete' | 'endless' | 'timeout' | 'closed';
  readonly rest: Uint8Array;
}

interface Part {
  readonly pieces: readonly Uint8Array[];
  readonly rest: Uint8Array | undefined;
}

/** Reads one mail from the octet after DATA to the line that ends it. */
export function readData(
  mail: IncomingMail,
  first: Uint8Array,
  connection: Connection,
  limits: SmtpLimits,
): Promise<Reading> {
  const reader = new DataReader();
  return read((bytes) => reader.feed(bytes), mail, first, connection, limits);
}

/** Reads the octets of one BDAT; with no mail to put them into they are dropped. */
export function readChunk(
  mail: IncomingMail | undefined,
  sizeBytes: number,
  first: Uint8Array,
  connection: Connection,
  limits: SmtpLimits,
): Promise<Reading> {
  const reader = new ChunkReader(sizeBytes);
  const feed = (bytes: Uint8Array) => {
    const { piece, rest } = reader.feed(bytes);
    return { pieces: piece.length === 0 ? [] : [piece], rest };
  };
  return read(feed, mail, first, connection, limits);
}

async function read(
  feed: (bytes: Uint8Array) => Part,
  mail: IncomingMail | undefined,
  first: Uint8Array,
  connection: Connection,
  limits: SmtpLimits,
): Promise<Reading> {
  for (let bytes = first; ; ) {
    const { pieces, rest } = feed(bytes);
    for (const piece of pieces) {
      const taken = mail?.take(piece);
      if (taken !== undefined) await taken;
    }
    if (rest !== undefined) return { end: 'complete', rest };
    if (mail?.isEndless) return { end: 'endless', rest: EMPTY };
    if (mail?.isTooSlow) return { end: 'timeout', rest: EMPTY };
    const more = await connection.read(limits.dataTimeoutMs);
    if (more === 'closed' || more === 'timeout') return { end: more, rest: EMPTY };
    bytes = more;
  }
}
