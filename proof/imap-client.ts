import { type Part, readBody, readEnvelope } from './imap-grammar.ts';
import { type RawResponse, Scanner } from './imap-scanner.ts';
import { Peer } from './peer.ts';
import { PASSWORD } from './server.ts';

/** One FETCH response, read by the letter. Sections are named as the server names them, in upper case. */
export interface Fetched {
  readonly sequence: number;
  uid?: number;
  sizeBytes?: number;
  flags?: readonly string[];
  structure?: Part;
  readonly sections: Map<string, Buffer | undefined>;
}

export interface Answer {
  /** `OK`, `NO` or `BAD`. */
  readonly status: string;
  /** What follows the status. */
  readonly text: string;
  /** Untagged responses other than FETCH, without `* `. */
  readonly untagged: readonly string[];
  readonly fetched: readonly Fetched[];
}

/** As much of IMAP as a proof needs; it forgives nothing. */
export class ImapClient {
  readonly peer: Peer;
  #tags = 0;

  private constructor(peer: Peer) {
    this.peer = peer;
  }

  static async open(port: number, options: { readonly tls?: boolean } = {}): Promise<ImapClient> {
    const client = new ImapClient(await Peer.open(port, options));
    const greeting = await client.peer.line();
    if (!greeting.startsWith('* OK ')) throw new Error(`greeting: ${greeting}`);
    return client;
  }

  async logIn(user: string): Promise<void> {
    await this.must(`LOGIN "${user}" "${PASSWORD}"`);
  }

  /** Sends a command, with literals after the texts that end in their announcement, and reads to its end. */
  async run(command: string, ...literals: readonly Uint8Array[]): Promise<Answer> {
    const tag = this.send(command, ...literals);
    return this.answer(tag);
  }

  /** Sends without waiting. Literals are non-synchronising (RFC 7888); `§` in the command is where each goes. */
  send(command: string, ...literals: readonly Uint8Array[]): string {
    const tag = `t${++this.#tags}`;
    const texts = `${tag} ${command}\r\n`.split('§');
    texts.forEach((text, i) => {
      const literal = literals[i];
      this.peer.send(literal === undefined ? text : `${text}{${literal.length}+}\r\n`);
      if (literal !== undefined) this.peer.send(literal);
    });
    return tag;
  }

  async must(command: string, ...literals: readonly Uint8Array[]): Promise<Answer> {
    const answer = await this.run(command, ...literals);
    if (answer.status !== 'OK') throw new Error(`${command.split(' ')[0]}: ${answer.status} ${answer.text}`);
    return answer;
  }

  async answer(tag: string): Promise<Answer> {
    const untagged: string[] = [];
    const fetched: Fetched[] = [];
    for (;;) {
      const response = await this.response();
      const scanner = new Scanner(response);
      if (scanner.accept('* ')) {
        const fetch = /^\* (\d+) FETCH /.exec(response.texts[0]!);
        if (fetch !== null) fetched.push(readFetch(response));
        else untagged.push(scanner.rest());
        continue;
      }
      if (!scanner.accept(`${tag} `)) scanner.fail(`a response to ${tag}`);
      const status = scanner.match(/OK|NO|BAD/, 'a status');
      scanner.sp();
      const text = scanner.rest();
      if (text === '') scanner.fail('text');
      return { status, text, untagged, fetched };
    }
  }

  /** One line with its literals. */
  async response(): Promise<RawResponse> {
    const texts: string[] = [];
    const literals: Buffer[] = [];
    for (;;) {
      const line = await this.peer.line();
      const literal = /~?\{(\d+)\}$/.exec(line);
      if (literal === null) return { texts: [...texts, line], literals };
      texts.push(line.slice(0, literal.index));
      literals.push(await this.peer.octets(Number(literal[1])));
    }
  }

  close(): void {
    this.peer.close();
  }
}

function readFetch(response: RawResponse): Fetched {
  const scanner = new Scanner(response);
  scanner.expect('* ');
  const fetched: Fetched = { sequence: scanner.number(), sections: new Map() };
  scanner.expect(' FETCH (');
  do readItem(scanner, fetched);
  while (scanner.accept(' '));
  scanner.expect(')');
  scanner.end();
  return fetched;
}

function readItem(scanner: Scanner, fetched: Fetched): void {
  if (scanner.accept('BODY[')) {
    const section = scanner.match(/[0-9.]*(?:HEADER\.FIELDS(?:\.NOT)? \([^)]*\)|HEADER|TEXT|MIME)?/, 'a section');
    scanner.expect(']');
    if (scanner.accept('<')) {
      scanner.number();
      scanner.expect('>');
    }
    scanner.sp();
    fetched.sections.set(section, scanner.nstring({ nulAllowed: true }));
    return;
  }
  const name = scanner.match(/[A-Z0-9.]+/, 'an item');
  scanner.sp();
  if (name === 'UID') fetched.uid = scanner.number();
  else if (name === 'RFC822.SIZE') fetched.sizeBytes = scanner.number();
  else if (name === 'FLAGS') fetched.flags = readFlags(scanner);
  else if (name === 'INTERNALDATE') {
    scanner.match(/"[ 0-3]\d-[A-Z][a-z][a-z]-\d{4} \d\d:\d\d:\d\d [+-]\d{4}"/, 'a date-time');
  } else if (name === 'ENVELOPE') readEnvelope(scanner);
  else if (name === 'BODYSTRUCTURE' || name === 'BODY') fetched.structure = readBody(scanner);
  else if (name === 'MODSEQ') scanner.match(/\([1-9]\d*\)/, 'a modseq');
  else if (name === 'EMAILID' || name === 'THREADID') scanner.match(/\([A-Za-z0-9_-]{1,255}\)|NIL/, 'an object id');
  else scanner.fail(`an item that was asked for, not ${name},`);
}

function readFlags(scanner: Scanner): readonly string[] {
  scanner.expect('(');
  if (scanner.accept(')')) return [];
  const flags: string[] = [];
  do flags.push((scanner.accept('\\') ? '\\' : '') + scanner.atom());
  while (scanner.accept(' '));
  scanner.expect(')');
  return flags;
}
