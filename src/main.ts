import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { DEFAULT_BLOB_LIMITS } from './blob-fs/index.ts';
import { DEFAULT_CONNECTION_LIMITS, isLoopback, type ProtocolServer } from './connection/index.ts';
import { createDelivery, DEFAULT_DELIVERY_LIMITS, type Delivery } from './delivery/index.ts';
import { DEFAULT_DIRECTORY_LIMITS, openDirectory } from './directory/index.ts';
import {
  autoconfigSite,
  createHttpServer,
  DEFAULT_HTTP_LIMITS,
  httpRefusal,
  mailServices,
  watchSite,
} from './http/index.ts';
import { createImapServer, DEFAULT_IMAP_LIMITS, imapRefusalLine } from './imap/index.ts';
import { DEFAULT_WIRE_LIMITS } from './imap/wire/index.ts';
import {
  type Config,
  type Engines,
  type House,
  isListenerName,
  type LimitSection,
  type ListenerName,
  portOf,
  runCommandLine,
  runProtocolThread,
  type Service,
} from './ops/index.ts';
import { createPop3Server, DEFAULT_POP3_LIMITS, DEFAULT_POP3_MANNER, pop3RefusalLine } from './pop3/index.ts';
import { DEFAULT_SEARCH_INDEX_LIMITS, fts5Search } from './search-fts5/index.ts';
import {
  createLmtpServer,
  createSmtpServer,
  createSubmissionServer,
  DEFAULT_SMTP_LIMITS,
  type SmtpServerOptions,
  smtpRefusalLine,
} from './smtp/index.ts';
import { DEFAULT_STORE_LIMITS, type SearchIndexSetting } from './store/index.ts';
import {
  checkStore,
  DEFAULT_ENGINE_LIMITS,
  joinSqliteStore,
  openSqliteStore,
  type StoreShare,
  shareSqliteStore,
} from './store-sqlite/index.ts';

/** Each is a section of the configuration; `fixed`: of what is made at start alone. */
const SECTIONS = {
  connection: { name: 'connection', defaults: DEFAULT_CONNECTION_LIMITS },
  delivery: {
    name: 'delivery',
    defaults: { detailToMailbox: false, overQuotaIsTemporary: false, traceHeaders: false, ...DEFAULT_DELIVERY_LIMITS },
  },
  directory: { name: 'directory', defaults: { subAddressSeparator: '+', ...DEFAULT_DIRECTORY_LIMITS }, fixed: true },
  smtp: { name: 'smtp', defaults: { refuseBareLineEnds: false, postmaster: '', ...DEFAULT_SMTP_LIMITS } },
  submission: {
    name: 'submission',
    defaults: { allowPlaintextLogin: false, anySender: false, removeBcc: true, tellClientAddress: false },
  },
  imap: {
    name: 'imap',
    defaults: {
      ...{ otherUsers: 'Users', refuseUtf8Headers: false, serverAdmin: '', serverComment: '' },
      ...DEFAULT_IMAP_LIMITS,
      wire: DEFAULT_WIRE_LIMITS,
    },
  },
  pop3: { name: 'pop3', defaults: { ...DEFAULT_POP3_MANNER, ...DEFAULT_POP3_LIMITS } },
  http: { name: 'http', defaults: DEFAULT_HTTP_LIMITS },
  store: { name: 'store', defaults: DEFAULT_STORE_LIMITS, fixed: true },
  engine: { name: 'engine', defaults: DEFAULT_ENGINE_LIMITS, fixed: true },
  blob: { name: 'blob', defaults: DEFAULT_BLOB_LIMITS, fixed: true },
  search: { name: 'search', defaults: { enabled: true, ...DEFAULT_SEARCH_INDEX_LIMITS }, fixed: true },
} as const satisfies Record<string, LimitSection>;

const clock = { now: () => Date.now() };
const randomness = { bytes: (length: number) => randomBytes(length) };

const engines: Engines = {
  version: packageVersion(),
  clock,
  sections: Object.values(SECTIONS),
  openStore: ({ directory, config, log, onLost }) =>
    openSqliteStore({
      directory,
      clock,
      log,
      onWriterLost: onLost,
      separator: config.server.separator,
      limits: config.limits(SECTIONS.store),
      engineLimits: config.limits(SECTIONS.engine),
      blobLimits: config.limits(SECTIONS.blob),
      ...searchOf(config),
    }),
  openDirectory: (file, config, log, authenticate) => {
    const { subAddressSeparator, ...limits } = config.limits(SECTIONS.directory);
    const elsewhere = authenticate === undefined ? {} : { authenticate };
    return openDirectory({ file, clock, log, limits, subAddressSeparator, ...elsewhere });
  },
  threads: {
    entry: new URL(import.meta.url),
    shareStore: (store, threads) => {
      const share = shareSqliteStore(store, threads);
      return { value: share, transfer: [share.port] };
    },
    // What comes is what was sent, by shareStore above.
    joinStore: (share, { config, log }) => joinSqliteStore(share as StoreShare, { clock, log, ...searchOf(config) }),
  },
  checkStore: ({ config, ...checking }) => checkStore({ ...checking, ...searchOf(config) }),
  services: (house) => [...mailIn(house), imap(house), pop3(house), http(house)],
  watch: ({ config, log, metrics, isReady }) => {
    const limits = config.limits(SECTIONS.http);
    const server = createHttpServer({ sites: [watchSite({ metrics, isReady })], clock, randomness, log, limits });
    const answer = {
      limits: config.limits(SECTIONS.connection),
      serve: server.serve.bind(server),
      onRefused: () => httpRefusal(),
    };
    return { answer, drain: () => server.drain() };
  },
  plantDemo: async (planting) => (await import('./demo/index.ts')).plantDemoMail(planting),
};

/** The index of texts, behind whatever thread's handle on the store. */
function searchOf(config: Config): { readonly search?: SearchIndexSetting } {
  const { enabled, ...limits } = config.limits(SECTIONS.search);
  return enabled ? { search: fts5Search(limits) } : {};
}

/** The three ways in: from a mail server in front, from any server, and from the people who are here. */
function mailIn(house: House): readonly Service[] {
  const { config, directory, log, tlsContext } = house;
  const { hostname } = config.server;
  const { refuseBareLineEnds, postmaster, ...limits } = config.limits(SECTIONS.smtp);
  const delivery = deliveryOf(house);
  const shared: SmtpServerOptions = {
    ...{ delivery, directory, clock, log, limits, hostname, tlsContext, refuseBareLineEnds, postmaster },
  };
  const { traceHeaders } = config.limits(SECTIONS.delivery);
  const lmtp = createLmtpServer({ ...shared, traceHeaders });
  const smtp = createSmtpServer(shared);
  const submission = createSubmissionServer({ ...shared, ...config.limits(SECTIONS.submission) });
  return [
    service(house, smtp, { smtp: 'plain' }, smtpRefusalLine()),
    service(house, submission, { submission: 'plain', submissions: 'tls' }, smtpRefusalLine()),
    service(house, lmtp, { lmtp: 'plain' }, smtpRefusalLine()),
  ];
}

function deliveryOf({ config, store, log, defaultMailboxes }: House): Delivery {
  const { hostname } = config.server;
  const { traceHeaders: _, ...options } = config.limits(SECTIONS.delivery);
  const { detailToMailbox, overQuotaIsTemporary, ...limits } = options;
  return createDelivery({ store, log, limits, defaultMailboxes, detailToMailbox, overQuotaIsTemporary, hostname });
}

function imap(house: House): Service {
  const { config, store, directory, log, defaultMailboxes, tlsContext } = house;
  const {
    wire: wireLimits,
    otherUsers,
    refuseUtf8Headers,
    serverAdmin,
    serverComment,
    ...limits
  } = config.limits(SECTIONS.imap);
  const { hostname } = config.server;
  const server = createImapServer({
    store,
    directory,
    clock,
    log,
    limits,
    wireLimits,
    tlsContext,
    defaultMailboxes,
    serverAdmin,
    serverComment,
    refuseUtf8Headers,
    otherUsers,
    hostname,
  });
  return service(house, server, { imap: 'plain', imaps: 'tls' }, imapRefusalLine());
}

function pop3(house: House): Service {
  const { config, store, directory, log, defaultMailboxes, tlsContext, locks, lastTimes } = house;
  const { exclusiveMaildrop, deleteFetched, retentionDays, loginDelaySeconds, language, ...limits } = config.limits(
    SECTIONS.pop3,
  );
  const server = createPop3Server({
    store,
    directory,
    clock,
    log,
    limits,
    manner: { exclusiveMaildrop, deleteFetched, retentionDays, loginDelaySeconds, language },
    implementation: `Rookery-${engines.version}`,
    tlsContext,
    allowPlaintextLogin: false,
    defaultMailboxes,
    locks: { acquire: (account) => locks.acquire(`pop3 ${account}`) },
    lastTimes,
  });
  return service(house, server, { pop3: 'plain', pop3s: 'tls' }, pop3RefusalLine());
}

function http(house: House): Service {
  const { config, directory, log } = house;
  const { listeners, server: names, tls } = config;
  const services = mailServices(names.hostname, (name) => {
    if (!isListenerName(name) || listeners[name] === 'off') return undefined;
    const host = listeners[name];
    return { loopback: host === 'localhost' || isLoopback(host), port: portOf(listeners.portBase, name) };
  });
  const autoconfig = autoconfigSite({
    services: () => services,
    selfSigned: tls.certificateFile === '',
    directory,
    clock,
  });
  const limits = config.limits(SECTIONS.http);
  const server = createHttpServer({ sites: [autoconfig], clock, randomness, log, limits });
  return service(house, server, { http: 'plain', https: 'tls' }, httpRefusal());
}

/** A protocol with its listeners; `tls`: from the first octet (RFC 8314). */
function service(
  house: House,
  server: ProtocolServer,
  listeners: Partial<Record<ListenerName, 'plain' | 'tls'>>,
  refusal: string,
): Service {
  const limits = house.config.limits(SECTIONS.connection);
  return {
    listeners: Object.keys(listeners) as ListenerName[],
    answer: (name) => ({
      limits,
      serve: (connection) => server.serve(connection),
      onRefused: () => refusal,
      ...(listeners[name] === 'tls' ? { tls: house.tlsContext } : {}),
    }),
    drain: () => server.drain(),
  };
}

function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return manifest !== null && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : '';
}

if (isMainThread) process.exitCode = await runCommandLine(process.argv.slice(2), engines, process);
else await runProtocolThread(engines);
