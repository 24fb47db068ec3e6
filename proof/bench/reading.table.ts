import { address } from '../server.ts';
import { END_LINE, mail } from './bench-mail.ts';
import { ImapWire } from './imap-wire.ts';
import { expectEqual, inMailbox, type Stage, type Workload } from './workload.ts';

const SELECTS = 200;
/** What a server did so often it does as it will for the rest of the day. */
const WARM_UPS = 50;
const LIST = '(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)';
const HEADER = '(UID FLAGS BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID REFERENCES CONTENT-TYPE)])';
const SINGLES_MAX = 1_000;

export const READING: readonly Workload[] = [
  { name: 'login', about: 'login and LOGOUT', needs: [], run: (stage) => logins(stage, 'login', {}) },
  {
    name: 'login-tls',
    about: 'the same by TLS',
    needs: [],
    run: (stage) => logins(stage, 'login, TLS', { tls: true }),
  },
  {
    name: 'login-select',
    about: 'login and SELECT of the largest mailbox',
    needs: ['big'],
    run: (stage) => logins(stage, `login + SELECT of ${stage.sizes.big}`, { user: 'big', select: stage.sizes.big }),
  },
  { name: 'select', about: 'SELECT of the largest mailbox, warm', needs: ['big'], run: select },
  { name: 'fetch-list', about: `FETCH ${LIST}, first and again`, needs: ['list'], run: fetchList },
  { name: 'fetch-header', about: 'FETCH of header fields, first and again', needs: ['list'], run: fetchHeader },
  { name: 'fetch-flags', about: 'FETCH FLAGS of the largest mailbox', needs: ['big'], run: fetchFlags },
  { name: 'fetch-body', about: 'FETCH BODY.PEEK[] of all, and one at a time', needs: ['list'], run: fetchBody },
];

interface Login {
  readonly tls?: boolean;
  readonly user?: string;
  readonly select?: number;
}

async function logins({ server, meter, sizes }: Stage, name: string, login: Login): Promise<void> {
  const { tls = false, user = 'u0', select: messages } = login;
  const port = tls ? server.ports.imaps : server.ports.imap;
  const once = async () => {
    const imap = await ImapWire.logIn(port, address(user), { tls });
    if (messages !== undefined) await imap.select('INBOX', messages);
    await imap.logOut();
  };
  for (let i = 0; i < WARM_UPS; i++) await once();
  await meter.measure(name, 'login', sizes.logins, async (lap) => {
    for (let i = 0; i < sizes.logins; i++) await lap(once);
  });
}

function select(stage: Stage): Promise<void> {
  const { big } = stage.sizes;
  return inMailbox(stage, 'big', big, async (imap) => {
    for (let i = 0; i < WARM_UPS; i++) await imap.select('INBOX', big);
    await stage.meter.measure(`SELECT of ${big}, warm`, 'SELECT', SELECTS, async (lap) => {
      for (let i = 0; i < SELECTS; i++) await lap(() => imap.select('INBOX', big));
    });
  });
}

/** The whole mailbox once, and three times again. */
async function firstAndAgain(stage: Stage, name: string, command: string, marker: string): Promise<void> {
  const { list } = stage.sizes;
  await inMailbox(stage, 'list', list, async (imap) => {
    const run = async () => {
      await imap.mustCount(command, marker, list);
    };
    await stage.meter.measure(`${name}, first`, 'message', list, run);
    await stage.meter.measure(`${name}, again`, 'message', list * 3, async () => {
      for (let i = 0; i < 3; i++) await run();
    });
  });
}

function fetchList(stage: Stage): Promise<void> {
  return firstAndAgain(stage, `FETCH list of ${stage.sizes.list}`, `FETCH 1:* ${LIST}`, ' BODYSTRUCTURE (');
}

function fetchHeader(stage: Stage): Promise<void> {
  return firstAndAgain(stage, 'FETCH header fields', `FETCH 1:* ${HEADER}`, 'Message-ID: <bench-');
}

function fetchFlags(stage: Stage): Promise<void> {
  const { big } = stage.sizes;
  return inMailbox(stage, 'big', big, (imap) =>
    stage.meter.measure(`FETCH FLAGS of ${big}`, 'message', big * 5, async () => {
      for (let i = 0; i < 5; i++) await imap.mustCount('FETCH 1:* (FLAGS)', ' FETCH (', big);
    }),
  );
}

async function fetchBody(stage: Stage): Promise<void> {
  const { list } = stage.sizes;
  const singles = Math.min(list, SINGLES_MAX);
  let octets = 0;
  for (let i = 0; i < list; i++) octets += mail(i).length;
  await inMailbox(stage, 'list', list, async (imap) => {
    await stage.meter.measure('FETCH BODY.PEEK[] of all', 'message', list, async () => {
      const { bytes } = await imap.mustCount('FETCH 1:* BODY.PEEK[]', END_LINE, list);
      const around = bytes - octets;
      if (around < list * 20 || around > list * 60) throw new Error(`${bytes} octets, ${octets} of mail`);
    });
    await stage.meter.measure('FETCH BODY.PEEK[], one at a time', 'message', singles, async (lap) => {
      for (let i = 1; i <= singles; i++) {
        const { counted } = await lap(() => imap.must(`FETCH ${i} BODY.PEEK[]`, { count: END_LINE }));
        expectEqual('whole mails', counted, 1);
      }
    });
  });
}
