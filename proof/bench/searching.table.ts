import {
  ABSENT_WORD,
  FROM_INSIDE,
  isFromLovelace,
  isRare,
  isSummerReport,
  minuteOf,
  RARE_INSIDE,
  RARE_WORD,
  SUBJECT_INSIDE,
} from './bench-mail.ts';
import type { ImapWire } from './imap-wire.ts';
import { expectEqual, inMailbox, type Stage, type Workload } from './workload.ts';

const REPEATED = 20;
/** A search that takes less has an index behind it. */
const INDEXED_MS = 20;
const INDEX_WAIT_MS = 60_000;
/** Of the searches in texts: a server without an index is asked so often only. */
const UNINDEXED_REPEATED = 2;

export const SEARCHING: readonly Workload[] = [
  { name: 'search-body', about: 'SEARCH BODY: a rare word, inside a word, absent', needs: ['list'], run: searchBody },
  { name: 'search-header', about: 'SEARCH FROM and SUBJECT, substrings', needs: ['list'], run: searchHeader },
  { name: 'sort', about: 'SORT (DATE)', needs: ['list'], run: sort },
  { name: 'thread', about: 'THREAD REFERENCES', needs: ['list'], run: thread },
];

function searchBody(stage: Stage): Promise<void> {
  const { meter, sizes } = stage;
  return inMailbox(stage, 'list', sizes.list, async (imap) => {
    const indexed = await indexReady(stage, imap);
    const times = indexed ? REPEATED : UNINDEXED_REPEATED;
    const cases: readonly [name: string, key: string, isHit: (i: number) => boolean][] = [
      ['rare word', RARE_WORD, isRare],
      ['inside a word', RARE_INSIDE, isRare],
      ['absent', ABSENT_WORD, () => false],
    ];
    for (const [name, key, isHit] of cases) {
      const expected = hits(sizes.list, isHit);
      await meter.measure(`SEARCH BODY, ${name}`, 'search', times, async (lap) => {
        for (let i = 0; i < times; i++) {
          expectEqual(`SEARCH BODY ${key}`, await lap(() => numbers(imap, `SEARCH BODY ${key}`, 'SEARCH')), expected);
        }
      });
    }
  });
}

/** An index is filled in the background: until it has caught up a search reads mail, and takes long. */
async function indexReady({ server, meter }: Stage, imap: ImapWire): Promise<boolean> {
  const started = performance.now();
  const deadline = started + (server.name === 'Rookery' ? INDEX_WAIT_MS : 0);
  do {
    await imap.must(`SEARCH BODY ${ABSENT_WORD}`);
    const asked = performance.now();
    await imap.must(`SEARCH BODY ${ABSENT_WORD}`);
    const now = performance.now();
    if (now - asked < INDEXED_MS) {
      meter.note(`SEARCH BODY was fast ${((now - started) / 1000).toFixed(1)} s after it was first asked`);
      return true;
    }
  } while (performance.now() < deadline);
  meter.note('SEARCH BODY reads the mails: no index has caught up');
  return false;
}

function searchHeader(stage: Stage): Promise<void> {
  const { meter, sizes } = stage;
  return inMailbox(stage, 'list', sizes.list, async (imap) => {
    const cases: readonly [name: string, command: string, isHit: (i: number) => boolean][] = [
      ['SEARCH FROM, substring', `SEARCH FROM ${FROM_INSIDE}`, isFromLovelace],
      ['SEARCH SUBJECT, substring', `SEARCH SUBJECT "${SUBJECT_INSIDE}"`, isSummerReport],
    ];
    for (const [name, command, isHit] of cases) {
      const expected = hits(sizes.list, isHit);
      expectEqual(command, await numbers(imap, command, 'SEARCH'), expected);
      await meter.measure(name, 'search', REPEATED, async (lap) => {
        for (let i = 0; i < REPEATED; i++) {
          expectEqual(command, await lap(() => numbers(imap, command, 'SEARCH')), expected);
        }
      });
    }
  });
}

function sort(stage: Stage): Promise<void> {
  const { list } = stage.sizes;
  const order = Array.from({ length: list }, (_, i) => i).sort((a, b) => minuteOf(a) - minuteOf(b));
  const expected = order.map((i) => i + 1).join(' ');
  const command = 'SORT (DATE) UTF-8 ALL';
  return inMailbox(stage, 'list', list, async (imap) => {
    expectEqual('the order by Date', await numbers(imap, command, 'SORT'), expected);
    await stage.meter.measure(`SORT (DATE) of ${list}`, 'sort', REPEATED, async (lap) => {
      for (let i = 0; i < REPEATED; i++) {
        const answer = await lap(() => numbers(imap, command, 'SORT'));
        expectEqual('the order by Date', answer, expected);
      }
    });
  });
}

/** Four mails are a thread: one, and three answers to it. */
function thread(stage: Stage): Promise<void> {
  const { list } = stage.sizes;
  const command = 'THREAD REFERENCES UTF-8 ALL';
  return inMailbox(stage, 'list', list, async (imap) => {
    const run = async () => {
      const answer = await numbers(imap, command, 'THREAD');
      expectEqual('messages in threads', answer.match(/\d+/g)?.length, list);
      return answer;
    };
    await run();
    await stage.meter.measure(`THREAD of ${list}`, 'thread', REPEATED, async (lap) => {
      for (let i = 0; i < REPEATED; i++) await lap(run);
    });
  });
}

function hits(messages: number, isHit: (i: number) => boolean): string {
  const found: number[] = [];
  for (let i = 0; i < messages; i++) if (isHit(i)) found.push(i + 1);
  return found.join(' ');
}

/** What stands behind the name of the untagged answer. */
async function numbers(imap: ImapWire, command: string, name: string): Promise<string> {
  const { text } = await imap.must(command, { keep: true });
  return new RegExp(`^\\* ${name} ?(.*)\\r$`, 'm').exec(text)?.[1]?.trim() ?? 'no answer';
}
