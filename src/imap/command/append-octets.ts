import { concatBytes, LF } from '../../base/index.ts';
import { encodeBinaryParts, type ParsedMessage, type Part } from '../../message/index.ts';

const CR = 0x0d;

/**
 * What APPEND must know of a message's octets as they stream by: whether its header holds any past ASCII (RFC 9755 §4),
 * and, of a literal8, whether something in it must be encoded before it can be kept (RFC 3516 §4.4). For that alone the
 * octets are kept, up to a limit.
 */
export class AppendOctets {
  hasEightBitHeader = false;
  #hasNul = false;
  #inHeader = true;
  /** Nothing but CR has come of the present line. */
  #lineIsEmpty = true;
  /** Undefined: not kept. */
  #pieces: Uint8Array[] | undefined;
  #sizeBytes = 0;
  readonly #keptMaxBytes: number;

  /** `keptMaxBytes`: 0 for a plain literal, which is never encoded. */
  constructor(keptMaxBytes: number) {
    this.#keptMaxBytes = keptMaxBytes;
    this.#pieces = keptMaxBytes > 0 ? [] : undefined;
  }

  write(bytes: Uint8Array): void {
    if (this.#inHeader) this.#readHeader(bytes);
    if (this.#keptMaxBytes === 0) return;
    this.#hasNul ||= bytes.includes(0);
    this.#sizeBytes += bytes.length;
    if (this.#sizeBytes > this.#keptMaxBytes) this.#pieces = undefined;
    else this.#pieces?.push(bytes);
  }

  needsEncoding({ root }: ParsedMessage): boolean {
    return this.#keptMaxBytes > 0 && (this.#hasNul || hasBinaryPart(root));
  }

  /** The message as it can be kept. */
  encode(): Uint8Array | 'tooLarge' | 'impossible' {
    if (this.#pieces === undefined) return 'tooLarge';
    return encodeBinaryParts(concatBytes(this.#pieces)) ?? 'impossible';
  }

  #readHeader(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === LF) {
        if (this.#lineIsEmpty) {
          this.#inHeader = false;
          return;
        }
        this.#lineIsEmpty = true;
      } else if (byte !== CR) this.#lineIsEmpty = false;
      if (byte > 0x7f) this.hasEightBitHeader = true;
    }
  }
}

function hasBinaryPart(part: Part): boolean {
  if (part.message !== undefined) return hasBinaryPart(part.message);
  return part.children.length > 0 ? part.children.some(hasBinaryPart) : part.encoding === 'binary';
}
