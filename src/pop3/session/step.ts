import { decodeLatin1 } from '../../base/index.ts';
import { answerChallenge } from '../command/auth.ts';
import { COMMANDS } from '../command/command.table.ts';
import type { CommandRow } from '../command/command.ts';
import { type CommandLine, errorLine, parseCommand } from '../wire/index.ts';
import { type Step, say } from './reply.ts';
import { type Peer, passwordAllowed, type Services } from './services.ts';
import type { State } from './state.ts';

/** One line from the peer, in one state: what to answer, and the state after it. `bad` if it was no command. */
export type StepOutcome = Step & { readonly bad?: true };

export function step(
  services: Services,
  peer: Peer,
  state: State,
  line: Uint8Array,
): StepOutcome | Promise<StepOutcome> {
  if (state.kind === 'challenged') return answerChallenge(services, peer, state.failures, decodeLatin1(line));
  const command = parseCommand(line);
  const row = command && COMMANDS.get(command.keyword);
  if (command === undefined || row === undefined) return { ...say(errorLine('no such command')), bad: true };
  const refusal = argumentRefusal(row, command);
  if (refusal !== undefined) return { ...say(errorLine(refusal)), bad: true };
  const argument = command.argument ?? '';
  switch (row.state) {
    case 'any':
      return row.run({ services, peer, state }, argument);
    case 'transaction':
      return state.kind === 'transaction' ? row.run(state.maildrop, argument) : say(errorLine('log in first'));
    case 'authorization':
      if (state.kind !== 'authorization') return say(errorLine('you are logged in already'));
      if (row.password && !passwordAllowed(services, peer)) return say(errorLine('turn TLS on first, with STLS'));
      return row.run({ services, peer, state }, argument);
  }
}

function argumentRefusal(row: CommandRow, { keyword, argument = '' }: CommandLine): string | undefined {
  if (row.argument === 'none' && argument.trim() !== '') return `${keyword} takes no argument`;
  if (row.argument === 'required' && argument === '') return `${keyword} takes an argument`;
  return undefined;
}
