import { CR, concatBytes, EMPTY, LF } from '../../base/index.ts';
import type { LiteralHeader } from './framer-event.ts';
import { LITERAL_HEADER_MAX_BYTES, literalHeaderAtEnd } from './literal-header.ts';

/** `more`: all was passed over and the end has not come. `tooMuch`: more was announced than is passed over. */
export type RefusalProgress = 'more' | 'ended' | 'tooMuch';

/**
 * Passes over what is left of a command that was refused: the rest of a line, and, where it ends in `{n+}`, the octets
 * that come without waiting and the line behind them (RFC 7888 §4). None of it may be taken for a command. A `{n}` ends
 * it, for the client waits and reads the refusal. Keeps no more than the end of a line.
 */
export class Refusal {
  readonly #swallowMaxBytes: number;
  readonly #holdsLiterals: boolean;
  /** Octets still to come of a literal. */
  #remaining = 0;
  #announced = 0;
  #tail: Uint8Array = EMPTY;

  /** `holdsLiterals` is false for a line that is no command. */
  constructor(swallowMaxBytes: number, holdsLiterals = true) {
    this.#swallowMaxBytes = swallowMaxBytes;
    this.#holdsLiterals = holdsLiterals;
  }

  /** Passes over the octets of a literal that is on its way. */
  swallow({ sizeBytes }: LiteralHeader): RefusalProgress {
    this.#remaining = sizeBytes;
    this.#announced += sizeBytes;
    return this.#announced > this.#swallowMaxBytes ? 'tooMuch' : 'more';
  }

  /** Passes over a part of a line, with or without its end. */
  passLine(part: Uint8Array): RefusalProgress {
    const tail = concatBytes([this.#tail, tailOf(part)]);
    if (tail[tail.length - 1] !== LF) {
      this.#tail = tailOf(tail).slice();
      return 'more';
    }
    this.#tail = EMPTY;
    const literal = this.#holdsLiterals ? literalHeaderAtEnd(withoutLineEnd(tail)) : undefined;
    return literal === undefined || literal.synchronizing ? 'ended' : this.swallow(literal);
  }

  /** Passes over what has come, as far as it belongs here. */
  pass(input: Uint8Array): { readonly progress: RefusalProgress; readonly bytes: number } {
    let at = 0;
    let progress: RefusalProgress = 'more';
    while (progress === 'more' && at < input.length) {
      const octets = Math.min(this.#remaining, input.length - at);
      this.#remaining -= octets;
      at += octets;
      if (at === input.length) break;
      const lineFeed = input.indexOf(LF, at);
      const end = lineFeed === -1 ? input.length : lineFeed + 1;
      progress = this.passLine(input.subarray(at, end));
      at = end;
    }
    return { progress, bytes: at };
  }
}

/** A line that ends in CRLF or a lone LF, without that. */
export function withoutLineEnd(line: Uint8Array): Uint8Array {
  return line.subarray(0, line.length - (line[line.length - 2] === CR ? 2 : 1));
}

/** As much of the end as an announced literal and its line end can take. */
function tailOf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(Math.max(0, bytes.length - LITERAL_HEADER_MAX_BYTES - 2));
}
