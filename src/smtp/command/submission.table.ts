import type { Protocol } from '../session/command.ts';
import { reply } from '../wire/index.ts';
import { auth } from './auth.ts';
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

const { pipelining, size, eightBit, utf8, statusCodes, chunking, binary, limits, startTls, auth: logIn } = CAPABILITIES;
const mail = mailRow({ after: 'EHLO', bodies: ['7BIT', '8BITMIME', 'BINARYMIME'], submission: true });

/** RFC 6409: new mail from the people who are here, who log in first. */
export const SUBMISSION: Protocol = {
  name: 'submission',
  word: 'ESMTP',
  commands: [ehlo, helo, auth, mail, rcpt, data, bdat, rset, noop, vrfy, expn, help, starttls, quit],
  capabilities: [pipelining, size, eightBit, utf8, statusCodes, chunking, binary, limits, startTls, logIn],
  unknownHint: 'say EHLO or HELP',
  foreignRecipient: reply(550, '5.7.1', 'This server does not send mail to other domains yet'),
  repliesTo: 'wholeMail',
  strangers: false,
};
