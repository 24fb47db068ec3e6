import { auth } from './auth.ts';
import { capa } from './capa.ts';
import type { CommandRow } from './command.ts';
import { dele } from './dele.ts';
import { lang } from './lang.ts';
import { list } from './list.ts';
import { noop } from './noop.ts';
import { pass } from './pass.ts';
import { quit } from './quit.ts';
import { retr } from './retr.ts';
import { rset } from './rset.ts';
import { stat } from './stat.ts';
import { stls } from './stls.ts';
import { top } from './top.ts';
import { uidl } from './uidl.ts';
import { user } from './user.ts';
import { utf8 } from './utf8.ts';

/** Every command there is. A new one is a file and a row. APOP is not offered: it needs passwords kept in clear. */
const ROWS: readonly CommandRow[] = [
  capa,
  lang,
  quit,
  user,
  pass,
  auth,
  stls,
  utf8,
  stat,
  list,
  retr,
  top,
  uidl,
  dele,
  rset,
  noop,
];

export const COMMANDS: ReadonlyMap<string, CommandRow> = new Map(ROWS.map((row) => [row.keyword, row]));
