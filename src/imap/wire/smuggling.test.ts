import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../../base/index.ts';
import { Framer } from './framer.ts';
import { DEFAULT_WIRE_LIMITS } from './limits.ts';
import { octets } from './testing.ts';

/** Octets of a literal that would be a command if the framer lost its place. */
const EVIL = octets('\r\nevil LOGOUT\r\nevil {3+}\r\n');

interface Literal {
  readonly nonSynchronizing: boolean;
  readonly octets: Uint8Array;
  readonly decision: 'buffer' | 'stream' | 'refuse';
}

interface Command {
  /** Longer than a line may be: refused by the framer itself. */
  readonly tooLong: boolean;
  readonly nul: boolean;
  readonly literals: readonly Literal[];
}

const LINE_MAX_BYTES = 60;

const literal: fc.Arbitrary<Literal> = fc.record({
  nonSynchronizing: fc.boolean(),
  octets: fc
    .array(fc.constantFrom(EVIL, octets('x'), Uint8Array.of(0)), { maxLength: 3 })
    .map((pieces) => concatBytes(pieces)),
  decision: fc.constantFrom('buffer', 'stream', 'refuse'),
});
const command: fc.Arbitrary<Command> = fc.record({
  tooLong: fc.boolean(),
  nul: fc.boolean(),
  literals: fc.array(literal, { maxLength: 3 }),
});

/** What an honest client sends of the command, and whether the server takes it. */
function send({ tooLong, nul, literals }: Command): {
  bytes: Uint8Array;
  taken: boolean;
  decisions: Literal['decision'][];
} {
  const pieces = [octets(`good${tooLong ? 'y'.repeat(LINE_MAX_BYTES) : ''}${nul ? '\0' : ''}`)];
  const decisions: Literal['decision'][] = [];
  let taken = !tooLong && !nul;
  for (const each of literals) {
    pieces.push(octets(` {${each.octets.length}${each.nonSynchronizing ? '+' : ''}}\r\n`));
    if (taken) decisions.push(each.decision);
    if (each.decision === 'refuse') taken = false;
    // It waits for a `+`, and gets the refusal instead.
    if (!taken && !each.nonSynchronizing) return { bytes: concatBytes(pieces), taken, decisions };
    pieces.push(each.octets);
  }
  return { bytes: concatBytes([...pieces, octets(' end\r\n')]), taken, decisions };
}

test('what is refused never becomes a command, and what follows is found again', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 6 }), fc.integer({ min: 1, max: 40 }), (commands, chunkBytes) => {
      const sent = commands.map(send);
      const decisions = sent.flatMap((each) => each.decisions);
      const stream = concatBytes([...sent.map(({ bytes }) => bytes), octets('last NOOP\r\n')]);
      const framer = new Framer({ ...DEFAULT_WIRE_LIMITS, lineMaxBytes: LINE_MAX_BYTES });
      const found: string[] = [];
      for (let at = 0; at < stream.length; at += chunkBytes) {
        framer.push(stream.subarray(at, at + chunkBytes));
        for (let event = framer.next(); event !== undefined; event = framer.next()) {
          const text = new TextDecoder().decode(event.bytes);
          if (event.kind === 'command') found.push(text);
          if (event.kind === 'command' || event.kind === 'badLine')
            assert.match(text, event.afterLiteral ? /end$/ : /^(good|last|$)/);
          if (event.kind !== 'literal') continue;
          const decision = decisions.shift();
          if (decision === 'buffer') framer.bufferLiteral();
          else if (decision === 'stream') framer.streamLiteral();
          else framer.refuseLiteral();
        }
      }
      assert.equal(decisions.length, 0);
      assert.equal(found.length, sent.filter(({ taken }) => taken).length + 1);
      assert.equal(found.at(-1), 'last NOOP');
    }),
    { numRuns: 2_000 },
  );
});
