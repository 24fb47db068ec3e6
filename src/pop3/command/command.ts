import type { Maildrop } from '../session/maildrop.ts';
import type { Step } from '../session/reply.ts';
import type { Scene } from '../session/scene.ts';
import type { Authorization, State } from '../session/state.ts';

/** What a command may look at beside its argument. */
export interface Context<S extends State = State> extends Scene {
  readonly state: S;
}

/**
 * One command: where it is valid, whether it takes an argument, and what it does. No command checks the state or the
 * presence of its argument by hand.
 */
export type CommandRow = { readonly keyword: string; readonly argument: 'none' | 'optional' | 'required' } & (
  | { readonly state: 'any'; readonly run: (context: Context, argument: string) => Step | Promise<Step> }
  | {
      readonly state: 'authorization';
      /** Carries a password: refused where that could be read on the way. */
      readonly password: boolean;
      readonly run: (context: Context<Authorization>, argument: string) => Step | Promise<Step>;
    }
  | { readonly state: 'transaction'; readonly run: (maildrop: Maildrop, argument: string) => Step | Promise<Step> }
);
