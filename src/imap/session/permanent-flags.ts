import { flagRights, Right } from '../../store/index.ts';
import { SYSTEM_FLAG_NAMES, systemFlagBit } from './flag-names.ts';
import { flagSurvey } from './flag-survey.ts';
import type { Session } from './session.ts';
import type { MailboxView } from './view.ts';

/** FLAGS and PERMANENTFLAGS (RFC 9051 §7.3.2, §7.1): the second are those that the rights allow (RFC 4314 §5.1.1). */
export function tellFlags(session: Session, view: MailboxView, { keywords } = flagSurvey(view.latest)): void {
  const flags = [...SYSTEM_FLAG_NAMES, ...keywords];
  session.respond({ kind: 'flags', flags });
  const permanent = view.readOnly ? [] : permitted(flags, view.rights);
  session.tell('OK', permanent.length === 0 ? 'No flags can be changed' : 'Flags can be changed', {
    kind: 'PERMANENTFLAGS',
    flags: permanent,
  });
  view.toldFlagRights = flagLetters(view.rights);
}

/** Those of the rights that say which flags can be changed (RFC 4314 §4). */
export function flagLetters(rights: number): number {
  return rights & (Right.seen | Right.write | Right.deleteMessages);
}

function permitted(flags: readonly string[], rights: number): readonly string[] {
  const may = flagRights(rights);
  const chosen = flags.filter((name) => {
    const bit = systemFlagBit(name);
    return bit === undefined ? may.keywords : (bit & may.system) !== 0;
  });
  return may.keywords ? [...chosen, '\\*'] : chosen;
}

/** Rights that change what others see; `s` is among them where \Seen is one for all (RFC 4314 §5.2). */
const WRITING = Right.insert | Right.expunge | Right.write | Right.deleteMessages;

/** Whether SELECT answers READ-WRITE. */
export function isWritable(view: MailboxView): boolean {
  const { seenState } = view.latest.mailbox;
  const writing = seenState === 'shared' ? WRITING | Right.seen : WRITING;
  return !view.readOnly && (view.rights & writing) !== 0;
}
