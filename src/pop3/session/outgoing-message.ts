import type { Body } from '../../store/index.ts';
import { headerEnd, isAscii, surrogateHeader } from '../wire/index.ts';

export interface Sending {
  /** The header goes out as it is; else in ASCII. */
  readonly utf8: boolean;
  readonly readChunkBytes: number;
  readonly surrogateHeaderMaxBytes: number;
}

/** A message on its way out, a chunk at a time; no more of it is held. */
export class OutgoingMessage {
  readonly #body: Body;
  readonly #chunkBytes: number;
  /** Read already, to see what header it has. */
  #first: readonly Uint8Array[];
  #at: number;
  /** Every LF has its CR, as far as that is known: see DotStuffer. */
  readonly onlyCrlf: boolean;

  private constructor(body: Body, first: readonly Uint8Array[], at: number, chunkBytes: number, onlyCrlf: boolean) {
    this.#body = body;
    this.#first = first;
    this.#at = at;
    this.#chunkBytes = chunkBytes;
    this.onlyCrlf = onlyCrlf;
  }

  /** Undefined: its header is not ASCII and too long to be put into ASCII. Rejects if the disk does. */
  static async open(body: Body, sending: Sending, onlyCrlf: boolean): Promise<OutgoingMessage | undefined> {
    const first = await body.read(0, sending.readChunkBytes);
    const opened = (pieces: readonly Uint8Array[], at: number) =>
      new OutgoingMessage(body, pieces, at, sending.readChunkBytes, onlyCrlf);
    const end = headerEnd(first);
    if (sending.utf8 || (end !== undefined && isAscii(first, end))) return opened([first], first.length);
    if (end !== undefined) return opened([surrogateHeader(first.subarray(0, end)), first.subarray(end)], first.length);
    return OutgoingMessage.#openLongHeader(body, sending, opened);
  }

  /** The header goes on behind the first chunk, or is all there is. */
  static async #openLongHeader(
    body: Body,
    { surrogateHeaderMaxBytes }: Sending,
    opened: (pieces: readonly Uint8Array[], at: number) => OutgoingMessage,
  ): Promise<OutgoingMessage | undefined> {
    const bytes = await body.read(0, surrogateHeaderMaxBytes);
    const end = headerEnd(bytes) ?? (bytes.length === body.sizeBytes ? bytes.length : undefined);
    if (end === undefined) return isAscii(bytes) ? opened([bytes], bytes.length) : undefined;
    if (isAscii(bytes, end)) return opened([bytes], bytes.length);
    return opened([surrogateHeader(bytes.subarray(0, end)), bytes.subarray(end)], bytes.length);
  }

  /** The next piece; undefined at the end. Rejects if the disk does. */
  async next(): Promise<Uint8Array | undefined> {
    const [piece, ...rest] = this.#first;
    if (piece !== undefined) {
      this.#first = rest;
      return piece;
    }
    if (this.#at >= this.#body.sizeBytes) return undefined;
    const from = this.#at;
    this.#at += this.#chunkBytes;
    return this.#body.read(from, this.#at);
  }
}
