import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { output, run } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { hashByImap, hashOfMessages } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, SECURITIES, type Security, type World } from './world.ts';

/** There was nothing new, says fetchmail by its exit code. */
const NOTHING_NEW = 1;

export interface FetchmailOptions {
  readonly protocol: 'pop3' | 'imap';
  readonly security: Security;
  /** Of the server, to be trusted. */
  readonly certificateFile?: string;
  /** Mail stays on the server. */
  readonly keep: boolean;
}

/** fetchmail with state of its own, leaving mail on the server or taking it away. */
export class Fetchmail {
  readonly #scratch = new Scratch('fetchmail');
  #config = '';

  constructor(port: number, user: string, options: FetchmailOptions) {
    mkdirSync(this.#scratch.in('mail'));
    this.pointTo(port, user, options);
  }

  /** From now on another server is asked; what is known of the first is kept. */
  pointTo(port: number, user: string, { protocol, security, certificateFile, keep }: FetchmailOptions): void {
    const tls = { plain: "sslproto ''", starttls: "sslproto 'auto'", tls: 'ssl' }[security];
    const trust = certificateFile === undefined ? '' : `sslcertfile "${certificateFile}"`;
    this.#config = this.#scratch.write('fetchmailrc', [
      `set idfile "${this.#scratch.in('ids')}"`,
      `set pidfile "${this.#scratch.in('pid')}"`,
      'set invisible',
      `poll localhost protocol ${protocol} port ${port} ${protocol === 'pop3' ? 'uidl' : ''} auth password`,
      `  user "${user}" password "${PASSWORD}" ${tls} ${trust} no sslcertck`,
      `  ${keep ? 'keep' : 'no keep'} no rewrite pass8bits`,
      `  mda "cat > ${this.#scratch.in('mail')}/$$"`,
    ]);
  }

  /** Gives how many messages it has fetched now. */
  async fetch(): Promise<number> {
    const before = this.messages().length;
    const { code, stderr, stdout } = await run('fetchmail', ['-f', this.#config, '--nosyslog', '-N']);
    if (code !== 0 && code !== NOTHING_NEW) throw new Error(`fetchmail ended with ${code}: ${stderr} ${stdout}`);
    return this.messages().length - before;
  }

  messages(): readonly Buffer[] {
    const folder = this.#scratch.in('mail');
    return readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`));
  }

  discard(): void {
    this.#scratch.discard();
  }
}

export async function proveFetchmail(world: World): Promise<void> {
  const { server, report } = world;
  const certificateFile = await world.certificate();
  await output('fetchmail', ['--version']);
  await deliverSamples(world, 'fred');
  const imap = await world.imap('fred');
  for (const protocol of ['pop3', 'imap'] as const) {
    for (const security of SECURITIES) {
      const name = `fetchmail fetches by ${protocol} (${security})`;
      await report.step(name, async () => {
        await imap.must('SELECT INBOX');
        await imap.must('STORE 1:* -FLAGS.SILENT (\\Seen)');
        const port = server.port(listenerFor(protocol, security));
        const program = new Fetchmail(port, address('fred'), { protocol, security, certificateFile, keep: true });
        expectEqual(await program.fetch(), SAMPLES.length, 'messages fetched');
        const here = hashOfMessages(program.messages());
        expectEqual(here, await hashByImap(imap, 'INBOX', { withFlags: false }), 'fetched and kept');
        expectEqual(await program.fetch(), 0, 'messages when it asked again');
        program.discard();
        return here;
      });
    }
  }
  await report.step('fetchmail takes mail away', async () => {
    const options = { protocol: 'pop3', security: 'plain', keep: false } as const;
    const program = new Fetchmail(server.port('pop3'), address('fred'), options);
    expectEqual(await program.fetch(), SAMPLES.length, 'messages fetched');
    expect((await hashByImap(imap)).startsWith('0 messages'), 'the inbox is empty');
    program.discard();
    return undefined;
  });
  imap.close();
}
