import { tellAnnotations } from '../annotation/news.ts';
import type { Command, Runner } from '../command/command.ts';
import { bad, no, type Outcome } from '../command/outcome.ts';
import { findCommand } from '../command/table.ts';
import { logEvent } from '../events.ts';
import {
  ArgumentReader,
  type BadLineEvent,
  type CommandEvent,
  type CommandHead,
  commandTag,
  describeBad,
  type LiteralEvent,
  readCommandHead,
} from '../wire/index.ts';
import type { Session } from './session.ts';
import { refusal, type SelectedState } from './state.ts';
import { refresh, sync, tellCompleteness } from './sync.ts';
import type { NewsAllowed } from './view.ts';

/** A whole command has come: find its row, check the state, parse, run, tell what happened, answer. */
export async function dispatch(session: Session, event: CommandEvent): Promise<void> {
  const found = locate(session, event.bytes);
  if (found === undefined) return;
  const { head, command, reader } = found;
  const prepared = command.prepare(reader);
  if (typeof prepared !== 'function') refuse(session, head.tag, describeBad(prepared));
  else await run(session, head.tag, command, prepared);
}

/**
 * A literal is announced. APPEND takes its message as it streams by; any other command's literals are small and are kept
 * in it, after a `+` where the client waits for one (RFC 9051 §4.3).
 */
export async function receiveLiteral(session: Session, event: LiteralEvent): Promise<void> {
  const { framer } = session.peer;
  const found = locate(session, event.bytes);
  if (found === undefined) {
    framer.refuseLiteral();
    return;
  }
  const { head, command, reader } = found;
  const prepared = command.stream?.(reader) ?? 'buffer';
  if (typeof prepared === 'function') await run(session, head.tag, command, prepared);
  else if (prepared !== 'buffer') {
    framer.refuseLiteral();
    refuse(session, head.tag, describeBad(prepared));
  } else if (!framer.bufferLiteral()) refuse(session, head.tag, 'Literal too large');
  else if (event.literal.synchronizing) session.respond({ kind: 'continue', text: 'OK' });
}

/** A line that is no command at all. The session lives on, unless the stream itself is lost. */
export function receiveBadLine(session: Session, event: BadLineEvent): void {
  refuse(session, commandTag(event.bytes), BAD_LINE_TEXT[event.reason]);
  if (event.fatal) session.end('literalTooLarge', 'Too much data that was not asked for');
}

const BAD_LINE_TEXT: Readonly<Record<BadLineEvent['reason'], string>> = {
  lineTooLong: 'Line too long',
  commandTooLong: 'Command too long',
  nul: 'A command cannot hold NUL',
  swallowTooLong: 'Literal too large',
};

interface Found {
  readonly head: CommandHead;
  readonly command: Command;
  readonly reader: ArgumentReader;
}

function locate(session: Session, bytes: Uint8Array): Found | undefined {
  const reader = new ArgumentReader(bytes, session.peer.mode, session.services.wireLimits);
  const head = readCommandHead(reader);
  if (head === undefined) {
    refuse(session, commandTag(bytes), reader.bad === undefined ? 'Not a command' : describeBad(reader.bad));
    return undefined;
  }
  const command = findCommand(head.uid ? `UID ${head.name}` : head.name);
  const reason = command === undefined ? 'Unknown command' : refusal(session.state, command.states);
  if (command === undefined || reason !== undefined) {
    refuse(session, head.tag, reason ?? 'Unknown command');
    return undefined;
  }
  return { head, command, reader };
}

function refuse(session: Session, tag: string | undefined, text: string): void {
  answer(session, tag, bad(text));
  logEvent(session.log, 'imap.badCommand', { reason: text });
}

async function run(session: Session, tag: string, command: Command, runner: Runner): Promise<void> {
  session.commands++;
  let outcome: Outcome | 'answered';
  try {
    outcome = await perform(session, tag, command, runner);
    if (outcome === 'answered') return;
    if (outcome.event !== undefined) session.apply(outcome.event);
    if (session.ending === undefined && outcome.status !== 'BAD') {
      await sync(session, outcome.holdsExpunge === true ? 'noExpunge' : newsAllowed(command));
      await tellAnnotations(session);
      tellCompleteness(session);
    }
  } catch (error) {
    outcome = failed(session, command, error);
  }
  if (session.ending !== undefined && session.ending !== 'logout') return;
  answer(session, tag, outcome);
  if (outcome.status === 'NO') {
    logEvent(session.log, 'imap.refused', { command: command.name, code: outcome.code?.kind ?? '' });
  }
  if (session.dismissal !== undefined) session.end('tooManyFailures', session.dismissal);
}

/**
 * What is known to have changed is told before a command looks. Where it names messages by their numbers, these stay as
 * they were when the client wrote it, `*` included. Before STORE nothing is told: flags of before among its answers would
 * contradict what the client expects of it.
 */
async function lookAround(session: Session, { account, view }: SelectedState, command: Command): Promise<void> {
  if (command.writesFlags === true) await refresh(session, account, view);
  else await sync(session, command.usesSequenceNumbers === true ? 'flags' : newsAllowed(command));
}

function newsAllowed(command: Command): NewsAllowed {
  return command.noExpunge === true ? 'noExpunge' : 'all';
}

async function perform(session: Session, tag: string, command: Command, runner: Runner): Promise<Outcome | 'answered'> {
  const { state } = session;
  if (command.states === 'selected' && state.kind === 'selected') {
    if (command.writesMessages === true && state.view.readOnly) {
      return no('The mailbox is selected for reading only', { kind: 'READ-ONLY' });
    }
    if (state.view.dirty) await lookAround(session, state, command);
    if (session.ending !== undefined) return no('The mailbox is gone');
  }
  return runner({ tag, session });
}

/** A defect of ours: the log gets an id and the reason, the peer a line that says nothing of the inside. */
function failed(session: Session, command: Command, error: unknown): Outcome {
  const incident = `${session.peer.connection.id}-${session.commands}`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logEvent(session.log, 'imap.failed', { incident, command: command.name, error: text });
  if (session.peer.unfinished) {
    session.ending = 'failed';
    session.peer.connection.destroy();
  }
  return no(`Internal error, incident ${incident}`, { kind: 'SERVERBUG' });
}

function answer(session: Session, tag: string | undefined, outcome: Outcome): void {
  const { status, text, code } = outcome;
  const withCode = code === undefined ? { status, text } : { status, text, code };
  if (tag === undefined) session.respond({ kind: 'status', ...withCode });
  else session.respond({ kind: 'tagged', tag, ...withCode });
  session.badCommands = status === 'BAD' ? session.badCommands + 1 : 0;
  if (session.badCommands >= session.services.limits.badCommandsMax) {
    session.end('tooManyBadCommands', 'Too many bad commands');
  }
}
