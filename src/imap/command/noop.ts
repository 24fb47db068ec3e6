import { inAnyState, noArguments, whenSelected } from './command.ts';
import { okay } from './outcome.ts';

/** Nothing but the news that every command brings (RFC 9051 §6.1.2). */
export const noop = inAnyState({ name: 'NOOP', arguments: noArguments, run: () => okay('NOOP completed') });

/** Everything is on disk already (RFC 3501 §6.4.1). */
export const check = whenSelected({ name: 'CHECK', arguments: noArguments, run: () => okay('CHECK completed') });
