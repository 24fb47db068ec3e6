import { output } from '../program.ts';
import { expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { hashByImap, hashOfMaildir } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, SECURITIES, type Security, type World } from './world.ts';

/** mpop with a list of UIDLs of its own, delivering into a Maildir. */
export class Mpop {
  readonly #scratch = new Scratch('mpop');
  readonly #maildir = this.#scratch.makeMaildir('mail');
  readonly #config: string;

  constructor(port: number, user: string, security: Security, certificateFile: string, keep = true) {
    this.#config = this.#scratch.write('mpoprc', [
      `account default\nhost localhost\nport ${port}\nuser ${user}\npassword ${PASSWORD}`,
      `keep ${keep ? 'on' : 'off'}\nreceived_header off\npipelining on\nuidls_file ${this.#scratch.in('uidls')}`,
      `tls ${security === 'plain' ? 'off' : 'on'}\ntls_starttls ${security === 'starttls' ? 'on' : 'off'}`,
      ...(security === 'plain' ? ['auth user'] : [`tls_trust_file ${certificateFile}`, 'auth plain']),
      `delivery maildir ${this.#maildir}`,
    ]);
  }

  async fetch(): Promise<string> {
    await output('mpop', ['-C', this.#config, '-q']);
    return hashOfMaildir(this.#maildir, { withFlags: false });
  }

  discard(): void {
    this.#scratch.discard();
  }
}

export async function proveMpop(world: World): Promise<void> {
  const { server, report } = world;
  const certificate = await world.certificate();
  await deliverSamples(world, 'mona');
  const imap = await world.imap('mona');
  const expected = await hashByImap(imap, 'INBOX', { withFlags: false });
  for (const security of SECURITIES) {
    await report.step(`mpop fetches (${security})`, async () => {
      const program = new Mpop(server.port(listenerFor('pop3', security)), address('mona'), security, certificate);
      expectEqual(await program.fetch(), expected, 'fetched');
      expectEqual(await program.fetch(), expected, 'fetched after it asked again');
      program.discard();
      return expected;
    });
  }
  await report.step('mpop takes mail away', async () => {
    const program = new Mpop(server.port('pop3'), address('mona'), 'plain', certificate, false);
    expectEqual((await program.fetch()).split(' ')[0], String(SAMPLES.length), 'messages fetched');
    expectEqual((await hashByImap(imap)).split(' ')[0], '0', 'messages left');
    program.discard();
    return undefined;
  });
  imap.close();
}
