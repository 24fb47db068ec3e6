/** What strangers do to SMTP, and people with a stolen laptop to submission. Each attack throws where the server gave in. */
import { SMUGGLING_ENDS, smuggler } from './hostile-mail.ts';
import { LmtpClient } from './lmtp-client.ts';
import { Peer } from './peer.ts';
import { expect, expectEqual } from './report.ts';
import { address, PASSWORD, type ProofServer } from './server.ts';

export interface SmtpAttack {
  readonly name: string;
  run(): Promise<string | undefined>;
}

const FROM = 'MAIL FROM:<a@elsewhere.example>';

/** `countOf`: how many messages somebody has. */
export function smtpAttacks(server: ProofServer, countOf: (name: string) => Promise<number>): readonly SmtpAttack[] {
  const smtp = () => LmtpClient.open(server.port('smtp'), 'EHLO');
  const submission = () => LmtpClient.open(server.port('submission'), 'EHLO');
  const rcpt = (name: string) => `RCPT TO:<${address(name)}>`;

  /** A mail is begun; then what `send` sends brings as many new messages as it says. */
  const bringing = async (send: (client: LmtpClient) => Promise<number>): Promise<void> => {
    const before = await countOf('anna');
    const client = await smtp();
    await client.must(FROM, 2);
    await client.must(rcpt('anna'), 2);
    const expected = await send(client);
    const next = await client.command('NOOP');
    expect(next.startsWith('250'), `NOOP got ${next}`);
    expect(!(await client.peer.hears(50)), 'more replies than commands');
    client.close();
    expectEqual((await countOf('anna')) - before, expected, 'new messages');
  };

  const smuggling = SMUGGLING_ENDS.map((end) => ({
    name: `SMTP: nothing is smuggled behind ${JSON.stringify(end)}`,
    run: async () => {
      await bringing(async (client) => {
        await client.must('DATA', 3);
        client.peer.send(smuggler(end));
        client.peer.send('.\r\n');
        return (await client.reply()).startsWith('250') ? 1 : 0;
      });
      return undefined;
    },
  }));

  return [
    ...smuggling,
    {
      name: 'SMTP: what BDAT counts is no command, taken or refused',
      run: async () => {
        const hidden = `RSET\r\n${FROM}\r\n${rcpt('anna')}\r\nBDAT 0 LAST\r\n`;
        await bringing(async (client) => {
          client.peer.send(`BDAT ${hidden.length}\r\n${hidden}RSET\r\nBDAT ${hidden.length} LAST\r\n${hidden}`);
          expect((await client.reply()).startsWith('250'), 'the chunk');
          expect((await client.reply()).startsWith('250'), 'RSET');
          expect((await client.reply()).startsWith('503'), 'the chunk without a recipient');
          return 0;
        });
        return undefined;
      },
    },
    {
      name: 'SMTP: lies about sizes',
      run: async () => {
        for (const lie of [
          'BDAT 99999999999999999999',
          'BDAT 9007199254740993 LAST',
          'BDAT -1',
          'BDAT 1e9',
          'BDAT 0x10',
        ]) {
          const client = await smtp();
          await client.must(FROM, 2);
          await client.must(rcpt('anna'), 2);
          const reply = await client.command(lie);
          expect(/^5/.test(reply), `${lie}: ${reply}`);
          client.close();
        }
        // More than was said at MAIL is still a mail; less octets than BDAT said, and gone, is none.
        const before = await countOf('anna');
        const client = await smtp();
        await client.must(FROM, 2);
        await client.must(rcpt('anna'), 2);
        client.peer.send('BDAT 1000000 LAST\r\nSubject: half');
        client.close();
        expectEqual(await countOf('anna'), before, 'messages');
        return undefined;
      },
    },
    {
      name: 'SMTP: 100,000 chunks of nothing',
      run: async () => {
        await bringing(async (client) => {
          client.peer.send('BDAT 0\r\n'.repeat(100_000));
          client.peer.send('BDAT 0 LAST\r\n');
          for (let i = 0; i <= 100_000; i++) expect((await client.reply()).startsWith('250'), 'not taken');
          return 1;
        });
        return undefined;
      },
    },
    {
      name: 'SMTP: 10,000 recipients, and names that nobody has',
      run: async () => {
        const client = await smtp();
        await client.must(FROM, 2);
        client.peer.send(`${rcpt('anna')}\r\n`.repeat(10_000));
        const codes = new Map<string, number>();
        for (let i = 0; i < 10_000; i++) {
          const code = (await client.reply()).slice(0, 3);
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
        expectEqual(codes.get('250'), 1_000, 'accepted');
        expectEqual(codes.get('452'), 9_000, 'put off');
        client.close();
        const harvester = await smtp();
        await harvester.must(FROM, 2);
        let asked = 0;
        for (; asked < 10_000; asked++) {
          harvester.peer.send(`RCPT TO:<name${asked}@example.org>\r\n`);
          if ((await harvester.reply()).startsWith('421')) break;
        }
        expect(asked < 200, `${asked} names were answered`);
        harvester.close();
        return `sent away after ${asked} names`;
      },
    },
    {
      name: 'SMTP and submission: what is pipelined behind STARTTLS is not run',
      run: async () => {
        for (const listener of ['smtp', 'submission']) {
          const peer = await Peer.open(server.port(listener));
          await peer.line();
          peer.send('STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@elsewhere.example>\r\n');
          await peer.line();
          await peer.startTls();
          expect(!(await peer.hears(300)), `${listener} answered an injected command`);
          peer.send('MAIL FROM:<>\r\n');
          const reply = await peer.line();
          expect(reply.startsWith('503'), `${listener} remembered a greeting: ${reply}`);
          peer.close();
        }
        return undefined;
      },
    },
    {
      name: 'submission: wrong passwords one after another',
      run: async () => {
        const response = Buffer.from(`\0${address('eve')}\0wrong`).toString('base64');
        let tried = 0;
        for (let connection = 0; connection < 3; connection++) {
          const client = await submission();
          for (;;) {
            client.peer.send(`AUTH PLAIN ${response}\r\n`);
            const reply = await client.reply();
            expect(/^(535|454|421)/.test(reply), reply);
            if (reply.startsWith('421') || ++tried > 100) break;
            if (!(await client.peer.hears(5)) && reply.startsWith('454')) break;
          }
          client.close();
        }
        expect(tried < 30, `${tried} tries were checked`);
        return `${tried} tries`;
      },
    },
    {
      name: 'submission: nobody sends without a login, nor as another, nor elsewhere',
      run: async () => {
        const client = await submission();
        expect((await client.command(`MAIL FROM:<${address('anna')}>`)).startsWith('530'), 'no login');
        await client.must(`AUTH PLAIN ${Buffer.from(`\0${address('anna')}\0${PASSWORD}`).toString('base64')}`, 2);
        expect((await client.command(`MAIL FROM:<${address('quiet')}>`)).startsWith('553'), 'as another');
        await client.must(`MAIL FROM:<${address('anna')}>`, 2);
        expect((await client.command('RCPT TO:<a@elsewhere.example>')).startsWith('550'), 'elsewhere');
        client.close();
        const stranger = await smtp();
        await stranger.must(FROM, 2);
        for (const foreign of [
          '<a@elsewhere.example>',
          '<@example.org:a@elsewhere.example>',
          '<a%elsewhere.example@example.org>',
          '<"a@elsewhere.example"@example.org>',
        ]) {
          expect((await stranger.command(`RCPT TO:${foreign}`)).startsWith('550'), foreign);
        }
        stranger.close();
        return undefined;
      },
    },
  ];
}
