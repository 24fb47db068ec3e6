import { isIP } from 'node:net';
import { type ConfigKey, type ConfigValue, choiceKey, numberKey, type TextCheck, textKey } from './section.ts';

/** Where a listener may be, and the port that its protocol is known by. */
export const WELL_KNOWN_PORTS = {
  smtp: 25,
  submission: 587,
  submissions: 465,
  lmtp: 24,
  imap: 143,
  imaps: 993,
  pop3: 110,
  pop3s: 995,
  sieve: 4190,
  http: 80,
  https: 443,
  metrics: 9464,
} as const;
export type ListenerName = keyof typeof WELL_KNOWN_PORTS;
export const LISTENER_NAMES = Object.keys(WELL_KNOWN_PORTS) as readonly ListenerName[];
export function isListenerName(name: string): name is ListenerName {
  return name in WELL_KNOWN_PORTS;
}
/** Where a listener is, or would be. */
export function portOf(portBase: number, name: ListenerName): number {
  return portBase + WELL_KNOWN_PORTS[name];
}
/** The highest base that leaves room for the highest well-known port. */
export const PORT_BASE_MAX = 65_535 - Math.max(...Object.values(WELL_KNOWN_PORTS));

const LOOPBACK = '127.0.0.1';

const address: TextCheck = {
  fits: (text) => text === 'off' || text === 'localhost' || isIP(text) !== 0,
  wanted: 'must be an IP address ("0.0.0.0" or "::" for all), or "off"',
};
const hostname: TextCheck = {
  fits: (text) => /^[^\s/@:]{1,253}$/u.test(text),
  wanted: 'must be a host name such as "mail.example.org"',
};
const separator: TextCheck = {
  fits: (text) => /^[!-~]$/.test(text) && !'*%"\\&{}()[]'.includes(text),
  wanted: 'must be one character such as "/" or "."',
};
const mailboxName: TextCheck = {
  fits: (text) => !/\p{Cc}/u.test(text) && text.isWellFormed() && text.length <= 200,
  wanted: 'must be a mailbox name without control characters',
};

function listener(name: string, port: number): ConfigKey<string> {
  return textKey(LOOPBACK, `address for ${name}, port portBase + ${port}; "off": none`, address);
}

/** The sections that are ops' own; those of the rooms' limits follow them in the file. */
export const OWN_SECTIONS = {
  server: {
    hostname: textKey('localhost', 'the name that the server calls itself by in greetings', hostname),
    separator: textKey('/', 'joins the parts of mailbox names; one character; do not change it later', separator),
    threads: numberKey(0, 'threads that run protocols; 0: as many as there are cores', { min: 0, max: 256 }),
    threadHeapMaxBytes: numberKey(2_147_483_648, 'memory of one of them for objects: octets, at most', {
      min: 67_108_864,
      max: Number.MAX_SAFE_INTEGER,
    }),
    removalCheckMs: numberKey(10_000, 'how often the mail of removed accounts is looked for: milliseconds', {
      min: 100,
      max: 2_147_483_647,
    }),
    drainMs: numberKey(10_000, 'how long open sessions may take to end after SIGTERM: milliseconds', {
      min: 1,
      max: 600_000,
    }),
  },
  listeners: {
    portBase: numberKey(0, "is added to each protocol's well-known port", { min: 0, max: PORT_BASE_MAX }),
    smtp: listener('SMTP: mail from any server', 25),
    submission: listener('submission with STARTTLS', 587),
    submissions: listener('submission over TLS', 465),
    lmtp: listener('LMTP: mail from your MTA', 24),
    imap: listener('IMAP with STARTTLS', 143),
    imaps: listener('IMAP over TLS', 993),
    pop3: listener('POP3 with STLS', 110),
    pop3s: listener('POP3 over TLS', 995),
    sieve: listener('ManageSieve', 4190),
    http: listener('HTTP', 80),
    https: listener('HTTPS', 443),
    metrics: listener('metrics and health, which ask for no password', 9464),
  },
  tls: {
    certificateFile: textKey('', 'PEM file, whole chain; relative to this folder; "": a self-signed one is made'),
    keyFile: textKey('', 'PEM file of its private key'),
  },
  mailboxes: {
    drafts: textKey('Drafts', 'made in every new account for drafts; "": none', mailboxName),
    sent: textKey('Sent', 'for sent mail', mailboxName),
    junk: textKey('Junk', 'for spam', mailboxName),
    trash: textKey('Trash', 'for deleted mail', mailboxName),
    archive: textKey('Archive', 'for mail that is done with', mailboxName),
  },
  log: {
    level: choiceKey('info', 'the least that is logged', ['debug', 'info', 'warn', 'error']),
    format: choiceKey('auto', '"json", "pretty", or "auto": pretty on a terminal', ['auto', 'json', 'pretty']),
    destination: textKey('stderr', '"stderr", "stdout", or a file, relative to this folder'),
    bufferMaxBytes: numberKey(16_777_216, 'what may wait to be written; later lines are dropped: octets', {
      min: 65_536,
      max: 1_073_741_824,
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ConfigKey>>>>;

export const OWN_COMMENTS: Readonly<Record<keyof typeof OWN_SECTIONS, string>> = {
  server: 'The server itself.',
  listeners: 'Where it listens. Only the protocols that this version speaks are opened.',
  tls: 'The certificate. It is read at start and at each reload.',
  mailboxes: 'The mailboxes of a new account, beside INBOX.',
  log: 'The log. It holds no password and no text of a message.',
};

/** Keys that only a start reads. */
export const OWN_FIXED: Readonly<Partial<Record<keyof typeof OWN_SECTIONS, readonly string[]>>> = {
  server: ['separator', 'threads', 'threadHeapMaxBytes', 'removalCheckMs'],
  log: ['format', 'destination', 'bufferMaxBytes'],
};

type SectionValues<S> = { readonly [K in keyof S]: S[K] extends ConfigKey<infer T extends ConfigValue> ? T : never };
export type OwnConfig = { readonly [K in keyof typeof OWN_SECTIONS]: SectionValues<(typeof OWN_SECTIONS)[K]> };
