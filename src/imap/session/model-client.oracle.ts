import assert from 'node:assert/strict';
import { ScriptedConnection } from '../../connection/index.ts';
import type { World } from '../testing.ts';

/** One message as a client remembers it: what it was not told, it does not know. */
export interface KnownMessage {
  uid: number | undefined;
  flags: string | undefined;
}

/**
 * A client that believes what it is told: EXISTS adds messages at the end, EXPUNGE takes one away and renumbers the rest,
 * FETCH says what a number's uid and flags are. It fails where the server breaks a rule of RFC 9051 §7.4.1 and §7.5.1.
 */
export class ModelClient {
  readonly connection = new ScriptedConnection({ loopback: true });
  readonly messages: KnownMessage[] = [];
  #tag = 0;
  #served: Promise<void>;

  constructor(world: World) {
    this.#served = world.server.serve(this.connection);
  }

  /** Runs one command and believes its answers; gives the tagged line. */
  async run(command: string): Promise<string> {
    const tag = `t${++this.#tag}`;
    const text = await this.connection.exchange(`${tag} ${command}\r\n`);
    const lines = text.split('\r\n').slice(0, -1);
    const last = lines.pop() ?? '';
    assert.ok(last.startsWith(`${tag} `), `${command}: ${JSON.stringify(text)}`);
    const noExpunge = /^(FETCH|STORE|SEARCH) /.test(command);
    for (const line of lines) this.believe(line, noExpunge, command);
    return last;
  }

  believe(line: string, noExpunge: boolean, command: string): void {
    const [, number, word, rest] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH|RECENT)(.*)$/.exec(line) ?? [];
    if (number === undefined) return;
    const n = Number(number);
    if (word === 'EXISTS') {
      assert.ok(n >= this.messages.length, `${command}: EXISTS must not shrink the mailbox: ${line}`);
      while (this.messages.length < n) this.messages.push({ uid: undefined, flags: undefined });
    } else if (word === 'EXPUNGE') {
      assert.ok(!noExpunge, `${command}: ${line}`);
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

  async hangUp(): Promise<void> {
    this.connection.destroy();
    await this.#served;
  }
}
