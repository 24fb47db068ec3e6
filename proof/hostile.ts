/**
 * Everything that strangers do to a mail server, while a well-behaved client works beside them: its commands must still be
 * answered in time, and the server's memory must stay within a bound.
 */
import { Bystander } from './bystander.ts';
import {
  forwarded,
  longHeader,
  manyAddresses,
  manyHeaders,
  manyParts,
  nested,
  SMUGGLING_ENDS,
  smuggler,
  strayOctets,
  tangled,
  truncatedBase64,
} from './hostile-mail.ts';
import { smtpAttacks } from './hostile-smtp.ts';
import { ImapClient } from './imap-client.ts';
import { LmtpClient } from './lmtp-client.ts';
import { plainMail } from './mail.ts';
import { Peer } from './peer.ts';
import { Pop3Client } from './pop3-client.ts';
import { expect, expectEqual, Report } from './report.ts';
import { address, ProofServer } from './server.ts';

const LATENCY_MAX_MS = 2_000;
const MEMORY_MAX_BYTES = 300_000_000;
const GIGABYTE = 1_000_000_000;

const report = new Report();
const server = await ProofServer.start(['anna', 'eve', 'quiet']);
let bystander: Bystander | undefined;
let peakBytes = 0;

try {
  await deliver('quiet', plainMail('quiet'));
  bystander = await Bystander.start(server, address('quiet'));
  await proveWords();
  await proveLiterals();
  await proveGrammar();
  await proveMail();
  await proveSmuggling();
  for (const { name, run } of smtpAttacks(server, countOf)) await attack(name, run);
  await proveSilence();
  await proveCrowds();
} catch (error) {
  report.fail('the proof ran to its end', error instanceof Error ? (error.stack ?? error.message) : String(error));
} finally {
  await bystander?.stop();
  await report.step('memory of the server', async () => {
    expect(
      peakBytes < MEMORY_MAX_BYTES,
      `${megabytes(peakBytes)} at most, where the bound is ${megabytes(MEMORY_MAX_BYTES)}`,
    );
    return `${megabytes(peakBytes)} at most`;
  });
  await report.step('the server stops in order', async () => {
    expectEqual(await server.stop(), true, 'by itself');
    return undefined;
  });
}
process.exitCode = report.finish();

/** One attack: it must end as it says, the server must live, and the bystander must have been served meanwhile. */
async function attack(name: string, run: () => Promise<string | undefined>): Promise<void> {
  await report.step(name, async () => {
    bystander!.take();
    const detail = await run();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(server.running, `the server has ended: ${server.output.slice(-500)}`);
    const beside = bystander!.take();
    const memoryBytes = Math.max(server.memoryBytes(), beside.peakBytes);
    peakBytes = Math.max(peakBytes, memoryBytes);
    expect(beside.worstMs < LATENCY_MAX_MS, `the well-behaved client waited ${beside.worstMs.toFixed(0)} ms`);
    return `${detail === undefined ? '' : `${detail}; `}beside it ${beside.worstMs.toFixed(0)} ms at most, ${megabytes(memoryBytes)}`;
  });
}

async function proveWords(): Promise<void> {
  await attack('garbage gets BAD, and the session lives', async () => {
    const imap = await ImapClient.open(server.port('imap'));
    for (const garbage of [
      '\x00\x01\x02',
      '%%%',
      'tag',
      'a b c d',
      '* OK hello',
      '+ go',
      'GET / HTTP/1.1',
      '\xff\xfe',
    ]) {
      imap.peer.send(`${garbage}\r\n`);
      const line = await imap.peer.line();
      expect(/^(\S+) BAD /.test(line), `${JSON.stringify(garbage)} got ${line}`);
      await imap.must('NOOP');
    }
    imap.close();
    const pop3 = await Pop3Client.open(server.port('pop3'));
    for (const garbage of ['\x00', 'XXXXXXXX', 'RETR 1'])
      expect((await pop3.command(garbage)).startsWith('-ERR'), garbage);
    await pop3.must('CAPA');
    pop3.close();
    const lmtp = await LmtpClient.open(server.port('lmtp'));
    for (const garbage of ['\x00', 'XXXX', 'EHLO x', 'DATA'])
      expect((await lmtp.command(garbage)).startsWith('5'), garbage);
    await lmtp.must('NOOP', 2);
    lmtp.close();
    return undefined;
  });
  for (const listener of ['imap', 'pop3', 'lmtp', 'smtp', 'submission']) {
    await attack(`a line of 50 MB to ${listener} is not kept`, async () => {
      const peer = await Peer.open(server.port(listener));
      await peer.line();
      const chunk = Buffer.alloc(1_000_000, 'x');
      let sent = 0;
      for (; sent < 50 && (await peer.sendAll(chunk)); sent++);
      if (await peer.sendAll(Buffer.from('\r\n'))) {
        const said = (await peer.hears(5_000)) ? await peer.line() : undefined;
        expect(said === undefined || /BAD|BYE|-ERR|^[45]\d\d/.test(said), `it said ${said}`);
      }
      peer.close();
      return `${sent} MB taken`;
    });
  }
  await attack('100,000 commands in one write are all answered', async () => {
    const imap = await ImapClient.open(server.port('imap'));
    const count = 100_000;
    imap.peer.send('n NOOP\r\n'.repeat(count));
    for (let i = 0; i < count; i++) expect((await imap.peer.line()).startsWith('n OK'), 'not OK');
    imap.close();
    return undefined;
  });
  await attack('what is pipelined behind STARTTLS is not run', async () => {
    for (const [listener, command, injected] of [
      ['imap', 'a1 STARTTLS', 'a2 CAPABILITY'],
      ['pop3', 'STLS', 'CAPA'],
    ] as const) {
      const peer = await Peer.open(server.port(listener));
      await peer.line();
      peer.send(`${command}\r\n${injected}\r\n`);
      await peer.line();
      await peer.startTls();
      expect(!(await peer.hears(300)), `${listener} answered an injected command`);
      peer.close();
    }
    return undefined;
  });
}

async function proveLiterals(): Promise<void> {
  const tooLarge = `{${GIGABYTE * 10}}`;
  await attack('a literal of 10 GB is refused before it is read', async () => {
    const imap = await enter('eve');
    imap.peer.send(`a1 APPEND INBOX ${tooLarge}\r\n`);
    expect(/^a1 (NO|BAD) /.test(await imap.peer.line()), 'not refused');
    await imap.must('NOOP');
    imap.peer.send(`a2 APPEND INBOX {${GIGABYTE * 10}+}\r\n`);
    const line = await imap.peer.line();
    expect(/^(a2 (NO|BAD)|\* BYE) /.test(line), `it said ${line}`);
    imap.close();
    return line;
  });
  await attack('a literal of 1 GB before login is refused', async () => {
    for (const announcement of [
      `{${GIGABYTE}}`,
      `{${GIGABYTE}+}`,
      '{99999999999999999999}',
      '{18446744073709551616+}',
    ]) {
      const imap = await ImapClient.open(server.port('imap'));
      imap.peer.send(`a1 LOGIN ${announcement}\r\n`);
      const line = await imap.peer.line();
      expect(/^((a1|\*) (NO|BAD)|\* BYE) /.test(line), `${announcement}: it said ${line}`);
      imap.close();
    }
    return undefined;
  });
  await attack('100 announced literals of which nothing comes hold nothing', async () => {
    const peers: ImapClient[] = [];
    for (let i = 0; i < 100; i++) {
      const imap = await ImapClient.open(server.port('imap'));
      imap.peer.send('a1 LOGIN {1000+}\r\n');
      peers.push(imap);
    }
    for (const imap of peers) imap.close();
    return undefined;
  });
}

async function proveGrammar(): Promise<void> {
  const imap = await enter('eve');
  await imap.must('APPEND INBOX §', plainMail('for the grammar'));
  await imap.must('SELECT INBOX');
  const hostile: readonly (readonly [name: string, command: string])[] = [
    ['parentheses', `SEARCH ${'('.repeat(5_000)}ALL${')'.repeat(5_000)}`],
    ['NOT', `SEARCH ${'NOT '.repeat(2_000)}ALL`],
    ['OR', `SEARCH ${'OR '.repeat(2_000)}${'ALL '.repeat(2_000)}ALL`],
    ['a wildcard that backtracks', `LIST "" "${'%*'.repeat(200)}x"`],
    ['a set of many ranges', `FETCH ${Array.from({ length: 1_500 }, () => '1:4294967295').join(',')} FLAGS`],
    ['a set beyond 32 bits', 'UID FETCH 1:99999999999999999999 FLAGS'],
    ['a deep section', `FETCH 1 BODY.PEEK[${Array.from({ length: 2_000 }, () => '1').join('.')}]`],
    ['a partial beyond all', 'FETCH 1 BODY.PEEK[]<9007199254740993.9007199254740993>'],
    ['many items', `FETCH 1 (${'BODY.PEEK[] '.repeat(500)}FLAGS)`],
    ['a mailbox name of one octet too many', `CREATE "${'a/'.repeat(1_500)}b"`],
    ['modified UTF-7 that is none', 'CREATE "&AAAA&-&"'],
    ['keywords without end', `STORE 1 +FLAGS (${Array.from({ length: 800 }, (_, i) => `k${i}`).join(' ')})`],
  ];
  for (const [name, command] of hostile) {
    await attack(`grammar: ${name}`, async () => {
      const { status } = await imap.run(command);
      await imap.must('NOOP');
      return status;
    });
  }
  imap.close();
}

async function proveMail(): Promise<void> {
  const mails: readonly (readonly [name: string, message: Buffer])[] = [
    ['10,000 parts within each other', nested(10_000)],
    ['1,000 messages within each other', forwarded(1_000)],
    ['20,000 parts beside each other', manyParts(20_000)],
    ['a header line of 10 MB', longHeader(10_000_000)],
    ['100,000 addresses', manyAddresses(100_000)],
    ['200,000 header fields', manyHeaders(200_000)],
    ['tangled syntax', tangled(20_000)],
    ['NUL, bare CR, bare LF', strayOctets()],
    ['broken base64', truncatedBase64()],
  ];
  for (const [name, message] of mails) {
    await attack(`LMTP: ${name}`, async () => {
      const reply = await deliver('anna', message);
      if (!reply.startsWith('250')) {
        expect(/^5\d\d /.test(reply), reply);
        return `refused: ${reply}`;
      }
      return readBack('anna', message);
    });
    await attack(`APPEND: ${name}`, async () => {
      const imap = await enter('eve');
      const { status, text } = await imap.run('APPEND INBOX §', message);
      imap.close();
      expect(status !== 'BAD' || message.includes(0), text);
      return status === 'OK' ? readBack('eve', message) : `${status} ${text}`;
    });
  }
}

/** The last message of INBOX: every view of it, read by the letter. */
async function readBack(name: string, message: Buffer): Promise<string> {
  const imap = await enter(name);
  await imap.must('EXAMINE INBOX');
  const { fetched } = await imap.must('FETCH * (RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER] BODY.PEEK[])');
  const got = fetched[0]?.sections.get('');
  expect(got?.equals(message) === true, `other octets came back: ${got?.length} of ${message.length}`);
  expectEqual(fetched[0]?.sizeBytes, message.length, 'RFC822.SIZE');
  await imap.must('SEARCH TEXT nowhere');
  imap.close();
  return 'kept byte for byte';
}

async function proveSmuggling(): Promise<void> {
  for (const end of SMUGGLING_ENDS) {
    await attack(`nothing is smuggled behind ${JSON.stringify(end)}`, async () => {
      const before = await countOf('anna');
      const lmtp = await LmtpClient.open(server.port('lmtp'));
      await lmtp.must('MAIL FROM:<a@elsewhere.example>', 2);
      await lmtp.must(`RCPT TO:<${address('anna')}>`, 2);
      await lmtp.must('DATA', 3);
      lmtp.peer.send(smuggler(end));
      lmtp.peer.send('.\r\n');
      const reply = await lmtp.reply();
      const next = await lmtp.command('NOOP');
      expect(next.startsWith('250'), `NOOP got ${next}`);
      expect(!(await lmtp.peer.hears(50)), 'more replies than commands');
      lmtp.close();
      expectEqual((await countOf('anna')) - before, reply.startsWith('250') ? 1 : 0, 'new messages');
      return reply;
    });
  }
}

async function proveSilence(): Promise<void> {
  const large = plainMail('large', `${'x'.repeat(98)}\r\n`.repeat(40_000));
  for (let i = 0; i < 5; i++) await deliver('eve', large);
  await attack('20 clients that stop reading in the midst of FETCH hold little', async () => {
    const stalled: ImapClient[] = [];
    for (let i = 0; i < 20; i++) {
      const imap = await enter('eve');
      await imap.must('EXAMINE INBOX');
      for (let j = 0; j < 10; j++) imap.send('FETCH 1:* BODY.PEEK[]');
      imap.peer.socket.pause();
      stalled.push(imap);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (const imap of stalled) imap.close();
    return undefined;
  });
  await attack('a client that stops reading in the midst of RETR holds little', async () => {
    const pop3 = await Pop3Client.open(server.port('pop3'));
    await pop3.logIn(address('eve'));
    const count = Number((await pop3.must('STAT')).split(' ')[1]);
    for (let i = 0; i < 100; i++) pop3.peer.send(`RETR ${count}\r\n`);
    pop3.peer.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    pop3.close();
    return undefined;
  });
  await attack('clients that send an octet at a time', async () => {
    const slow: Peer[] = [];
    for (let i = 0; i < 150; i++) slow.push(await Peer.open(server.port(['imap', 'pop3', 'lmtp'][i % 3]!)));
    for (const octet of 'a1 CAPABILITY') {
      for (const peer of slow) peer.send(octet);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    for (const peer of slow) peer.close();
    return undefined;
  });
}

async function proveCrowds(): Promise<void> {
  await attack('1,000 connections', async () => {
    const started = performance.now();
    const crowd: ImapClient[] = [];
    const before = server.memoryBytes();
    for (let i = 0; i < 20; i++) {
      const wave = Array.from({ length: 50 }, () => ImapClient.open(server.port('imap')));
      crowd.push(...(await Promise.all(wave)));
    }
    const tookMs = performance.now() - started;
    await Promise.all(crowd.map((imap) => imap.must('CAPABILITY')));
    const each = (server.memoryBytes() - before) / crowd.length / 1024;
    for (const imap of crowd) imap.close();
    return `open in ${tookMs.toFixed(0)} ms, ${each.toFixed(0)} KB each`;
  });
  await attack('1,000 connections that break off at once', async () => {
    for (let i = 0; i < 1_000; i++) {
      const peer = await Peer.open(server.port(i % 2 === 0 ? 'imaps' : 'pop3'));
      peer.send('\x16\x03\x01');
      peer.close();
    }
    return undefined;
  });
  await attack('wrong passwords', async () => {
    const imap = await ImapClient.open(server.port('imap'));
    const { status } = await imap.run(`LOGIN "${address('quiet')}" wrong`);
    imap.close();
    return status;
  });
}

async function enter(name: string): Promise<ImapClient> {
  const imap = await ImapClient.open(server.port('imap'));
  await imap.logIn(address(name));
  return imap;
}

async function deliver(name: string, message: Buffer): Promise<string> {
  const lmtp = await LmtpClient.open(server.port('lmtp'));
  const [reply = ''] = await lmtp.deliver([address(name)], message);
  lmtp.close();
  return reply;
}

async function countOf(name: string): Promise<number> {
  const imap = await enter(name);
  const { untagged } = await imap.must('STATUS INBOX (MESSAGES)');
  imap.close();
  return Number(/MESSAGES (\d+)/.exec(untagged.join())?.[1]);
}

function megabytes(octets: number): string {
  return `${(octets / 1e6).toFixed(0)} MB`;
}
