import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** So many are on their way at one time. */
const AT_ONCE = 64;

interface Member {
  readonly socket: Socket;
  account: string;
  heard: string;
  /** Resolves what is waited for. */
  hear: ((at: number) => void) | undefined;
  wanted: string;
}

/** Many IMAP sessions in IDLE, each as small as a client can be, so that the server is measured and not they. */
export class IdleCrowd {
  readonly #port: number;
  readonly #tls: boolean;
  readonly #members: Member[] = [];
  #entered = 0;

  constructor(port: number, tls: boolean) {
    this.#port = port;
    this.#tls = tls;
  }

  /** Opens so many more; resolves when each has been greeted. */
  async open(count: number): Promise<void> {
    let left = count;
    const openSome = async (): Promise<void> => {
      while (left-- > 0) this.#members.push(await this.#dial());
    };
    await Promise.all(Array.from({ length: AT_ONCE }, openSome));
  }

  /** Has all that are new log in, to each account in turn, select INBOX and go into IDLE. */
  async enter(accounts: readonly string[], password: string): Promise<void> {
    const enterSome = async (): Promise<void> => {
      for (let i = this.#entered++; i < this.#members.length; i = this.#entered++) {
        const member = this.#members[i]!;
        member.account = accounts[i % accounts.length]!;
        await say(member, `a LOGIN "${member.account}" "${password}"\r\n`, 'a OK');
        await say(member, 'b SELECT INBOX\r\n', 'b OK');
        await say(member, 'c IDLE\r\n', '+ ');
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, enterSome));
    this.#entered = this.#members.length;
  }

  /** When each session of an account is told of new mail: milliseconds by performance.now(). */
  expect(account: string): Promise<readonly number[]> {
    const members = this.#members.filter((member) => member.account === account);
    return Promise.all(members.map((member) => hears(member, ' EXISTS')));
  }

  close(): void {
    for (const { socket } of this.#members) socket.destroy();
  }

  async #dial(): Promise<Member> {
    const target = { host: '127.0.0.1', port: this.#port };
    const socket = this.#tls
      ? connectTls({ ...target, rejectUnauthorized: false })
      : connect({ ...target, noDelay: true });
    const member: Member = { socket, account: '', heard: '', hear: undefined, wanted: '' };
    socket.on('data', (chunk: Buffer) => listen(member, chunk));
    const greeted = hears(member, '* OK');
    await once(socket, this.#tls ? 'secureConnect' : 'connect');
    await greeted;
    return member;
  }
}

function listen(member: Member, chunk: Buffer): void {
  if (member.hear === undefined) return;
  member.heard += chunk.toString('latin1');
  if (!member.heard.includes(member.wanted)) return;
  const { hear } = member;
  member.hear = undefined;
  hear(performance.now());
}

function hears(member: Member, wanted: string): Promise<number> {
  member.heard = '';
  member.wanted = wanted;
  return new Promise((resolve) => {
    member.hear = resolve;
  });
}

async function say(member: Member, text: string, wanted: string): Promise<void> {
  const heard = hears(member, wanted);
  member.socket.write(text);
  await heard;
}
