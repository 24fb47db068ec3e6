import type { Protocol } from '../session/command.ts';
import { reply } from '../wire/index.ts';
import { bdat } from './bdat.ts';
import { CAPABILITIES } from './capability.table.ts';
import { data } from './data.ts';
import { ehlo } from './ehlo.ts';
import { expn } from './expn.ts';
import { helo } from './helo.ts';
import { help } from './help.ts';
import { mailRow } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';

const { pipelining, size, eightBit, utf8, statusCodes, chunking, binary, limits, startTls } = CAPABILITIES;
const mail = mailRow({ after: 'EHLO', bodies: ['7BIT', '8BITMIME', 'BINARYMIME'] });

/** RFC 5321: mail from other servers, for the people who are here. Nobody logs in, and nothing is passed on. */
export const SMTP: Protocol = {
  name: 'SMTP',
  word: 'ESMTP',
  commands: [ehlo, helo, mail, rcpt, data, bdat, rset, noop, vrfy, expn, help, starttls, quit],
  capabilities: [pipelining, size, eightBit, utf8, statusCodes, chunking, binary, limits, startTls],
  unknownHint: 'say EHLO or HELP',
  foreignRecipient: reply(550, '5.7.1', 'Relaying denied: no mail for that domain here'),
  repliesTo: 'wholeMail',
  strangers: true,
};
