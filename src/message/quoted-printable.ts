import { CR, LF, SP, TAB } from '../base/index.ts';
import type { TransferDecoder } from './transfer-decoder.ts';

const EQUALS = 0x3d;
/** What follows an equals sign is kept until it is told: blanks before a soft line end are rarely more. */
const HELD_MAX = 998;

/**
 * Quoted-printable (RFC 2045 §6.7) as it comes in mail: an equals sign that begins no code stays as it is, blanks at
 * a line's end are taken away (rule 3), small hexadecimal letters are understood.
 */
export class QuotedPrintableDecoder implements TransferDecoder {
  /** Bytes that cannot be told yet: an equals sign and what follows, or blanks. */
  #held = new Uint8Array(0);

  write(chunk: Uint8Array): Uint8Array {
    return this.#decode(chunk, false);
  }

  end(): Uint8Array {
    return this.#decode(new Uint8Array(0), true);
  }

  #decode(chunk: Uint8Array, last: boolean): Uint8Array {
    const input = this.#held.length === 0 ? chunk : join(this.#held, chunk);
    const out = new Uint8Array(input.length);
    let to = 0;
    let at = 0;
    while (at < input.length) {
      const byte = input[at]!;
      if (isPlain(input, at)) {
        out[to++] = byte;
        at++;
        continue;
      }
      const run = blanksFrom(input, byte === EQUALS ? at + 1 : at);
      const lineEnd = lineEndAt(input, run);
      const cut = !last && run - at < HELD_MAX && isCut(input, run, byte === EQUALS && run === at + 1);
      if (cut) break;
      if (byte === EQUALS) {
        const high = run === at + 1 ? hexOf(input[at + 1]) : -1;
        const low = high === -1 ? -1 : hexOf(input[at + 2]);
        if (low !== -1) {
          out[to++] = (high << 4) | low;
          at += 3;
        } else if (lineEnd > 0) {
          at = run + lineEnd;
        } else if (last && run === input.length) {
          at = run;
        } else {
          out[to++] = byte;
          at++;
        }
      } else if (lineEnd > 0 || (last && run === input.length)) {
        at = run;
      } else {
        while (at < run) out[to++] = input[at++]!;
      }
    }
    this.#held = input.slice(at);
    return out.subarray(0, to);
  }
}

/** Most bytes stand for themselves; so does a blank with a printable one after it. */
function isPlain(input: Uint8Array, at: number): boolean {
  const byte = input[at]!;
  if (byte === EQUALS) return false;
  return (byte !== SP && byte !== TAB) || (at + 1 < input.length && input[at + 1]! > SP);
}

/** Whether the bytes end before it can be told what stands at `run`. */
function isCut(input: Uint8Array, run: number, mayBeHex: boolean): boolean {
  const left = input.length - run;
  if (left === 0) return true;
  if (left > 1) return false;
  return input[run] === CR || (mayBeHex && hexOf(input[run]) !== -1);
}

function blanksFrom(input: Uint8Array, from: number): number {
  let at = from;
  while (at < input.length && at - from < HELD_MAX && (input[at] === SP || input[at] === TAB)) at++;
  return at;
}

/** Length of the line end at `at`, or 0. */
function lineEndAt(input: Uint8Array, at: number): number {
  if (input[at] === LF) return 1;
  return input[at] === CR && input[at + 1] === LF ? 2 : 0;
}

function hexOf(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const upper = byte & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
