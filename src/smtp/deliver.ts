import type { DeliveryOutcome, Reception } from '../delivery/index.ts';
import type { ResolvedRecipient } from '../directory/index.ts';
import type { AcceptedRecipient } from './session/state.ts';

/** `storedNow`: somebody has the mail who did not have it before. */
export interface DeliveryToAll {
  readonly outcomes: readonly DeliveryOutcome[];
  readonly storedNow: boolean;
}

/**
 * Delivers a received mail to every account behind every recipient, many at a time, and each account once, however many
 * recipients lead to it. Gives one outcome for each recipient, in order. `again`: who has this very mail already, from
 * a try that did not reach all.
 */
export async function deliverToAll(
  reception: Reception,
  recipients: readonly AcceptedRecipient[],
  atOnceMax: number,
  again?: StoredOfMail,
): Promise<DeliveryToAll> {
  const wanted = new Map<string, ResolvedRecipient>();
  for (const { accounts } of recipients) for (const each of accounts) wanted.set(keyOf(each), each);
  const outcomes = new Map<string, DeliveryOutcome>();
  const stored: string[] = [];
  const queue = wanted.entries();
  const work = async () => {
    for (const [key, recipient] of queue) {
      const before = again?.has(key) ? ({ kind: 'delivered', account: recipient.account.id } as const) : undefined;
      const outcome = before ?? (await reception.deliver(recipient));
      outcomes.set(key, outcome);
      if (before === undefined && outcome.kind === 'delivered') stored.push(key);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnceMax, wanted.size) }, work));
  if (again !== undefined) {
    const refusals = [...outcomes.values()].filter((outcome) => outcome.kind === 'refused');
    // Only a mail that will be sent again is remembered: then the same octets are no second mail.
    if (refusals.length > 0 && stored.length > 0) again.remember(stored);
    else if (!refusals.some(({ temporary }) => temporary)) again.forget([...wanted.keys()]);
  }
  return {
    outcomes: recipients.map(({ accounts }) => worst(accounts.map((each) => outcomes.get(keyOf(each))!))),
    storedNow: stored.length > 0,
  };
}

/** With another detail it may go to another mailbox. */
function keyOf({ account, detail }: ResolvedRecipient): string {
  return `${account.id}+${detail ?? ''}`;
}

/**
 * One alias, several accounts, one reply: a refusal for the moment goes before one for good, and this before success.
 * So the sender, who alone still has the mail, tries again or tells its author; at worst, somebody gets it twice.
 */
function worst(outcomes: readonly DeliveryOutcome[]): DeliveryOutcome {
  return (
    outcomes.find((outcome) => outcome.kind === 'refused' && outcome.temporary) ??
    outcomes.find((outcome) => outcome.kind === 'refused') ??
    outcomes[0]!
  );
}

/** Of one mail: the accounts that have it, while its sender was told to send it again. */
export interface StoredOfMail {
  has(account: string): boolean;
  remember(accounts: readonly string[]): void;
  forget(accounts: readonly string[]): void;
}

/**
 * Who has a mail already that did not reach all of its recipients, so that its next try doubles nothing
 * (docs/decision/005). In memory and bounded: what is forgotten costs a mail that comes twice, and never one that is lost.
 */
export class AlreadyStored {
  readonly #max: number;
  /** Mail and account, oldest first. */
  readonly #entries = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  of(mail: string): StoredOfMail {
    const key = (account: string) => `${mail} ${account}`;
    return {
      has: (account) => this.#entries.has(key(account)),
      remember: (accounts) => {
        for (const account of accounts) this.#entries.add(key(account));
        for (const oldest of this.#entries) {
          if (this.#entries.size <= this.#max) break;
          this.#entries.delete(oldest);
        }
      },
      forget: (accounts) => {
        for (const account of accounts) this.#entries.delete(key(account));
      },
    };
  }
}
