import type { Connection } from '../connection/index.ts';
import { events } from './events.ts';
import { no, type Phrase, renderPhrase, yes } from './phrase/phrase.ts';
import { findDotLine } from './session/find-dot-line.ts';
import type { OutgoingMessage } from './session/outgoing-message.ts';
import type { Manner, Reply } from './session/reply.ts';
import type { Services } from './session/services.ts';
import { INITIAL_STATE, type State } from './session/state.ts';
import { step } from './session/step.ts';
import { CONTINUE_LINE, DotStuffer, END_LINE, LineReader, TopCutter } from './wire/index.ts';

/** Lines of a long listing that are joined into one write. */
const LINES_AT_A_TIME = 256;

/** The only I/O of this room: lines in, one step each, its reply out. */
export class Pop3Session {
  readonly #services: Services;
  readonly #connection: Connection;
  readonly #reader = new LineReader();
  #state: State = INITIAL_STATE;
  #manner: Manner;
  #badCommands = 0;
  #commands = 0;
  #waiting = false;
  #draining = false;

  constructor(services: Services, connection: Connection) {
    this.#services = services;
    this.#connection = connection;
    this.#manner = { language: services.language, utf8: false };
  }

  /** To the end of the session; never rejects. */
  async run(): Promise<void> {
    const { log } = this.#services;
    const connection = this.#connection;
    let reason = 'failed';
    try {
      reason = await this.#converse();
    } catch (error) {
      events.failed(log, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    } finally {
      // Whatever ended the session, only QUIT has deleted anything (RFC 1939 §6).
      if (this.#state.kind === 'transaction') this.#state.maildrop.release();
      // In the midst of a message the end must not look like the message's.
      if (reason === 'failed') connection.destroy();
      else connection.end();
      const { bytesRead, bytesWritten } = connection;
      events.ended(log, { reason, commands: this.#commands, bytesRead, bytesWritten });
    }
  }

  /** Ends the session after the command that runs now. POP3 has no words for it. */
  drain(): void {
    this.#draining = true;
    if (this.#waiting) this.#connection.end();
  }

  async #converse(): Promise<string> {
    this.#say(yes('ready'));
    const { clock, limits } = this.#services;
    const loginDeadline = clock.now() + limits.loginDeadlineMs;
    while (!this.#draining) {
      const deadline = clock.now() + limits.autologoutMs;
      const loggedIn = this.#state.kind === 'transaction';
      const line = await this.#nextLine(loggedIn ? deadline : Math.min(deadline, loginDeadline));
      if (line === 'closed' || line === 'timeout') return line;
      if (line === 'tooLong') {
        if (this.#isTooBad(no('lineTooLong'))) return 'badCommands';
        continue;
      }
      this.#commands++;
      const scene = { services: this.#services, peer: this.#connection, manner: this.#manner };
      const outcome = await step(scene, this.#state, line);
      if (outcome.state !== undefined) this.#state = outcome.state;
      if (outcome.manner !== undefined) this.#manner = outcome.manner;
      if (outcome.bad === undefined) this.#badCommands = 0;
      else if (outcome.reply.kind === 'line') {
        if (this.#isTooBad(outcome.reply.line)) return 'badCommands';
        continue;
      }
      if (!(await this.#carryOut(outcome.reply))) return outcome.reply.kind === 'close' ? 'quit' : 'closed';
    }
    return 'drained';
  }

  #say(line: Phrase): void {
    this.#connection.write(renderPhrase(line, this.#manner.language));
  }

  #isTooBad(line: Phrase): boolean {
    this.#say(line);
    if (this.#state.kind === 'challenged') {
      this.#state = { kind: 'authorization', username: undefined, failures: this.#state.failures };
    }
    return ++this.#badCommands >= this.#services.limits.badCommandsMax;
  }

  async #nextLine(deadline: number): Promise<Uint8Array | 'tooLong' | 'closed' | 'timeout'> {
    const { clock, limits } = this.#services;
    const maxBytes = this.#state.kind === 'challenged' ? limits.saslResponseMaxBytes : limits.commandMaxBytes;
    for (;;) {
      const next = this.#reader.next(maxBytes);
      if (next.kind === 'line') return next.line;
      if (next.kind === 'tooLong') return 'tooLong';
      const leftMs = deadline - clock.now();
      if (leftMs <= 0) return 'timeout';
      this.#waiting = true;
      const chunk = await this.#connection.read(leftMs);
      this.#waiting = false;
      if (typeof chunk === 'string') return chunk;
      this.#reader.push(chunk);
    }
  }

  /** False: the session is over. */
  async #carryOut(reply: Reply): Promise<boolean> {
    const connection = this.#connection;
    if (reply.kind === 'challenge') connection.write(CONTINUE_LINE);
    else this.#say(reply.line);
    switch (reply.kind) {
      case 'line':
      case 'challenge':
        return connection.writable || connection.drained();
      case 'close':
        return false;
      case 'lines':
        return this.#sendLines(reply.lines);
      case 'message':
        return this.#sendMessage(reply.message, reply.bodyLines);
      case 'startTls': {
        this.#reader.clear();
        return connection.startTls(this.#services.tlsContext!());
      }
    }
  }

  async #sendLines(lines: Iterable<string>): Promise<boolean> {
    let gathered = '';
    let count = 0;
    for (const line of lines) {
      gathered += line;
      if (++count % LINES_AT_A_TIME !== 0) continue;
      this.#connection.write(gathered);
      gathered = '';
      if (!(await this.#roomToWrite())) return false;
    }
    this.#connection.write(gathered + END_LINE);
    return true;
  }

  async #sendMessage(message: OutgoingMessage, bodyLines: number | undefined): Promise<boolean> {
    const stuffer = new DotStuffer(message.onlyCrlf ? findDotLine : undefined);
    const cutter = bodyLines === undefined ? undefined : new TopCutter(bodyLines);
    for (let chunk = await message.next(); chunk !== undefined; chunk = await message.next()) {
      const cut = cutter?.push(chunk);
      if (cut !== undefined) chunk = chunk.subarray(0, cut.length);
      for (const piece of stuffer.push(chunk)) this.#connection.write(piece);
      if (cut?.done) break;
      if (!(await this.#roomToWrite())) return false;
    }
    this.#connection.write(stuffer.finish());
    return true;
  }

  async #roomToWrite(): Promise<boolean> {
    return this.#connection.writable || this.#connection.drained();
  }
}
