import { CR, LF } from '../../base/index.ts';

/** Watches a mail stream by for a CR or LF that is not part of a CRLF, which RFC 5321 §2.3.8 forbids to send. */
export class LineEndCheck {
  #lastWasCr = false;
  #bare = false;

  write(chunk: Uint8Array): void {
    if (this.#bare) return;
    let afterCr = this.#lastWasCr;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (afterCr !== (byte === LF)) {
        this.#bare = true;
        return;
      }
      afterCr = byte === CR;
    }
    this.#lastWasCr = afterCr;
  }

  /** After the last chunk: whether one was found. */
  end(): boolean {
    return this.#bare || this.#lastWasCr;
  }
}
