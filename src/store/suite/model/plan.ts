import type { FlagChangeMode, Flags } from '../../flags.ts';
import type { StoreLimits } from '../../limits.ts';
import type { MailboxRole, SeenState } from '../../mailbox.ts';
import type { UidRange } from '../../operation.ts';
import type { Query } from '../../query.ts';

/**
 * A run of the model test as plain data, so that it shrinks and can be printed. People and accounts are 0, 1 and 2;
 * mailboxes and messages are named by the ids that every engine must give them, whether they are there or not; modseqs
 * are counted back from the present one.
 */
export interface Plan {
  readonly limits: Partial<StoreLimits>;
  readonly steps: readonly Step[];
}

export type Person = 0 | 1 | 2;
/** `owner` is whoever owns the account of the step. */
export type PlannedActor = 'owner' | 'system' | Person;

export type Step =
  | {
      readonly step: 'commit';
      readonly account: Person;
      readonly actor: PlannedActor;
      readonly operations: readonly PlannedOperation[];
    }
  | { readonly step: 'fill'; readonly account: Person; readonly mailbox: number; readonly count: number }
  | { readonly step: 'keep'; readonly account: Person; readonly mailbox: number; readonly viewer: PlannedActor }
  | { readonly step: 'changes'; readonly account: Person; readonly back: number; readonly limit: number }
  | { readonly step: 'tombstones'; readonly account: Person; readonly mailbox: number; readonly back: number }
  | (InMailbox & { readonly step: 'search'; readonly query: Query })
  | (InMailbox & { readonly step: 'metadata'; readonly uids: readonly UidRange[] })
  | { readonly step: 'wait'; readonly ms: number }
  | { readonly step: 'reopen' };

interface InMailbox {
  readonly account: Person;
  readonly mailbox: number;
  readonly viewer: PlannedActor;
}

export type PlannedTarget =
  | { readonly kind: 'account' }
  | { readonly kind: 'mailbox'; readonly mailbox: number }
  | { readonly kind: 'message'; readonly message: number };

export type PlannedOperation =
  | { readonly kind: 'createMailbox'; readonly name: string; readonly role?: MailboxRole }
  | { readonly kind: 'renameMailbox'; readonly mailbox: number; readonly name: string }
  | { readonly kind: 'deleteMailbox'; readonly mailbox: number }
  | {
      readonly kind: 'alterMailbox';
      readonly mailbox: number;
      readonly role?: MailboxRole | null;
      readonly seenState?: SeenState;
    }
  | { readonly kind: 'subscribe'; readonly name: string; readonly subscribed: boolean }
  | {
      readonly kind: 'setAcl';
      readonly mailbox: number;
      readonly identifier: Person | 'anyone';
      readonly rights: number;
    }
  | {
      readonly kind: 'setQuota';
      readonly storageMaxBytes: number | undefined;
      readonly messagesMax: number | undefined;
    }
  | {
      readonly kind: 'setProperty';
      readonly target: PlannedTarget;
      readonly name: string;
      readonly value: readonly number[] | null;
    }
  | {
      readonly kind: 'append';
      readonly mailbox: number;
      readonly sample: number;
      readonly flags: Flags;
      readonly internalDate: number;
      readonly properties?: readonly { readonly name: string; readonly value: readonly number[] }[];
    }
  | {
      readonly kind: 'storeFlags';
      readonly mailbox: number;
      readonly uids: readonly UidRange[];
      readonly mode: FlagChangeMode;
      readonly flags: Flags;
      readonly unchangedBack?: number;
    }
  | {
      readonly kind: 'copy';
      readonly fromAccount?: Person;
      readonly from: number;
      readonly uids: readonly UidRange[];
      readonly to: number;
    }
  | { readonly kind: 'move'; readonly from: number; readonly uids: readonly UidRange[]; readonly to: number }
  | {
      readonly kind: 'expunge';
      readonly mailbox: number;
      readonly uids: readonly UidRange[];
      readonly onlyDeleted: boolean;
    }
  | { readonly kind: 'claimRecent'; readonly mailbox: number }
  | {
      readonly kind: 'adoptUids';
      readonly mailbox: number;
      readonly uidValidity?: number;
      readonly uidNext?: number;
    };

/** A plan as lines to read and to paste into a test. */
export function formatPlan({ limits, steps }: Plan): string {
  const lines = steps.flatMap((step, index) => {
    if (step.step !== 'commit') return [`${index + 1}  ${JSON.stringify(step)}`];
    const head = `${index + 1}  commit to account ${step.account} by ${step.actor}:`;
    return [head, ...step.operations.map((operation) => `     ${JSON.stringify(operation)}`)];
  });
  return [`limits ${JSON.stringify(limits)}`, ...lines].join('\n');
}
