/**
 * Programs that people use, against a real server, in the clear and with TLS: what each has afterwards is what the server
 * has, by one hash over all messages and flags.
 *
 *   node proof/clients.ts [PROGRAM...]     all, or those named
 *
 * The programs come from Debian's packages (see `.ci/run`): what cannot be run has failed.
 */
import { proveCurl } from './client/curl.ts';
import { proveFetchmail } from './client/fetchmail.ts';
import { proveGetmail } from './client/getmail.ts';
import { proveIdle } from './client/idle.ts';
import { proveImapflow } from './client/imapflow.ts';
import { proveIsync } from './client/isync.ts';
import { proveMpop } from './client/mpop.ts';
import { proveNeomutt } from './client/neomutt.ts';
import { proveOfflineimap } from './client/offlineimap.ts';
import { proveOpenssl } from './client/openssl.ts';
import { proveThunderbird } from './client/prove-thunderbird.ts';
import { proveSending } from './client/sending.ts';
import { proveTogether } from './client/together.ts';
import { World } from './client/world.ts';
import { expectEqual, Report } from './report.ts';
import { ProofServer } from './server.ts';

/** Each works on accounts of its own. */
const PROGRAMS: Readonly<Record<string, (world: World) => Promise<void>>> = {
  curl: proveCurl,
  openssl: proveOpenssl,
  isync: proveIsync,
  offlineimap: proveOfflineimap,
  fetchmail: proveFetchmail,
  getmail: proveGetmail,
  mpop: proveMpop,
  neomutt: proveNeomutt,
  sending: proveSending,
  thunderbird: proveThunderbird,
  imapflow: proveImapflow,
  idle: proveIdle,
  together: proveTogether,
};
const PEOPLE = [
  'anna',
  'ben',
  'cleo',
  'olga',
  'fred',
  'gina',
  'mona',
  'nina',
  'sam',
  'rita',
  'tom-plain',
  'tom-tls',
  'tim-plain',
  'tim-tls',
  'thea-plain',
  'thea-starttls',
  'thea-tls',
];

const wanted = process.argv.slice(2);
const report = new Report();
const server = await ProofServer.start(PEOPLE);
const world = await World.open(server, report);

for (const [name, prove] of Object.entries(PROGRAMS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  try {
    await prove(world);
  } catch (error) {
    report.fail(`${name} ran to its end`, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}
world.close();
await report.step('the server stops in order', async () => {
  expectEqual(await server.stop(), true, 'by itself');
  return undefined;
});
process.exitCode = report.finish();
