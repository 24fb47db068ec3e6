import type { Protocol } from '../session/command.ts';
import { reply } from '../wire/index.ts';
import { CAPABILITIES } from './capability.table.ts';
import { data } from './data.ts';
import { help } from './help.ts';
import { lhlo } from './lhlo.ts';
import { mailRow } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';

const { pipelining, size, eightBit, utf8, statusCodes, startTls } = CAPABILITIES;
const mail = mailRow({ after: 'LHLO', bodies: ['7BIT', '8BITMIME'] });

/** RFC 2033. HELO and EHLO must not be understood (§4.1), so a sender that speaks SMTP finds out at once. */
export const LMTP: Protocol = {
  name: 'LMTP',
  word: 'LMTP',
  commands: [lhlo, mail, rcpt, data, rset, noop, vrfy, help, starttls, quit],
  capabilities: [pipelining, size, eightBit, utf8, statusCodes, startTls],
  unknownHint: 'this is LMTP, say LHLO or HELP',
  foreignRecipient: reply(550, '5.7.1', 'No mail for that domain here'),
  repliesTo: 'eachRecipient',
  strangers: false,
};
