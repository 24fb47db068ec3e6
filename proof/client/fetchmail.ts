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

interface Choice {
  readonly protocol: 'pop3' | 'imap';
  readonly security: Security;
}

/** fetchmail with state of its own, leaving mail on the server or taking it away. */
export class Fetchmail {
  readonly #scratch = new Scratch('fetchmail');
  readonly #config: string;

  constructor(port: number, user: string, { protocol, security }: Choice, certificateFile: string, keep: boolean) {
    mkdirSync(this.#scratch.in('mail'));
    const tls = { plain: "sslproto ''", starttls: "sslproto 'auto'", tls: 'ssl' }[security];
    this.#config = this.#scratch.write('fetchmailrc', [
      `set idfile "${this.#scratch.in('ids')}"`,
      `set pidfile "${this.#scratch.in('pid')}"`,
      'set invisible',
      `poll localhost protocol ${protocol} port ${port} ${protocol === 'pop3' ? 'uidl' : ''}`,
      `  user "${user}" password "${PASSWORD}" ${tls} sslcertfile "${certificateFile}" no sslcertck`,
      `  ${keep ? 'keep' : 'no keep'} no rewrite pass8bits`,
      `  mda "cat > ${this.#scratch.in('mail')}/$$"`,
    ]);
  }

  /** Gives how many messages it has fetched in all. */
  async fetch(): Promise<number> {
    const { code, stderr, stdout } = await run('fetchmail', ['-f', this.#config, '--nosyslog', '-N']);
    if (code !== 0 && code !== NOTHING_NEW) throw new Error(`fetchmail ended with ${code}: ${stderr} ${stdout}`);
    return this.messages().length;
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
  const certificate = await world.certificate();
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
        const program = new Fetchmail(port, address('fred'), { protocol, security }, certificate, true);
        expectEqual(await program.fetch(), SAMPLES.length, 'messages fetched');
        const here = hashOfMessages(program.messages());
        expectEqual(here, await hashByImap(imap, 'INBOX', { withFlags: false }), 'fetched and kept');
        expectEqual(await program.fetch(), SAMPLES.length, 'messages after it asked again');
        program.discard();
        return here;
      });
    }
  }
  await report.step('fetchmail takes mail away', async () => {
    const choice = { protocol: 'pop3', security: 'plain' } as const;
    const program = new Fetchmail(server.port('pop3'), address('fred'), choice, certificate, false);
    expectEqual(await program.fetch(), SAMPLES.length, 'messages fetched');
    expect((await hashByImap(imap)).startsWith('0 messages'), 'the inbox is empty');
    program.discard();
    return undefined;
  });
  imap.close();
}
