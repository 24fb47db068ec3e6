import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ArgumentParser, parse } from './argument-reader.ts';
import type { FramerEvent } from './framer-event.ts';
import type { WireLimits } from './limits.ts';
import type { BadKind } from './parsed.ts';
import { cutsOf, eventsOf, octets, readerOf } from './testing.ts';

/** Text of any code points, those of lone surrogates and of control characters among them. */
export const anyText: fc.Arbitrary<string> = fc.string({
  unit: fc
    .oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0x80, max: 0x10ffff }))
    .map((code) => String.fromCodePoint(code)),
});

/** What a grammar takes, what is only the beginning of it, and what it refuses and where. */
export interface Grammar<T> {
  readonly good: readonly (readonly [text: string, value: T])[];
  readonly more: readonly string[];
  readonly bad: readonly (readonly [text: string, kind: BadKind, at: number])[];
  readonly utf8?: boolean;
  readonly limits?: Partial<WireLimits>;
}

/**
 * Tests each row; and of each good one that its beginnings never throw and are refused no later than they end, and that
 * the framer gives the same command byte by byte and cut at every place.
 */
export function testGrammar<T>(name: string, parser: ArgumentParser<T>, grammar: Grammar<T>): void {
  const { utf8 = false, limits = {} } = grammar;
  const run = (text: string | Uint8Array) => parse(readerOf(text, utf8, limits), parser);
  for (const [text, value] of grammar.good) {
    test(`${name}: takes ${JSON.stringify(text)}`, () => {
      const parsed = run(text);
      assert.equal(parsed.state, 'done', JSON.stringify(parsed));
      assert.deepEqual(parsed.state === 'done' && parsed.value, value);
      const bytes = octets(text);
      for (let end = 0; end < bytes.length; end++) {
        const beginning = run(bytes.subarray(0, end));
        if (beginning.state !== 'done') assert.ok(beginning.at <= end);
      }
      for (const cut of cutsOf(octets(`${text}\r\n`))) {
        const events = eventsOf(cut, 'buffer', { literalMaxBytes: 1e6 });
        assert.deepEqual(events.filter(isCommand), [{ kind: 'command', bytes, afterLiteral: false }]);
      }
    });
  }
  for (const text of grammar.more) {
    test(`${name}: wants more after ${JSON.stringify(text)}`, () => assert.equal(run(text).state, 'more'));
  }
  for (const [text, kind, at] of grammar.bad) {
    test(`${name}: refuses ${JSON.stringify(text.slice(0, 80))}`, () =>
      assert.deepEqual(run(text), { state: 'bad', kind, at }));
  }
}

function isCommand(event: FramerEvent): boolean {
  return event.kind === 'command';
}
