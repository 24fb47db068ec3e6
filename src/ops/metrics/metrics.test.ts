import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type Log, silentLog } from '../../base/index.ts';
import { MetricsCollector } from './collector.ts';
import { GAUGES, METRICS } from './metric.table.ts';
import { countedLog, Tally } from './tally.ts';

function thread(test: { after(work: () => void): void }) {
  const tally = new Tally();
  test.after(() => tally.stop());
  return { tally, log: countedLog(silentLog, tally) };
}

/** The lines of values of one metric. */
async function lines(collector: MetricsCollector, name: string): Promise<readonly string[]> {
  const { body } = await collector.text(true);
  return body.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

describe('metrics', () => {
  it('come from events, and those of several threads add up', async (test) => {
    const [one, two] = [thread(test), thread(test)];
    const collector = new MetricsCollector('1.2.3');
    one.log.child({ listener: 'imaps' }).event('debug', 'connection.opened', {});
    two.log.child({ listener: 'imaps' }).child({ connection: 1 }).event('debug', 'connection.opened');
    two.log.child({ listener: 'imaps' }).event('debug', 'connection.closed', { bytesRead: 10, bytesWritten: 200 });
    one.log.child({ listener: 'smtp' }).event('info', 'connection.refused', { reason: 'connectionsMax' });
    one.log.event('info', 'imap.ended', { commands: 7 });
    two.log.event('info', 'pop3.loginFailed', { reason: 'invalidCredentials' });
    two.log.event('info', 'delivery.delivered', { sizeBytes: 1000 });
    one.log.event('info', 'delivery.refused', { reason: 'overQuota' });
    one.log.event('info', 'nothing.counted', { sizeBytes: 1 });
    for (const [name, { tally }] of [
      ['0', one],
      ['1', two],
    ] as const)
      collector.add(name, tally.report());
    for (const [name, ...expected] of [
      ['connections_accepted_total', '{listener="imaps"} 2'],
      ['connections_open', '{listener="imaps"} 1'],
      ['connections_refused_total', '{listener="smtp",reason="connectionsMax"} 1'],
      ['received_bytes_total', '{listener="imaps"} 10'],
      ['sent_bytes_total', '{listener="imaps"} 200'],
      ['commands_total', '{protocol="imap"} 7'],
      ['logins_total', '{protocol="pop3",result="failed"} 1'],
      ['delivered_bytes_total', ' 1000'],
      ['deliveries_total', '{outcome="overQuota"} 1', '{outcome="delivered"} 1'],
      ['log_events_total', '{level="debug"} 3', '{level="info"} 6'],
      ['build_info', `{version="1.2.3",node="${process.version}"} 1`],
      ['ready', ' 1'],
    ] as const) {
      assert.deepEqual(
        await lines(collector, `rookery_${name}`),
        expected.map((line) => `rookery_${name}${line}`),
      );
    }
    assert.equal((await lines(collector, 'rookery_event_loop_delay_seconds')).length, 2);
  });

  it('add up the buckets of a histogram, each with those below it', async (test) => {
    const [one, two] = [thread(test), thread(test)];
    const collector = new MetricsCollector('');
    one.log.event('debug', 'store.group', { commits: 1, messages: 1, durationMs: 1 });
    two.log.event('debug', 'store.group', { commits: 3, messages: 2, durationMs: 250 });
    two.log.event('debug', 'store.group', { commits: 1_000, messages: 0, durationMs: 9_000 });
    for (const { tally } of [one, two]) collector.add('0', tally.report());
    collector.add('0', one.tally.report());
    const bucket = await lines(collector, 'rookery_store_group_commits_bucket');
    assert.deepEqual(
      bucket.map((line) => line.slice('rookery_store_group_commits_bucket'.length)),
      [
        ...['1', '2', '4', '8', '16', '32', '64', '128', '256', '512'].map(
          (le) => `{le="${le}"} ${Number(le) < 4 ? 1 : 2}`,
        ),
        '{le="+Inf"} 3',
      ],
    );
    const { body } = await collector.text(false);
    for (const line of [
      '# TYPE rookery_store_group_duration_seconds histogram',
      'rookery_store_group_duration_seconds_bucket{le="0.001"} 1',
      'rookery_store_group_duration_seconds_bucket{le="0.25"} 2',
      'rookery_store_group_duration_seconds_sum 9.251',
      'rookery_store_group_duration_seconds_count 3',
      'rookery_store_commits_total 1004',
      'rookery_store_messages_appended_total 3',
      'rookery_ready 0',
    ]) {
      assert.ok(body.split('\n').includes(line), line);
    }
  });

  it('are reported once, and a thread that ends takes its open connections with it', async (test) => {
    const { tally, log } = thread(test);
    const collector = new MetricsCollector('');
    log.child({ listener: 'smtp' }).event('debug', 'connection.opened', {});
    collector.add('0', tally.report());
    collector.add('0', tally.report());
    const accepted = ['rookery_connections_accepted_total{listener="smtp"} 1'];
    assert.deepEqual(await lines(collector, 'rookery_connections_accepted_total'), accepted);
    collector.forget('0');
    assert.deepEqual(await lines(collector, 'rookery_connections_open'), [
      'rookery_connections_open{listener="smtp"} 0',
    ]);
    assert.deepEqual(await lines(collector, 'rookery_thread_heap_bytes'), []);
    assert.deepEqual(await lines(collector, 'rookery_connections_accepted_total'), accepted);
  });

  it('pass every event on, with the fields of its log', (test) => {
    const heard: unknown[] = [];
    const logOf = (own: object): Log => ({
      event: (level, name, fields) => heard.push([level, name, { ...own, ...fields }]),
      child: (fields) => logOf({ ...own, ...fields }),
    });
    const { tally } = thread(test);
    countedLog(logOf({}), tally).child({ connection: 3 }).event('warn', 'a.b', { c: 1 });
    assert.deepEqual(heard, [['warn', 'a.b', { connection: 3, c: 1 }]]);
  });

  it('take no amount that is no number, and say so of a label that is not there', async (test) => {
    const { tally, log } = thread(test);
    const collector = new MetricsCollector('');
    log.event('info', 'connection.closed', { bytesRead: Number.NaN });
    log.event('info', 'delivery.refused', {});
    collector.add('0', tally.report());
    assert.deepEqual(await lines(collector, 'rookery_received_bytes_total'), []);
    assert.deepEqual(await lines(collector, 'rookery_deliveries_total'), [
      'rookery_deliveries_total{outcome="unknown"} 1',
    ]);
  });

  it('stand in the manual, each of them', () => {
    const manual = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8');
    for (const { name } of [...Object.values(METRICS), ...Object.values(GAUGES)]) {
      assert.ok(manual.includes(`\`${name}\``), name);
    }
  });
});
