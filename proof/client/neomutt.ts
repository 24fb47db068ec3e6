import { output } from '../program.ts';
import { expect, expectEqual } from '../report.ts';
import { address, PASSWORD } from '../server.ts';
import { hashByImap, hashOfMaildir } from './hash.ts';
import { deliverSamples, SAMPLES } from './sample.ts';
import { Scratch } from './scratch.ts';
import { listenerFor, SECURITIES, type Security, type World } from './world.ts';

/** neomutt in a terminal, with keys pushed into it. */
class Neomutt {
  readonly #scratch = new Scratch('neomutt');
  readonly #config: string;

  constructor(port: number, user: string, security: Security, certificateFile: string) {
    const url = `${security === 'tls' ? 'imaps' : 'imap'}://localhost:${port}/`;
    this.#config = this.#scratch.write('neomuttrc', [
      `set imap_user="${user}" imap_pass="${PASSWORD}" folder="${url}" spool_file="+INBOX"`,
      `set certificate_file="${certificateFile}" ssl_starttls=${security === 'starttls' ? 'yes' : 'no'}`,
      `set ssl_force_tls=${security === 'plain' ? 'no' : 'yes'} imap_authenticators="login:plain"`,
      'set confirm_append=no confirm_create=no delete=yes quit=yes move=no wait_key=no mark_old=no mbox_type=Maildir',
      'set sort=mailbox-order help=no record="" postponed="" resolve=no sleep_time=0 mail_check_stats=no',
    ]);
  }

  /** Opens the inbox, presses the keys and leaves; what they ask for is written back. */
  async press(...keys: readonly string[]): Promise<void> {
    const quoted = [...keys, '<sync-mailbox><quit>'].join('').replace(/"/g, '\\"');
    const command = `exec neomutt -n -F ${this.#config} -e 'push "${quoted}"'`;
    await output('script', ['-qefc', command, '/dev/null']);
  }

  async copyAll(): Promise<string> {
    const folder = this.#scratch.in('copied');
    await this.press('<tag-pattern>~A<enter>', `<tag-prefix><copy-message><kill-line>${folder}<enter>`);
    return hashOfMaildir(folder, { withFlags: false });
  }

  discard(): void {
    this.#scratch.discard();
  }
}

export async function proveNeomutt(world: World): Promise<void> {
  const { server, report } = world;
  const certificate = await world.certificate();
  await deliverSamples(world, 'nina');
  const imap = await world.imap('nina');
  const open = (security: Security) =>
    new Neomutt(server.port(listenerFor('imap', security)), address('nina'), security, certificate);
  for (const security of SECURITIES) {
    await report.step(`neomutt copies all of the inbox (${security})`, async () => {
      const program = open(security);
      const here = await program.copyAll();
      expectEqual(here, await hashByImap(imap, 'INBOX', { withFlags: false }), 'copied');
      program.discard();
      return here;
    });
  }
  await report.step('neomutt flags, deletes and moves', async () => {
    const program = open('tls');
    await program.press(
      '1<enter><flag-message>',
      '2<enter><delete-message>',
      '3<enter><save-message><kill-line>=Archive<enter>',
    );
    program.discard();
    await imap.must('EXAMINE INBOX');
    const { fetched } = await imap.must('FETCH 1:* (UID FLAGS)');
    expectEqual(fetched.length, SAMPLES.length - 2, 'messages in INBOX');
    expect(fetched[0]?.flags?.includes('\\Flagged') === true, `flags of the first: ${fetched[0]?.flags}`);
    expect((await hashByImap(imap, 'Archive')).startsWith('1 messages'), 'one in Archive');
    return undefined;
  });
  imap.close();
}
