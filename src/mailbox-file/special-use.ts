import type { MailboxPath } from './mailbox-path.ts';

export type SpecialUse = 'archive' | 'drafts' | 'junk' | 'sent' | 'trash';

/** Names by which servers and programs have called the mailboxes of special use (RFC 6154), in small letters. */
const NAMES: Readonly<Record<SpecialUse, readonly string[]>> = {
  sent: [
    'sent',
    'sent items',
    'sent messages',
    'sent mail',
    'sent-mail',
    'gesendet',
    'gesendete elemente',
    'envoyés',
    'enviados',
  ],
  drafts: ['drafts', 'draft', 'entwürfe', 'brouillons', 'borradores'],
  junk: ['junk', 'spam', 'junk e-mail', 'junk email', 'junk mail', 'bulk mail'],
  trash: [
    'trash',
    'deleted items',
    'deleted messages',
    'deleted',
    'bin',
    'papierkorb',
    'gelöschte elemente',
    'corbeille',
  ],
  archive: ['archive', 'archives', 'archiv'],
};

/** What a mailbox at the top, or right below INBOX, is for by its name. */
export function guessSpecialUse(path: MailboxPath): SpecialUse | undefined {
  const own = path[0]?.toUpperCase() === 'INBOX' ? path.slice(1) : path;
  const name = own.length === 1 ? own[0]!.normalize('NFC').toLowerCase() : undefined;
  const uses = Object.keys(NAMES) as SpecialUse[];
  return uses.find((use) => name !== undefined && NAMES[use].includes(name));
}
