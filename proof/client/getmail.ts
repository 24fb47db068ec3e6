import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { output } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { hashByImap, hashOfMessages } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, type World } from './world.ts';

/** getmail knows no STARTTLS. */
const WAYS = [
  { retriever: 'SimplePOP3Retriever', protocol: 'pop3', security: 'plain' },
  { retriever: 'SimplePOP3SSLRetriever', protocol: 'pop3', security: 'tls' },
  { retriever: 'SimpleIMAPRetriever', protocol: 'imap', security: 'plain' },
  { retriever: 'SimpleIMAPSSLRetriever', protocol: 'imap', security: 'tls' },
] as const;

/** getmail with state of its own. Into a Maildir it would not deliver as root: so it hands each message to a program. */
export class Getmail {
  readonly #scratch = new Scratch('getmail');
  readonly #mail = this.#scratch.in('mail');

  constructor(port: number, user: string, way: (typeof WAYS)[number], remove = false) {
    mkdirSync(this.#mail);
    this.#scratch.write('getmailrc', [
      `[retriever]\ntype = ${way.retriever}\nserver = localhost\nport = ${port}\nusername = ${user}\npassword = ${PASSWORD}`,
      ...(way.protocol === 'imap' ? ['mailboxes = ("INBOX",)'] : []),
      `[destination]\ntype = MDA_external\nallow_root_commands = true\npath = /bin/sh\narguments = ("-c", "cat > ${this.#mail}/$$")`,
      `[options]\ndelivered_to = false\nreceived = false\nread_all = false\ndelete = ${remove}\nverbose = 0`,
    ]);
  }

  async fetch(): Promise<string> {
    await output('getmail', ['--getmaildir', this.#scratch.path]);
    return hashOfMessages(readdirSync(this.#mail).map((name) => readFileSync(`${this.#mail}/${name}`)));
  }

  discard(): void {
    this.#scratch.discard();
  }
}

export async function proveGetmail(world: World): Promise<void> {
  const { server, report } = world;
  await deliverSamples(world, 'gina');
  const imap = await world.imap('gina');
  const expected = await hashByImap(imap, 'INBOX', { withFlags: false });
  for (const way of WAYS) {
    await report.step(`getmail fetches by ${way.protocol} (${way.security})`, async () => {
      const program = new Getmail(server.port(listenerFor(way.protocol, way.security)), address('gina'), way);
      expectEqual(await program.fetch(), expected, 'fetched');
      expectEqual(await program.fetch(), expected, 'fetched after it asked again');
      program.discard();
      return expected;
    });
  }
  await report.step('getmail takes mail away', async () => {
    const program = new Getmail(server.port('pop3'), address('gina'), WAYS[0], true);
    expect((await program.fetch()).startsWith(`${SAMPLES.length} `), 'all fetched');
    expect((await hashByImap(imap)).startsWith('0 messages'), 'the inbox is empty');
    program.discard();
    return undefined;
  });
  imap.close();
}
