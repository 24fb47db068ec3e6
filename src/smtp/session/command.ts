import type { Reply, SmtpWireLimits } from '../wire/index.ts';
import type { SessionScene, SessionState, StateKind } from './state.ts';
import type { Step } from './step.ts';

/** One row of a protocol's table of commands. */
export interface Command<Kind extends StateKind = StateKind> {
  readonly verb: string;
  /** Where the command may be said; elsewhere the answer is 503 with `hint`. */
  readonly states: readonly Kind[];
  readonly hint: string;
  /** For HELP. */
  readonly syntax: string;
  /** Only for those who have logged in; others hear 530 (RFC 4954 §6). */
  readonly needsLogin?: boolean;
  run(state: Extract<SessionState, { readonly kind: Kind }>, argument: string, context: CommandContext): Step;
  /** Instead of `hint`, for a command that brings octets with it however it is answered. */
  refuse?(state: SessionState, argument: string, context: CommandContext): Step;
}

/** What a command sees beside the state and its own argument. */
export interface CommandContext {
  readonly scene: SessionScene;
  readonly wireLimits: SmtpWireLimits;
  readonly protocol: Protocol;
  /** Mails begun in this session. */
  readonly mails: number;
}

/** What tells LMTP, SMTP reception and submission apart: which rows there are, and a few words. */
export interface Protocol {
  readonly name: 'LMTP' | 'SMTP' | 'submission';
  /** In the greeting, and in the Received field with what RFC 3848 adds. */
  readonly word: 'LMTP' | 'ESMTP';
  readonly commands: readonly AnyCommand[];
  /** Announced to EHLO or LHLO, in this order. */
  readonly capabilities: readonly Capability[];
  /** Said to a verb that is not in the table. */
  readonly unknownHint: string;
  /** To a recipient whose domain is not ours. */
  readonly foreignRecipient: Reply;
  /** One reply for each recipient of a mail (RFC 2033 §4.2), or one for the whole (RFC 5321 §4.1.1.4). */
  readonly repliesTo: 'eachRecipient' | 'wholeMail';
  /** The peers are strangers: who tries many names that nobody has is sent away. */
  readonly strangers: boolean;
}

/** A line of the answer to EHLO; undefined where it is not offered just now. */
export type Capability = (scene: SessionScene) => string | undefined;

/** A row whose `run` is called only in the states that it names. */
export interface AnyCommand extends Omit<Command, 'run'> {
  runIfAllowed(state: SessionState, argument: string, context: CommandContext): Step | 'notNow';
}

/** Puts the check of the state before `run`, so that no command does it by hand. */
export function command<Kind extends StateKind>(row: Command<Kind>): AnyCommand {
  const isAllowed = (state: SessionState): state is Extract<SessionState, { readonly kind: Kind }> =>
    (row.states as readonly StateKind[]).includes(state.kind);
  const { run, ...rest } = row;
  return {
    ...rest,
    runIfAllowed: (state, argument, context) => (isAllowed(state) ? run(state, argument, context) : 'notNow'),
  };
}

export const ANY_TIME = ['start', 'ready', 'sender', 'recipients', 'chunks'] as const satisfies readonly StateKind[];
