import { CR, LF } from '../base/index.ts';

/**
 * Brings a message from a file of Unix into the form of mail: every LF that no CR stands before gets one. Where the first
 * line ends with CRLF the file has the form of mail already, and every octet stays.
 */
export class LineEndReader {
  #mode: 'undecided' | 'convert' | 'keep';
  #last = 0;

  constructor(lines: 'unknown' | 'crlf' | 'asIs' = 'unknown') {
    this.#mode = lines === 'unknown' ? 'undecided' : lines === 'crlf' ? 'convert' : 'keep';
  }

  push(piece: Uint8Array): Uint8Array {
    if (piece.length === 0) return piece;
    if (this.#mode === 'undecided') {
      const at = piece.indexOf(LF);
      if (at !== -1) this.#mode = (at === 0 ? this.#last : piece[at - 1]) === CR ? 'keep' : 'convert';
    }
    const result = this.#mode === 'convert' ? this.#convert(piece) : piece;
    this.#last = piece[piece.length - 1]!;
    return result;
  }

  #convert(piece: Uint8Array): Uint8Array {
    let bare = 0;
    for (let at = piece.indexOf(LF); at !== -1; at = piece.indexOf(LF, at + 1)) if (!this.#afterCr(piece, at)) bare++;
    if (bare === 0) return piece;
    const result = new Uint8Array(piece.length + bare);
    let from = 0;
    let to = 0;
    for (let at = piece.indexOf(LF); at !== -1; at = piece.indexOf(LF, at + 1)) {
      if (this.#afterCr(piece, at)) continue;
      result.set(piece.subarray(from, at), to);
      to += at - from;
      result[to++] = CR;
      from = at;
    }
    result.set(piece.subarray(from), to);
    return result;
  }

  #afterCr(piece: Uint8Array, at: number): boolean {
    return (at === 0 ? this.#last : piece[at - 1]) === CR;
  }
}

/** Looks at a message as it streams by, for what its place in an mbox file depends on. */
export class LineEndCheck {
  #pure = true;
  #last = 0;
  #lineBytes = 0;
  /** Whether an empty line ends the header. */
  hasBody = false;

  push(piece: Uint8Array): void {
    if (piece.length === 0 || (!this.#pure && this.hasBody)) {
      this.#last = piece.at(-1) ?? this.#last;
      return;
    }
    this.#look(piece);
    this.#last = piece[piece.length - 1]!;
  }

  /** From one line end to the next, so that the text between them costs next to nothing. */
  #look(piece: Uint8Array): void {
    if (this.#last === CR && piece[0] !== LF) this.#pure = false;
    let lineStart = 0;
    let cr = piece.indexOf(CR);
    for (let lf = piece.indexOf(LF); lf !== -1; lf = piece.indexOf(LF, lf + 1)) {
      // Each CR up to here stands before an LF, or alone.
      for (; cr !== -1 && cr < lf - 1; cr = piece.indexOf(CR, cr + 1)) this.#pure = false;
      const afterCr = lf === 0 ? this.#last === CR : cr === lf - 1;
      if (cr !== -1 && cr < lf) cr = piece.indexOf(CR, lf);
      if (!afterCr) this.#pure = false;
      const lineBytes = this.#lineBytes + lf - lineStart - (afterCr ? 1 : 0);
      if (lineBytes === 0) this.hasBody = true;
      this.#lineBytes = 0;
      lineStart = lf + 1;
    }
    // A CR that ends the piece is judged with the next one.
    for (; cr !== -1 && cr < piece.length - 1; cr = piece.indexOf(CR, cr + 1)) this.#pure = false;
    this.#lineBytes += piece.length - lineStart;
  }

  /** Whether all lines end with CRLF, the last one too unless it has no end at all. */
  get onlyCrlf(): boolean {
    return this.#pure && this.#last !== CR;
  }
  get endsWithLine(): boolean {
    return this.#last === LF;
  }
}

/** Takes the CR of each CRLF away; only for a message in which no CR stands alone. */
export function withoutCr(piece: Uint8Array): Uint8Array {
  let cr = piece.indexOf(CR);
  if (cr === -1) return piece;
  const result = new Uint8Array(piece.length);
  let from = 0;
  let to = 0;
  for (; cr !== -1; cr = piece.indexOf(CR, from)) {
    result.set(piece.subarray(from, cr), to);
    to += cr - from;
    from = cr + 1;
  }
  result.set(piece.subarray(from), to);
  return result.subarray(0, to + piece.length - from);
}
