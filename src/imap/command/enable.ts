import type { Account } from '../../directory/index.ts';
import { hearOfAnnotations } from '../annotation/news.ts';
import type { Session } from '../session/session.ts';
import { enableCondstore } from '../session/sync.ts';
import { enableArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { okay } from './outcome.ts';

type Enable = (session: Session, account: Account) => void | Promise<void>;

/** RFC 9051 §6.3.1: what can be enabled, and how. Other names are passed over. */
const ROWS: readonly { readonly name: string; readonly enable: Enable }[] = [
  {
    name: 'IMAP4rev2',
    enable(session) {
      session.enabled.rev2 = true;
      session.peer.mode = { ...session.peer.mode, utf8: true };
    },
  },
  {
    // RFC 9755 §3, RFC 6855 §3: a charset label would contradict it.
    name: 'UTF8=ACCEPT',
    enable(session) {
      session.enabled.utf8Accept = true;
      session.peer.mode = { utf8: true, refusesCharset: true };
    },
  },
  { name: 'CONDSTORE', enable: enableCondstore },
  // RFC 5464 §4.1: either name turns the news of both on.
  { name: 'METADATA', enable: hearOfAnnotations },
  { name: 'METADATA-SERVER', enable: hearOfAnnotations },
  {
    // RFC 7162 §3.2.3: CONDSTORE comes with it.
    name: 'QRESYNC',
    enable(session) {
      session.enabled.qresync = true;
      enableCondstore(session);
    },
  },
];

export const enable = afterLogin({
  name: 'ENABLE',
  arguments: enableArguments,
  async run({ capabilities }, { session, account }) {
    const rows = ROWS.filter(({ name }) => capabilities.includes(name.toUpperCase()));
    for (const row of rows) await row.enable(session, account);
    session.respond({ kind: 'enabled', capabilities: rows.map(({ name }) => name) });
    return okay('ENABLE completed');
  },
});
