import type { Protocol } from '../session/command.ts';
import { data } from './data.ts';
import { help } from './help.ts';
import { lhlo } from './lhlo.ts';
import { mail } from './mail.ts';
import { noop } from './noop.ts';
import { quit } from './quit.ts';
import { rcpt } from './rcpt.ts';
import { rset } from './rset.ts';
import { starttls } from './starttls.ts';
import { vrfy } from './vrfy.ts';

/** RFC 2033. HELO and EHLO must not be understood (§4.1), so a sender that speaks SMTP finds out at once. */
export const LMTP: Protocol = {
  name: 'LMTP',
  commands: [lhlo, mail, rcpt, data, rset, noop, vrfy, help, starttls, quit],
  unknownHint: 'this is LMTP, say LHLO or HELP',
};
