import type { Engines } from '../engines.ts';
import type { ExitCode } from '../failure.ts';
import type { TerminalStreams } from './terminal.ts';

/** Runs one command line. What that takes is loaded only here: a protocol thread, which has none, is smaller without it. */
export async function runCommandLine(
  args: readonly string[],
  engines: Engines,
  streams: TerminalStreams,
): Promise<ExitCode> {
  const { runCommandLine: run } = await import('./run.ts');
  return run(args, engines, streams);
}
