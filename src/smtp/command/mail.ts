import { command } from '../session/command.ts';
import type { MailParameters } from '../session/state.ts';
import { say } from '../session/step.ts';
import {
  type EsmtpParameters,
  formatMailbox,
  isAsciiMailbox,
  parsePathArgument,
  type Reply,
  reply,
} from '../wire/index.ts';

/** RFC 5321 §4.1.1.2, with SIZE (RFC 1870), BODY (RFC 6152) and SMTPUTF8 (RFC 6531). */
export const mail = command({
  verb: 'MAIL',
  states: ['ready'],
  hint: 'Say LHLO before MAIL, and MAIL once for each mail',
  syntax: 'MAIL FROM:<address> [SIZE=octets] [BODY=7BIT|8BITMIME] [SMTPUTF8]',
  run(state, argument, { scene, wireLimits }) {
    const path = parsePathArgument(argument, 'FROM', wireLimits);
    if (path === undefined) return say(state, reply(501, '5.5.4', 'Say MAIL FROM:<address>'));
    const read = readParameters(path.parameters);
    if ('code' in read) return say(state, read);
    if (read.sizeBytes !== undefined && read.sizeBytes > scene.messageMaxBytes) {
      return say(state, reply(552, '5.3.4', `The mail is larger than ${scene.messageMaxBytes} octets`));
    }
    if (path.mailbox !== null && !read.utf8 && !isAsciiMailbox(path.mailbox)) {
      return say(state, reply(553, '5.6.7', 'An address beyond ASCII needs SMTPUTF8'));
    }
    const sender = path.mailbox === null ? '' : formatMailbox(path.mailbox);
    const next = { kind: 'sender', peerName: state.peerName, mail: { ...read, sender } } as const;
    return say(next, reply(250, '2.1.0', 'Sender accepted'));
  },
});

function readParameters(parameters: EsmtpParameters): Omit<MailParameters, 'sender'> | Reply {
  let sizeBytes: number | undefined;
  let utf8 = false;
  for (const [keyword, value] of parameters) {
    switch (keyword) {
      case 'SIZE':
        if (value === undefined || !/^\d{1,20}$/.test(value)) return reply(501, '5.5.4', 'SIZE is a number of octets');
        sizeBytes = Number(value);
        break;
      case 'BODY':
        // What is announced changes nothing: octets are kept as they come.
        if (!/^(?:7BIT|8BITMIME)$/i.test(value ?? '')) return reply(501, '5.5.4', 'BODY is 7BIT or 8BITMIME');
        break;
      case 'SMTPUTF8':
        if (value !== undefined) return reply(501, '5.5.4', 'SMTPUTF8 has no value');
        utf8 = true;
        break;
      default:
        return reply(555, '5.5.4', `MAIL has no parameter ${keyword} here`);
    }
  }
  return { sizeBytes, utf8 };
}
