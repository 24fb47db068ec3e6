import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { configSections } from './config.ts';
import { parseConfig } from './parse.ts';
import { renderConfig, tomlValue } from './render.ts';
import type { LimitSection } from './section.ts';

const NEST = {
  name: 'nest',
  defaults: { eggsMax: 5, feedMs: 60_000, quiet: false, share: 0.5, wire: { lineMaxBytes: 1_000, zero: 0 } },
};
const SECTIONS = configSections([NEST as LimitSection]);

function problemsOf(source: string): readonly string[] {
  const parsed = parseConfig(source, SECTIONS);
  return parsed.ok ? [] : parsed.error.map(({ line, detail }) => `${line}: ${detail}`);
}

describe('a configuration', () => {
  it('of defaults reads back as the defaults, and so does an empty one', () => {
    const written = parseConfig(renderConfig(SECTIONS), SECTIONS);
    const empty = parseConfig('', SECTIONS);
    assert.ok(written.ok && empty.ok);
    for (const { value } of [written, empty]) {
      assert.deepEqual(value.limits(NEST), NEST.defaults);
      assert.equal(value.server.separator, '/');
      assert.equal(value.listeners.imaps, '127.0.0.1');
    }
    assert.equal(JSON.stringify(written.value), JSON.stringify(empty.value));
  });

  it('has a comment on every key', () => {
    for (const line of renderConfig(SECTIONS).split('\n')) {
      if (/^[a-zA-Z]/.test(line)) assert.match(line, /^\w+ = .+ {2}# \S/);
    }
  });

  it('keeps what is set', () => {
    const source =
      '[server]\nseparator = "."\n[nest]\neggsMax = 7\nquiet = true\nshare = 0.25\n[nest.wire]\nlineMaxBytes = 2_000\n';
    const parsed = parseConfig(source, SECTIONS);
    assert.ok(parsed.ok);
    assert.equal(parsed.value.server.separator, '.');
    const expected = { eggsMax: 7, feedMs: 60_000, quiet: true, share: 0.25, wire: { lineMaxBytes: 2_000, zero: 0 } };
    assert.deepEqual(parsed.value.limits(NEST), expected);
  });

  it('any value reads back as it was written', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }).filter((s) => s.isWellFormed()),
          fc.maxSafeNat(),
          fc.boolean(),
        ),
        (value) => {
          const sections = configSections([{ name: 'one', defaults: { key: value } }]);
          const parsed = parseConfig(`[one]\nkey = ${tomlValue(value)}\n`, sections);
          assert.ok(parsed.ok, JSON.stringify(parsed));
          assert.deepEqual(parsed.value.limits({ name: 'one', defaults: { key: value } }), { key: value });
        },
      ),
    );
  });

  it('throws on no text whatever', () => {
    const tokens = fc.constantFrom(
      '[server]',
      '[nest.wire]',
      'eggsMax',
      '=',
      '1',
      '"',
      '\n',
      '.',
      '[[',
      ']',
      '{',
      '}',
      '#',
      'x',
      '1979-05-27',
    );
    fc.assert(
      fc.property(
        fc.array(tokens).map((t) => t.join('')),
        (source) => void parseConfig(source, SECTIONS),
      ),
    );
  });
});

describe('a wrong configuration', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['[sever]\n', ['1: there is no section [sever]: did you mean server?']],
    ['\n[nest]\neggMax = 1\n', ['3: [nest] has no key eggMax: did you mean eggsMax?']],
    ['[nest]\nquite-other = 1', ['2: [nest] has no key quite-other']],
    ['nest = 5', ['1: nest must be a section: [nest]']],
    ['eggs = 5', ['1: eggs stands in no section']],
    ['[nest.wier]\n', ['1: there is no section [nest.wier]: did you mean wire?']],
    ['[nest]\neggsMax = 0', ['2: nest.eggsMax must be a whole number from 1 to 9007199254740991']],
    ['[nest]\neggsMax = 1.5', ['2: nest.eggsMax must be a whole number from 1 to 9007199254740991']],
    ['[nest]\nfeedMs = 2147483648', ['2: nest.feedMs must be a whole number from 1 to 2147483647']],
    ['[nest]\nshare = 1.5', ['2: nest.share must be a number from 0 to 1']],
    ['[nest]\nquiet = "yes"', ['2: nest.quiet must be true or false']],
    ['nest.eggsMax = "many"', ['1: nest.eggsMax must be a whole number from 1 to 9007199254740991']],
    [
      '[listeners]\nimap = "everywhere"',
      ['2: listeners.imap must be an IP address ("0.0.0.0" or "::" for all), or "off"'],
    ],
    ['[log]\nlevel = "loud"', ['2: log.level must be one of "debug", "info", "warn", "error"']],
    ['[server]\nseparator = "::"', ['2: server.separator must be one character such as "/" or "."']],
    ['[server]\n\nhostname = ', ['3: ']],
    ['[server]\nx = 1\ny = 2', ['2: [server] has no key x', '3: [server] has no key y']],
    ['[server]\n"__proto__" = 1', []],
  ];
  for (const [source, expected] of table) {
    it(JSON.stringify(source), () => {
      const problems = problemsOf(source);
      if (expected.length === 0) assert.ok(problems.length > 0);
      else assert.equal(problems.length, expected.length, problems.join('\n'));
      for (const [i, problem] of expected.entries())
        assert.ok(problems[i]!.startsWith(problem), `${problems[i]} | ${problem}`);
    });
  }
});
