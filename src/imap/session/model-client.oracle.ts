import assert from 'node:assert/strict';
import { ScriptedConnection } from '../../connection/index.ts';
import type { World } from '../testing.ts';

/** How a client keeps in step with the server (RFC 7162). */
export type Keeping = 'plain' | 'condstore' | 'qresync';

/** One message as a client remembers it: what it was not told, it does not know. */
export interface KnownMessage {
  uid: number | undefined;
  flags: string | undefined;
}

/**
 * A client that believes what it is told: EXISTS adds messages at the end, EXPUNGE takes one away and renumbers the rest,
 * FETCH says what a number's uid and flags are. VANISHED takes away by uid (RFC 7162 §3.2.10). It fails where the server breaks a rule of RFC 9051 §7.4.1 and §7.5.1.
 */
export class ModelClient {
  connection = new ScriptedConnection({ loopback: true });
  readonly messages: KnownMessage[] = [];
  readonly keeping: Keeping;
  /** Everything up to it was heard, as RFC 7162 §6 has a client work it out. */
  modSeq = 0;
  uidValidity = 0;
  readonly #world: World;
  #tag = 0;
  #served: Promise<void>;

  constructor(world: World, keeping: Keeping = 'plain') {
    this.#world = world;
    this.keeping = keeping;
    this.#served = world.server.serve(this.connection);
  }

  /** Loses the connection between two commands, and makes another. What is known stays. */
  async reconnect(): Promise<void> {
    await this.hangUp();
    this.connection = new ScriptedConnection({ loopback: true });
    this.#served = this.#world.server.serve(this.connection);
    await this.connection.settled();
    this.connection.take();
  }

  /** Flags by uid, of the messages of which both are known. */
  cache(): Map<number, string> {
    const known = new Map<number, string>();
    for (const { uid, flags } of this.messages) if (uid !== undefined && flags !== undefined) known.set(uid, flags);
    return known;
  }

  /** Runs one command and believes its answers; gives the tagged line. */
  async run(command: string): Promise<string> {
    const text = await this.ask(command);
    return text.slice(text.lastIndexOf('\n', text.length - 3) + 1).trimEnd();
  }

  /** The same; gives all that the server said. */
  async ask(command: string): Promise<string> {
    const tag = `t${++this.#tag}`;
    const text = await this.connection.exchange(`${tag} ${command}\r\n`);
    const lines = text.split('\r\n').slice(0, -1);
    const last = lines.pop() ?? '';
    assert.ok(last.startsWith(`${tag} `), `${command}: ${JSON.stringify(text)}`);
    const noExpunge = /^(FETCH|STORE|SEARCH) /.test(command);
    for (const line of lines) this.believe(line, noExpunge, command);
    this.#learnModSeq([...lines, last], /^(SELECT|EXAMINE) /.test(command));
    return text;
  }

  believe(line: string, noExpunge: boolean, command: string): void {
    const vanished = /^\* VANISHED (\(EARLIER\) )?([\d:,]+)$/.exec(line);
    if (vanished !== null) {
      assert.equal(this.keeping, 'qresync', line);
      const earlier = vanished[1] !== undefined;
      assert.ok(earlier || !noExpunge, `${command}: ${line}`);
      for (const uid of spread(vanished[2]!)) this.#vanish(uid, earlier, `${command}: ${line}`);
      return;
    }
    const [, number, word, rest] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH|RECENT)(.*)$/.exec(line) ?? [];
    if (number === undefined) return;
    const n = Number(number);
    if (word === 'EXISTS') {
      assert.ok(n >= this.messages.length, `${command}: EXISTS must not shrink the mailbox: ${line}`);
      while (this.messages.length < n) this.messages.push({ uid: undefined, flags: undefined });
    } else if (word === 'EXPUNGE') {
      assert.ok(!noExpunge && this.keeping !== 'qresync', `${command}: ${line}`);
      assert.ok(n >= 1 && n <= this.messages.length, `${command}: ${line} of ${this.messages.length}`);
      this.messages.splice(n - 1, 1);
    } else if (word === 'FETCH') {
      const known = this.messages[n - 1];
      assert.ok(known, `${command}: ${line} of ${this.messages.length}`);
      const uid = /[( ]UID (\d+)/.exec(rest!);
      if (uid !== null) {
        assert.ok(known.uid === undefined || known.uid === Number(uid[1]), `${command}: ${line} was ${known.uid}`);
        known.uid = Number(uid[1]);
      }
      const flags = /FLAGS \(([^)]*)\)/.exec(rest!);
      if (flags !== null) known.flags = flags[1]!;
    }
  }

  /** EARLIER changes no numbers; without it, exactly one message of the view goes (RFC 7162 §3.2.10). */
  #vanish(uid: number, earlier: boolean, at: string): void {
    const index = this.messages.findIndex((message) => message.uid === uid);
    if (earlier) {
      assert.equal(index, -1, `${at}: the message is still there for the client`);
      return;
    }
    if (index !== -1) {
      this.messages.splice(index, 1);
      return;
    }
    // One of those whose uid was never told, between the neighbours that are known: which one cannot be seen.
    const above = this.messages.findIndex((message) => message.uid !== undefined && message.uid > uid);
    const end = above === -1 ? this.messages.length : above;
    let start = end;
    while (start > 0 && this.messages[start - 1]!.uid === undefined) start--;
    assert.ok(start < end, `${at}: ${uid} was not in the mailbox`);
    this.messages.splice(end - 1, 1);
    for (let i = start; i < end - 1; i++) this.messages[i]!.flags = undefined;
  }

  /** RFC 7162 §6: a HIGHESTMODSEQ counts even below what was seen; else the highest MODSEQ of the command does. */
  #learnModSeq(lines: readonly string[], selects: boolean): void {
    const text = lines.join('\n');
    const codes = [...text.matchAll(/\[HIGHESTMODSEQ (\d+)\]/g)].map((match) => Number(match[1]));
    const seen = [...text.matchAll(/^\* \d+ FETCH .*MODSEQ \((\d+)\)/gm)].map((match) => Number(match[1]));
    this.modSeq = codes.at(-1) ?? (selects ? this.modSeq : Math.max(this.modSeq, ...seen));
    this.uidValidity = Number(/\[UIDVALIDITY (\d+)\]/.exec(text)?.[1] ?? this.uidValidity);
  }

  async hangUp(): Promise<void> {
    this.connection.destroy();
    await this.#served;
  }
}

/** The numbers of a set without `*`. */
function spread(set: string): readonly number[] {
  return set.split(',').flatMap((range) => {
    const [first, last] = range.split(':').map(Number);
    return Array.from({ length: (last ?? first!) - first! + 1 }, (_, i) => first! + i);
  });
}
