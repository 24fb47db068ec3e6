import type { SmtpWireLimits } from '../wire/index.ts';
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
  run(state: Extract<SessionState, { readonly kind: Kind }>, argument: string, context: CommandContext): Step;
}

/** What a command sees beside the state and its own argument. */
export interface CommandContext {
  readonly scene: SessionScene;
  readonly wireLimits: SmtpWireLimits;
  readonly protocol: Protocol;
}

/** What tells LMTP, and later SMTP reception and submission, apart: which rows there are, and a few words. */
export interface Protocol {
  readonly name: 'LMTP';
  readonly commands: readonly AnyCommand[];
  /** Said to a verb that is not in the table. */
  readonly unknownHint: string;
}

/** A row whose `run` is called only in the states that it names: see `runCommand`. */
export interface AnyCommand extends Omit<Command, 'run'> {
  runIfAllowed(state: SessionState, argument: string, context: CommandContext): Step | 'notNow';
}

/** Puts the check of the state before `run`, so that no command does it by hand. */
export function command<Kind extends StateKind>(row: Command<Kind>): AnyCommand {
  const isAllowed = (state: SessionState): state is Extract<SessionState, { readonly kind: Kind }> =>
    (row.states as readonly StateKind[]).includes(state.kind);
  return {
    verb: row.verb,
    states: row.states,
    hint: row.hint,
    syntax: row.syntax,
    runIfAllowed: (state, argument, context) => (isAllowed(state) ? row.run(state, argument, context) : 'notNow'),
  };
}
