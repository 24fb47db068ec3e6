/**
 * Every message of the corpus goes in by LMTP and, with whatever line ends it has, by APPEND; it comes back, byte for
 * byte, by IMAP and by POP3; and everything that IMAP tells about a message agrees with its octets.
 */
import { asSent, CORPUS_FOLDER, type CorpusMessage, corpusMessages } from './corpus.ts';
import { type Fetched, ImapClient } from './imap-client.ts';
import { sections } from './imap-grammar.ts';
import { LmtpClient } from './lmtp-client.ts';
import { Pop3Client } from './pop3-client.ts';
import { expectEqual, Report } from './report.ts';
import { address, ProofServer } from './server.ts';

const MESSAGES_MIN = 1_200;
/** Fewer than `smtp.mailsMax`. */
const MAILS_OF_SESSION = 500;
const ANNA = address('anna');
const BEN = address('ben');
const report = new Report();

const corpus = corpusMessages();
if (corpus === undefined) {
  console.log(`skipped: the corpus is not there (${CORPUS_FOLDER})`);
  process.exit(0);
}
const server = await ProofServer.start(['anna', 'ben']);
try {
  await prove(corpus);
} catch (error) {
  report.fail('the proof ran to its end', error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await report.step('the server stops in order', async () => {
    expectEqual(await server.stop(), true, 'by itself');
    return undefined;
  });
}
process.exitCode = report.finish();

async function prove(messages: readonly CorpusMessage[]): Promise<void> {
  report.count('the corpus is whole', messages.length >= MESSAGES_MIN, () => `only ${messages.length} messages`);
  const accepted = await deliverAll(messages);
  report.note(`${messages.length} messages, ${accepted.length} accepted by LMTP`);
  await checkAllByImap(ANNA, accepted);
  await checkByPop3(ANNA, accepted);
  const appended = await appendAll(messages);
  report.note(`${messages.length} messages, ${appended.length} accepted by APPEND`);
  await checkAllByImap(BEN, appended);
  await checkByPop3(BEN, appended);
}

/** The messages that were accepted, with the octets that were sent, in the order of INBOX. */
async function deliverAll(messages: readonly CorpusMessage[]): Promise<readonly CorpusMessage[]> {
  const accepted: CorpusMessage[] = [];
  let lmtp = await LmtpClient.open(server.port('lmtp'));
  for (const [i, { name, bytes }] of messages.entries()) {
    if (i > 0 && i % MAILS_OF_SESSION === 0) {
      lmtp.close();
      lmtp = await LmtpClient.open(server.port('lmtp'));
    }
    const sent = asSent(bytes);
    const [reply = ''] = await lmtp.deliver([ANNA], sent);
    if (report.count(`LMTP takes ${name}`, reply.startsWith('250'), () => reply)) accepted.push({ name, bytes: sent });
  }
  lmtp.close();
  return accepted;
}

/** As they are, line ends and all. Only what the grammar keeps out of a literal may be refused. */
async function appendAll(messages: readonly CorpusMessage[]): Promise<readonly CorpusMessage[]> {
  const accepted: CorpusMessage[] = [];
  const imap = await ImapClient.open(server.port('imap'));
  await imap.logIn(BEN);
  for (const message of messages) {
    const { status, text } = await imap.run('APPEND INBOX §', message.bytes);
    const refusable = message.bytes.length === 0 || message.bytes.includes(0);
    report.count(`APPEND takes ${message.name}`, status === 'OK' || refusable, () => `${status} ${text}`);
    if (status === 'OK') accepted.push(message);
  }
  imap.close();
  return accepted;
}

async function checkAllByImap(user: string, messages: readonly CorpusMessage[]): Promise<void> {
  const imap = await ImapClient.open(server.port('imap'));
  await imap.logIn(user);
  const { untagged } = await imap.must('EXAMINE INBOX');
  report.count('IMAP counts them all', untagged.includes(`${messages.length} EXISTS`), () => untagged.join(' | '));
  const totals = { octets: 0, parts: 0 };
  for (const [i, message] of messages.entries()) {
    try {
      await checkByImap(imap, i + 1, message, totals);
    } catch (error) {
      report.fail(`IMAP: ${message.name}`, error instanceof Error ? error.message : String(error));
      if (imap.peer.ended) break;
    }
  }
  imap.close();
  report.note(`IMAP: ${messages.length} messages, ${totals.octets} octets, ${totals.parts} parts compared`);
}

async function checkByImap(
  imap: ImapClient,
  sequence: number,
  { name, bytes }: CorpusMessage,
  totals: { octets: number; parts: number },
): Promise<void> {
  const items =
    'UID RFC822.SIZE INTERNALDATE FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT]';
  const fetched = only((await imap.must(`FETCH ${sequence} (${items})`)).fetched, sequence);
  const whole = fetched.sections.get('');
  const halves = Buffer.concat([
    fetched.sections.get('HEADER') ?? Buffer.alloc(0),
    fetched.sections.get('TEXT') ?? Buffer.alloc(0),
  ]);
  const same = (what: string, got: Buffer | undefined) =>
    report.count(`${what} of ${name}`, got?.equals(bytes) === true, () => firstDifference(got, bytes));
  same('BODY[]', whole);
  same('BODY[HEADER] and BODY[TEXT]', halves);
  report.count(
    `RFC822.SIZE of ${name}`,
    fetched.sizeBytes === bytes.length,
    () => `${fetched.sizeBytes}, not ${bytes.length}`,
  );
  totals.octets += bytes.length;
  await checkParts(imap, sequence, name, fetched, totals);
}

async function checkParts(
  imap: ImapClient,
  sequence: number,
  name: string,
  { structure }: Fetched,
  totals: { parts: number },
): Promise<void> {
  if (structure === undefined) throw new Error('no BODYSTRUCTURE');
  const parts = sections(structure);
  totals.parts += parts.length;
  if (parts.length === 0) return;
  const items = parts.map(({ section }) => `BODY.PEEK[${section}]`).join(' ');
  const fetched = only((await imap.must(`FETCH ${sequence} (${items})`)).fetched, sequence);
  for (const { section, octets } of parts) {
    // A message within an encoded part is not looked into: told as empty, answered with NIL.
    const length = fetched.sections.has(section) ? (fetched.sections.get(section)?.length ?? 0) : undefined;
    report.count(`BODY[${section}] of ${name}`, length === octets, () => `${length} octets, not ${octets}`);
  }
}

/** Lines end with CRLF on this way, whatever they end with in the store; the sizes are those of what is sent. */
async function checkByPop3(user: string, stored: readonly CorpusMessage[]): Promise<void> {
  const messages = stored.map(({ name, bytes }) => ({ name, bytes: asSent(bytes) }));
  const pop3 = await Pop3Client.open(server.port('pop3'));
  // Else a header beyond ASCII comes as a surrogate.
  await pop3.must('UTF8');
  await pop3.logIn(user);
  const octets = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const stat = await pop3.must('STAT');
  report.count('STAT', stat === `+OK ${messages.length} ${octets}`, () => `${stat}, not ${messages.length} ${octets}`);
  const list = await pop3.lines('LIST');
  const uidl = await pop3.lines('UIDL');
  const ids = new Set(uidl.map((line) => line.split(' ')[1]));
  report.count('UIDL names each once', ids.size === messages.length, () => `${ids.size} of ${messages.length}`);
  for (const [i, { name, bytes }] of messages.entries()) {
    const got = await pop3.message(`RETR ${i + 1}`);
    report.count(`RETR of ${name}`, got.equals(bytes), () => firstDifference(got, bytes));
    report.count(`LIST of ${name}`, list[i] === `${i + 1} ${bytes.length}`, () => `${list[i]}, not ${bytes.length}`);
  }
  await pop3.must('QUIT');
  report.note(`POP3: ${messages.length} messages, ${octets} octets compared`);
}

function only(fetched: readonly Fetched[], sequence: number): Fetched {
  const one = fetched.find((candidate) => candidate.sequence === sequence);
  if (one === undefined || fetched.length !== 1) throw new Error(`${fetched.length} FETCH responses for ${sequence}`);
  return one;
}

function firstDifference(got: Buffer | undefined, wanted: Buffer): string {
  if (got === undefined) return 'nothing came';
  let at = 0;
  while (at < wanted.length && got[at] === wanted[at]) at++;
  const around = (bytes: Buffer) => JSON.stringify(bytes.subarray(Math.max(0, at - 20), at + 20).toString('latin1'));
  return `differs at ${at}: ${around(got)} where ${around(wanted)} was sent (${got.length} and ${wanted.length} octets)`;
}
