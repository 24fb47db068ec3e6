import { concatBytes, decodeLatin1, silentLog } from '../base/index.ts';
import type { ProtocolServer } from '../connection/index.ts';
import type { Delivery, DeliveryOutcome, DeliveryRefusal, MailEnvelope } from '../delivery/index.ts';
import { type Directory, openDirectory, QUICK_PASSWORD_LIMITS, type ResolvedRecipient } from '../directory/index.ts';
import {
  createLmtpServer,
  createSmtpServer,
  createSubmissionServer,
  type LmtpServerOptions,
  type SubmissionServerOptions,
} from './index.ts';

/** A mail as delivery was given it. */
interface TakenMail {
  readonly envelope: MailEnvelope;
  readonly text: string;
  /** `anna`, or `anna(detail)`, in the order of delivery. */
  readonly recipients: readonly string[];
}

/** Remembers what it is given. Accounts are refused by name: `full`, `crowded`, `slow` (unavailable), `gone`. */
class RememberingDelivery implements Delivery {
  readonly messageMaxBytes: number;
  readonly taken: TakenMail[] = [];
  /** Receptions that were not released. */
  held = 0;
  /** Accounts that are refused once more, and then have recovered. */
  readonly ill = new Set<string>();

  constructor(messageMaxBytes: number) {
    this.messageMaxBytes = messageMaxBytes;
  }

  async foresee({ account }: ResolvedRecipient): Promise<DeliveryRefusal | undefined> {
    // `crowded` has room until the mail is there.
    return nameOf(account) === 'full' ? FULL : undefined;
  }

  receive(envelope: MailEnvelope) {
    const pieces: Uint8Array[] = [];
    const recipients: string[] = [];
    const size = () => pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.held++;
    return {
      write: async (chunk: Uint8Array) => void pieces.push(chunk.slice()),
      finish: async () => {
        this.taken.push({ envelope, recipients, text: decodeLatin1(concatBytes(pieces)) });
      },
      deliver: async ({ account, detail }: ResolvedRecipient) => {
        const name = nameOf(account);
        recipients.push(detail === undefined ? name : `${name}(${detail})`);
        if (size() > this.messageMaxBytes) return { kind: 'refused', reason: 'tooLarge', temporary: false } as const;
        if (this.ill.delete(name)) return REFUSED.slow!;
        return REFUSED[name] ?? ({ kind: 'delivered', account: account.id } as const);
      },
      release: () => {
        this.held--;
      },
    };
  }
}

const nameOf = ({ address }: ResolvedRecipient['account']) => address.split('@')[0]!;

const FULL: DeliveryRefusal = { kind: 'refused', reason: 'overQuota', temporary: false };
const REFUSED: { readonly [name: string]: DeliveryOutcome } = {
  full: FULL,
  crowded: FULL,
  slow: { kind: 'refused', reason: 'unavailable', temporary: true },
  gone: { kind: 'refused', reason: 'noSuchMailbox', temporary: true },
};

interface World {
  readonly server: ProtocolServer;
  readonly delivery: RememberingDelivery;
  readonly directory: Directory;
}

const SERVERS = { lmtp: createLmtpServer, smtp: createSmtpServer, submission: createSubmissionServer };

/** A server for example.org, with accounts for each kind of outcome, and aliases `team` and `mixed`. */
export async function makeWorld(
  options: Partial<LmtpServerOptions & SubmissionServerOptions> = {},
  messageMaxBytes = 10_000_000,
  protocol: keyof typeof SERVERS = 'lmtp',
): Promise<World> {
  const clock = { now: () => 1_700_000_000_000 };
  const randomness = { bytes: (length: number) => new Uint8Array(length) };
  const directory = openDirectory({ file: ':memory:', clock, limits: QUICK_PASSWORD_LIMITS });
  await directory.addDomain('example.org');
  for (const name of ['anna', 'ben', 'full', 'crowded', 'slow', 'gone', '"John Q"', 'zoë', 'ill']) {
    await directory.addAccount({ address: `${name}@example.org`, password: 'secret' });
  }
  const alias = (name: string, ...targets: string[]) =>
    directory.addAlias({ address: `${name}@example.org`, targets: targets.map((target) => `${target}@example.org`) });
  await alias('team', 'anna', 'ben');
  await alias('mixed', 'anna', 'full', 'slow');
  await alias('partly', 'anna', 'full');
  const delivery = new RememberingDelivery(messageMaxBytes);
  delivery.ill.add('ill');
  const base = { delivery, directory, clock, log: silentLog, hostname: 'mx.example.org', randomness };
  const server = SERVERS[protocol]({ ...base, ...options });
  return { server, delivery, directory };
}
