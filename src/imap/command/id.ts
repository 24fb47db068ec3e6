import { idArguments } from '../wire/index.ts';
import { inAnyState } from './command.ts';
import { okay } from './outcome.ts';

/** RFC 2971. The server names itself and no version; what the client says of itself changes nothing (§4). */
export const id = inAnyState({
  name: 'ID',
  arguments: idArguments,
  run(_, { session }) {
    session.respond({ kind: 'id', fields: [{ name: 'name', value: 'Rookery' }] });
    return okay('ID completed');
  },
});
