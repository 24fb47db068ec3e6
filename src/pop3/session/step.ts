import { decodeLatin1 } from '../../base/index.ts';
import { answerChallenge } from '../command/auth.ts';
import { COMMANDS } from '../command/command.table.ts';
import type { CommandRow } from '../command/command.ts';
import { no, type Phrase } from '../phrase/phrase.ts';
import { type CommandLine, parseCommand } from '../wire/index.ts';
import { type Step, say } from './reply.ts';
import type { Scene } from './scene.ts';
import { passwordAllowed } from './services.ts';
import type { State } from './state.ts';

/** One line from the peer, in one state: what to answer, and the state after it. `bad` if it was no command. */
export type StepOutcome = Step & { readonly bad?: true };

export function step(scene: Scene, state: State, line: Uint8Array): StepOutcome | Promise<StepOutcome> {
  if (state.kind === 'challenged') return answerChallenge(scene, state, decodeLatin1(line));
  const command = parseCommand(line);
  const row = command && COMMANDS.get(command.keyword);
  if (command === undefined || row === undefined) return { ...say(no('noSuchCommand')), bad: true };
  const refusal = argumentRefusal(row, command);
  if (refusal !== undefined) return { ...say(refusal), bad: true };
  const argument = command.argument ?? '';
  switch (row.state) {
    case 'any':
      return row.run({ ...scene, state }, argument);
    case 'transaction':
      return state.kind === 'transaction' ? row.run(state.maildrop, argument) : say(no('logInFirst'));
    case 'authorization':
      if (state.kind !== 'authorization') return say(no('loggedInAlready'));
      if (row.password && !passwordAllowed(scene.services, scene.peer)) return say(no('tlsFirst'));
      if (command.malformed) return say(no('notUtf8'));
      return row.run({ ...scene, state }, argument);
  }
}

function argumentRefusal(row: CommandRow, { keyword, argument = '' }: CommandLine): Phrase | undefined {
  if (row.argument === 'none' && argument.trim() !== '') return no('takesNoArgument', keyword);
  if (row.argument === 'required' && argument === '') return no('takesArgument', keyword);
  return undefined;
}
