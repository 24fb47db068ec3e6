import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Query } from '../query.ts';
import type { OpenStore } from './engine.ts';
import { INBOX_ID, only, START_MS, stage } from './scene.ts';

export function searchSuite(open: OpenStore): void {
  const on = stage(open);
  const DAY = Math.floor(START_MS / 86_400_000);
  const table: readonly [Query, readonly number[]][] = [
    [{ kind: 'all' }, [1, 2, 3]],
    [{ kind: 'not', of: { kind: 'all' } }, []],
    [{ kind: 'and', of: [] }, [1, 2, 3]],
    [{ kind: 'or', of: [] }, []],
    [{ kind: 'uids', ranges: [{ first: 2, last: 9 }] }, [2, 3]],
    [{ kind: 'flag', mask: 5 }, [2]],
    [{ kind: 'not', of: { kind: 'flag', mask: 1 } }, [1]],
    [{ kind: 'keyword', name: 'IMPORTANT' }, [1]],
    [{ kind: 'modSeq', atLeast: 3 }, [2, 3]],
    [{ kind: 'larger', sizeBytes: 1000 }, [3]],
    [{ kind: 'smaller', sizeBytes: 1000 }, [1, 2]],
    [{ kind: 'date', of: 'internal', relation: 'on', day: DAY }, [1, 2, 3]],
    [{ kind: 'date', of: 'internal', relation: 'before', day: DAY }, []],
    [{ kind: 'date', of: 'saved', relation: 'since', day: DAY + 1 }, [3]],
    [{ kind: 'date', of: 'sent', relation: 'on', day: DAY - 1 }, [2]],
    [{ kind: 'date', of: 'sent', relation: 'since', day: DAY }, [1]],
    [{ kind: 'not', of: { kind: 'date', of: 'sent', relation: 'since', day: 0 } }, [3]],
    [{ kind: 'header', name: 'SUBJECT', contains: 'straße' }, [1]],
    [{ kind: 'header', name: 'Subject', contains: 'STRASSE' }, [1]],
    [{ kind: 'header', name: 'subject', contains: '' }, [1, 2, 3]],
    [{ kind: 'header', name: 'message-id', contains: '' }, [2]],
    [{ kind: 'header', name: 'x-none', contains: '' }, []],
    [{ kind: 'header', name: 'from', contains: 'ÆRØ' }, [2]],
    [{ kind: 'header', name: 'from', contains: 'example.ORG' }, [1, 2, 3]],
    [{ kind: 'body', contains: 'quick BROWN' }, [2]],
    [{ kind: 'body', contains: 'dinner' }, []],
    [{ kind: 'text', contains: 'dinner' }, [2]],
    [{ kind: 'text', contains: 'xyz'.repeat(4) }, [3]],
    [{ kind: 'body', contains: '' }, [1, 2, 3]],
    [
      {
        kind: 'or',
        of: [
          { kind: 'body', contains: 'brown' },
          { kind: 'flag', mask: 2 },
        ],
      },
      [2, 3],
    ],
    [
      {
        kind: 'and',
        of: [
          { kind: 'not', of: { kind: 'body', contains: 'brown' } },
          { kind: 'not', of: { kind: 'header', name: 'subject', contains: 'hello' } },
        ],
      },
      [1],
    ],
  ];

  describe('searching', () => {
    it(
      'finds by flags, dates, sizes, headers and text',
      on(async (scene) => {
        await scene.append(
          INBOX_ID,
          { system: 0, keywords: ['Important'] },
          { subject: '=?utf-8?q?In_der_Stra=C3=9Fe?=' },
        );
        await scene.append(
          INBOX_ID,
          { system: 5, keywords: [] },
          {
            from: '=?iso-8859-1?q?=E6r=F8?= <aero@example.org>',
            subject: 'Dinner',
            date: 'Mon, 13 Nov 2023 23:30:00 -0800',
            messageId: 'd@x',
            text: 'The quick brown fox.',
          },
        );
        scene.clock.ms += 86_400_000;
        await scene.append(INBOX_ID, { system: 3, keywords: [] }, { date: 'some day', text: 'xyz'.repeat(500) });
        const snapshot = await scene.open(INBOX_ID);
        const { sizeBytes } = snapshot.find(1)!;
        for (const kind of ['larger', 'smaller'] as const) {
          const found = await scene.store.search(snapshot, { kind, sizeBytes });
          assert.ok(found.ok);
          assert.ok(!found.value.includes(1), `a size is not ${kind} than itself`);
        }
        for (const [query, expected] of table) {
          const found = await scene.store.search(snapshot, query);
          assert.ok(found.ok);
          assert.deepEqual([...found.value], expected, JSON.stringify(query));
        }
        await scene.run({ kind: 'expunge', mailbox: INBOX_ID, uids: only(2), onlyDeleted: false });
        const gone = await scene.store.search(snapshot, { kind: 'body', contains: 'brown' });
        assert.deepEqual(gone.ok && [...gone.value], [], 'what is gone is not found by its text');
      }),
    );
  });
}
