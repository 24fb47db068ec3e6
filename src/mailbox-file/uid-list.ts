/** What a server has noted of the messages of a Maildir, by file name without flags. */
export interface UidList {
  readonly uidValidity: number;
  readonly uidNext: number;
  readonly entries: ReadonlyMap<string, UidListEntry>;
}
export interface UidListEntry {
  readonly uid: number;
  /** The unique id that POP3 showed, where it is not made by the format (`P` of Dovecot). */
  readonly uidl?: string;
  readonly guid?: string;
}

const UID_MAX = 0xfffffffe;

/** The part of a Maildir file name that stays: what stands before the flags. */
export function maildirBase(fileName: string): string {
  const at = fileName.search(/[:;]2,/);
  return at === -1 ? fileName : fileName.slice(0, at);
}

/**
 * A `dovecot-uidlist` (version 3 and 1) or `courierimapuiddb` (version 1); undefined if it is none. Lines that are broken
 * or whose uid does not ascend are passed over: their messages then get new uids.
 */
export function parseUidList(text: string): UidList | undefined {
  const lines = text.split('\n');
  const head = lines[0]!.trim().split(' ');
  const version = head[0];
  if (version !== '1' && version !== '3') return undefined;
  const field = (key: string) => Number(head.find((word) => word.startsWith(key))?.slice(1));
  const uidValidity = version === '3' ? field('V') : Number(head[1]);
  if (!Number.isInteger(uidValidity) || uidValidity < 1) return undefined;
  const entries = new Map<string, UidListEntry>();
  let last = 0;
  for (const line of lines.slice(1)) {
    const entry = version === '3' ? parseLine(line) : parseOldLine(line);
    if (entry === undefined || entry.uid <= last || entry.uid > UID_MAX) continue;
    last = entry.uid;
    const { base, ...rest } = entry;
    entries.set(base, rest);
  }
  const said = version === '3' ? field('N') : Number(head[2]);
  return {
    uidValidity,
    uidNext: Math.max(last + 1, Number.isInteger(said) && said <= UID_MAX + 1 ? said : 1),
    entries,
  };
}

/** `uid [<key><value> …] :<file name>` */
function parseLine(line: string): (UidListEntry & { readonly base: string }) | undefined {
  const match = /^(\d{1,10})((?: [^: ][^ ]*)*) :(.+)$/.exec(line.trimEnd());
  if (match === null) return undefined;
  const fields = match[2]!.split(' ').filter((word) => word !== '');
  const value = (key: string) => fields.find((word) => word.startsWith(key))?.slice(1);
  const uidl = value('P');
  const guid = value('G');
  return {
    uid: Number(match[1]),
    base: maildirBase(match[3]!),
    ...(uidl === undefined ? {} : { uidl }),
    ...(guid === undefined ? {} : { guid }),
  };
}

function parseOldLine(line: string): (UidListEntry & { readonly base: string }) | undefined {
  const match = /^(\d{1,10}) (.+)$/.exec(line.trimEnd());
  return match === null ? undefined : { uid: Number(match[1]), base: maildirBase(match[2]!) };
}

/** Version 3, as Dovecot reads it. File names are given without flags, uids ascending. */
export function formatUidList(
  { uidValidity, uidNext }: Pick<UidList, 'uidValidity' | 'uidNext'>,
  entries: readonly { readonly uid: number; readonly uidl?: string; readonly base: string }[],
): string {
  const lines = entries.map(({ uid, uidl, base }) => `${uid}${uidl === undefined ? '' : ` P${uidl}`} :${base}`);
  return [`3 V${uidValidity} N${uidNext}`, ...lines, ''].join('\n');
}

/**
 * `courierpop3dsizelist`, version 2 and 3: the unique id that Courier's POP3 shows of each file; undefined if it is none.
 * Files that are not in it are shown by their names.
 */
export function parseCourierPop3List(text: string): ReadonlyMap<string, string> | undefined {
  const [head = '', ...lines] = text.split('\n');
  if (!/^\/[23] \d+/.test(head)) return undefined;
  const uidls = new Map<string, string>();
  for (const line of lines) {
    const match = /^(.+) \d+ (\d+):(\d+)(?::\d+)?$/.exec(line.trimEnd());
    if (match === null || match[2] === '0') continue;
    uidls.set(maildirBase(match[1]!), match[3] === '0' ? `UID${match[2]}` : `UID${match[2]}-${match[3]}`);
  }
  return uidls;
}
