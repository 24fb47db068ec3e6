/** Flags of Maildir file names (https://cr.yp.to/proto/maildir.html) as bits of the store's system flags. */
const LETTERS = { S: 1, R: 2, F: 4, T: 8, D: 16 } as const;

export interface MaildirFlags {
  /** A mask: seen 1, answered 2, flagged 4, deleted 8, draft 16. */
  readonly system: number;
  readonly keywords: readonly string[];
}

/**
 * What the name of a file says: `1700000000.M1P2.host,S=123,W=130:2,FSa`. `P` (passed) is the keyword $Forwarded; small letters
 * are Dovecot's, named in its `dovecot-keywords`; one that is not named there says nothing.
 */
export function parseMaildirFlags(fileName: string, keywordNames: readonly string[]): MaildirFlags {
  const at = fileName.search(/[:;]2,/);
  const letters = at === -1 ? '' : fileName.slice(at + 3).split(',')[0]!;
  let system = 0;
  const keywords: string[] = [];
  for (const letter of letters) {
    if (letter in LETTERS) system |= LETTERS[letter as keyof typeof LETTERS];
    else if (letter === 'P') keywords.push('$Forwarded');
    else if (letter >= 'a' && letter <= 'z') {
      const name = keywordNames[letter.charCodeAt(0) - 0x61];
      if (name !== undefined && name !== '') keywords.push(name);
    }
  }
  return { system, keywords };
}

/** The flags of a file name. Keywords past the 26th of the list have no letter. */
export function formatMaildirFlags({ system, keywords }: MaildirFlags, keywordNames: readonly string[]): string {
  const letters = (Object.keys(LETTERS) as (keyof typeof LETTERS)[]).filter((letter) => system & LETTERS[letter]);
  const small: string[] = [];
  for (const keyword of keywords) {
    if (keyword.toLowerCase() === '$forwarded') letters.push('P' as 'S');
    const at = keywordNames.indexOf(keyword);
    if (at >= 0 && at < 26) small.push(String.fromCharCode(0x61 + at));
  }
  return [...letters.sort(), ...small.sort()].join('');
}

/** `dovecot-keywords`: lines of `<number> <name>`, number 0 for the letter a. */
export function parseDovecotKeywords(text: string): readonly string[] {
  const names: string[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d{1,2}) (\S+)$/.exec(line.trimEnd());
    if (match !== null && Number(match[1]) < 26) names[Number(match[1])] = match[2]!;
  }
  return Array.from(names, (name) => name ?? '');
}

export function formatDovecotKeywords(names: readonly string[]): string {
  return names
    .slice(0, 26)
    .map((name, index) => `${index} ${name}\n`)
    .join('');
}
