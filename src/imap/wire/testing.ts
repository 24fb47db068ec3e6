import { concatBytes } from '../../base/index.ts';
import { ArgumentReader } from './argument-reader.ts';
import { Framer } from './framer.ts';
import type { FramerEvent } from './framer-event.ts';
import { DEFAULT_WIRE_LIMITS, type WireLimits } from './limits.ts';

/** What the tests of this shelf share. Text stands for its UTF-8 octets. */
export function octets(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function readerOf(text: string | Uint8Array, utf8 = false, limits: Partial<WireLimits> = {}): ArgumentReader {
  const bytes = typeof text === 'string' ? octets(text) : text;
  return new ArgumentReader(bytes, { utf8 }, { ...DEFAULT_WIRE_LIMITS, ...limits });
}

/** What a test does at an announced literal. */
export type LiteralDecision = 'buffer' | 'stream' | 'refuse';

/**
 * All events of the chunks, with the runs of a streamed literal joined, so that they can be compared however the bytes
 * were cut.
 */
export function eventsOf(
  chunks: readonly Uint8Array[],
  decide: LiteralDecision | ((event: FramerEvent) => LiteralDecision),
  limits: Partial<WireLimits> = {},
): readonly FramerEvent[] {
  const framer = new Framer({ ...DEFAULT_WIRE_LIMITS, ...limits });
  const events: FramerEvent[] = [];
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let event = framer.next(); event !== undefined; event = framer.next()) {
      const before = events.at(-1);
      if (event.kind === 'chunk' && before?.kind === 'chunk' && !before.last) {
        events[events.length - 1] = { ...event, bytes: concatBytes([before.bytes, event.bytes]) };
      } else events.push(event);
      if (event.kind !== 'literal') continue;
      const decision = typeof decide === 'string' ? decide : decide(event);
      if (decision === 'buffer') framer.bufferLiteral();
      else if (decision === 'stream') framer.streamLiteral();
      else framer.refuseLiteral();
    }
  }
  return events;
}

/** The bytes one by one, and cut in two at every place. */
export function cutsOf(bytes: Uint8Array): readonly (readonly Uint8Array[])[] {
  const cuts: Uint8Array[][] = [Array.from(bytes, (byte) => Uint8Array.of(byte))];
  for (let at = 1; at < bytes.length; at++) cuts.push([bytes.subarray(0, at), bytes.subarray(at)]);
  return cuts;
}
