import type { Account } from '../../directory/index.ts';
import type { Session } from '../session/session.ts';
import type { AllowedStates } from '../session/state.ts';
import type { MailboxView } from '../session/view.ts';
import { type ArgumentReader, type Bad, parse } from '../wire/index.ts';
import { bad, type Outcome } from './outcome.ts';

/** What a command is run with. */
export interface Context {
  readonly tag: string;
  readonly session: Session;
}
export interface AccountContext extends Context {
  readonly account: Account;
}
export interface SelectedContext extends AccountContext {
  readonly view: MailboxView;
}

/** What generic code must know of a command beside how to parse and run it. */
export interface Traits {
  readonly name: string;
  /** Its arguments hold sequence numbers: nothing may be renumbered between its arrival and its run. */
  readonly usesSequenceNumbers?: boolean;
  /** Untagged EXPUNGE must not be sent with it (RFC 9051 §7.5.1): FETCH, STORE, SEARCH. */
  readonly noExpunge?: boolean;
  /** It is STORE: its answers must tell flags as they are after it, none as they were before. */
  readonly writesFlags?: boolean;
  /** Changes messages of the selected mailbox, so EXAMINE forbids it. */
  readonly writesMessages?: boolean;
}

interface Definition<Arguments, Kind> extends Traits {
  readonly arguments: (reader: ArgumentReader) => Arguments | undefined;
  readonly run: (parsed: Arguments, context: Kind) => Answer | Promise<Answer>;
}

/** `answered`: the command has sent its tagged answer itself, as STARTTLS must. */
export type Answer = Outcome | 'answered';
export type Runner = (context: Context) => Promise<Answer>;

/** A row of the command table, its argument type closed over. */
export interface Command extends Traits {
  readonly states: AllowedStates;
  /** Reads the arguments; gives what runs the command, or why they are bad. */
  readonly prepare: (reader: ArgumentReader) => Runner | Bad;
  /** What to do at the announcement of a literal; without it, literals are small arguments and kept. */
  readonly stream?: (reader: ArgumentReader) => Runner | Bad | 'buffer';
}

/** For commands that take none. */
export const noArguments = (): { readonly kind: 'none' } => ({ kind: 'none' });

export const inAnyState = <A>(definition: Definition<A, Context>): Command =>
  row('any', definition, (context) => context);

export const beforeLogin = <A>(definition: Definition<A, Context>): Command =>
  row('notAuthenticated', definition, (context) => context);

export const afterLogin = <A>(definition: Definition<A, AccountContext>): Command =>
  row('authenticated', definition, (context) => {
    const { state } = context.session;
    return 'account' in state ? { ...context, account: state.account } : undefined;
  });

export const whenSelected = <A>(definition: Definition<A, SelectedContext>): Command =>
  row('selected', definition, (context) => {
    const { state } = context.session;
    return state.kind === 'selected' ? { ...context, account: state.account, view: state.view } : undefined;
  });

function row<A, Kind>(
  states: AllowedStates,
  definition: Definition<A, Kind>,
  narrow: (context: Context) => Kind | undefined,
): Command {
  const { arguments: read, run, ...traits } = definition;
  return {
    ...traits,
    states,
    prepare(reader) {
      const parsed = parse(reader, read);
      if (parsed.state !== 'done') return parsed;
      return async (context) => {
        const narrowed = narrow(context);
        return narrowed === undefined ? bad('Not in this state') : run(parsed.value, narrowed);
      };
    },
  };
}
