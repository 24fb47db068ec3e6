import type { LogField } from '../../base/index.ts';

type Fields = Readonly<Record<string, LogField>>;

export interface Metric {
  readonly name: string;
  readonly help: string;
  /** In the order in which the rows below give their values, each from a closed set. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram; without them it is a counter. */
  readonly buckets?: readonly number[];
}

/** What there is to count. docs/operating.md lists them all, and a test holds it to that. */
export const METRICS = {
  accepted: { name: 'rookery_connections_accepted_total', help: 'Connections taken.', labels: ['listener'] },
  closed: { name: 'rookery_connections_closed_total', help: 'Connections that ended.', labels: ['listener'] },
  refused: {
    name: 'rookery_connections_refused_total',
    help: 'Peers turned away at the door.',
    labels: ['listener', 'reason'],
  },
  handshakesFailed: {
    name: 'rookery_tls_handshakes_failed_total',
    help: 'Handshakes of TLS that failed, on listeners that begin with one.',
    labels: ['listener'],
  },
  received: {
    name: 'rookery_received_bytes_total',
    help: 'Octets from peers, of connections that ended.',
    labels: ['listener'],
  },
  sent: { name: 'rookery_sent_bytes_total', help: 'Octets to peers, of connections that ended.', labels: ['listener'] },
  commands: { name: 'rookery_commands_total', help: 'Commands, of sessions that ended.', labels: ['protocol'] },
  logins: { name: 'rookery_logins_total', help: 'Logins.', labels: ['protocol', 'result'] },
  deliveries: { name: 'rookery_deliveries_total', help: 'Deliveries of a mail to one account.', labels: ['outcome'] },
  delivered: { name: 'rookery_delivered_bytes_total', help: 'Octets of mail that was delivered.', labels: [] },
  requests: { name: 'rookery_http_requests_total', help: 'HTTP requests answered.', labels: ['code'] },
  commits: { name: 'rookery_store_commits_total', help: 'Changes that are durable.', labels: [] },
  appended: { name: 'rookery_store_messages_appended_total', help: 'Messages added to the store.', labels: [] },
  groupCommits: {
    name: 'rookery_store_group_commits',
    help: 'Changes that were made durable together.',
    labels: [],
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  },
  groupSeconds: {
    name: 'rookery_store_group_duration_seconds',
    help: 'From when the writer takes up a group of changes until they are durable.',
    labels: [],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  },
  threadDeaths: { name: 'rookery_thread_deaths_total', help: 'Protocol threads that died.', labels: [] },
  events: { name: 'rookery_log_events_total', help: 'Events by level, written or not.', labels: ['level'] },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricKey = keyof typeof METRICS;

/** How things are just now. */
export const GAUGES = {
  open: { name: 'rookery_connections_open', help: 'Connections that are open.', labels: ['listener'] },
  ready: { name: 'rookery_ready', help: '1 while mail can be had, else 0.', labels: [] },
  loopDelay: {
    name: 'rookery_event_loop_delay_seconds',
    help: 'How late a thread came to its work: the 99th percentile since it last told.',
    labels: ['thread'],
  },
  heap: { name: 'rookery_thread_heap_bytes', help: 'Memory of JavaScript objects of a thread.', labels: ['thread'] },
  external: {
    name: 'rookery_thread_external_bytes',
    help: 'Memory beside the heap of a thread, held by objects in it.',
    labels: ['thread'],
  },
  build: {
    name: 'rookery_build_info',
    help: 'Always 1; the labels say which program it is.',
    labels: ['version', 'node'],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** What one event adds: to which metric, with which values of its labels, how much (1 if it does not say). */
export interface Addition {
  readonly metric: MetricKey;
  readonly labels?: (fields: Fields) => readonly LogField[];
  readonly amount?: (fields: Fields) => LogField;
}

const listener = ({ listener }: Fields): readonly LogField[] => [listener];
const login = (protocol: string, result: 'ok' | 'failed'): readonly Addition[] => [
  { metric: 'logins', labels: () => [protocol, result] },
];
const commands = (protocol: string): readonly Addition[] => [
  { metric: 'commands', labels: () => [protocol], amount: ({ commands }) => commands },
];

/** Every number comes from an event of the log. What wants to be counted has a row here. */
export const EVENT_METRICS: Readonly<Record<string, readonly Addition[]>> = {
  'connection.opened': [{ metric: 'accepted', labels: listener }],
  'connection.closed': [
    { metric: 'closed', labels: listener },
    { metric: 'received', labels: listener, amount: ({ bytesRead }) => bytesRead },
    { metric: 'sent', labels: listener, amount: ({ bytesWritten }) => bytesWritten },
  ],
  'connection.refused': [{ metric: 'refused', labels: ({ listener, reason }) => [listener, reason] }],
  'connection.handshakeFailed': [{ metric: 'handshakesFailed', labels: listener }],
  'imap.ended': commands('imap'),
  'imap.login': login('imap', 'ok'),
  'imap.loginFailed': login('imap', 'failed'),
  'pop3.ended': commands('pop3'),
  'pop3.loggedIn': login('pop3', 'ok'),
  'pop3.loginFailed': login('pop3', 'failed'),
  'smtp.loggedIn': login('smtp', 'ok'),
  'smtp.loginFailed': login('smtp', 'failed'),
  'delivery.delivered': [
    { metric: 'deliveries', labels: () => ['delivered'] },
    { metric: 'delivered', amount: ({ sizeBytes }) => sizeBytes },
  ],
  'delivery.refused': [{ metric: 'deliveries', labels: ({ reason }) => [reason] }],
  'delivery.failed': [{ metric: 'deliveries', labels: () => ['failed'] }],
  'http.answered': [{ metric: 'requests', labels: ({ status }) => [status] }],
  'store.group': [
    { metric: 'commits', amount: ({ commits }) => commits },
    { metric: 'appended', amount: ({ messages }) => messages },
    { metric: 'groupCommits', amount: ({ commits }) => commits },
    { metric: 'groupSeconds', amount: ({ durationMs }) => Number(durationMs) / 1_000 },
  ],
  'thread.died': [{ metric: 'threadDeaths' }],
};
