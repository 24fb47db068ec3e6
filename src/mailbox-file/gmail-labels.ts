export interface GmailLabels {
  readonly system: readonly ('inbox' | 'sent' | 'drafts' | 'junk' | 'trash')[];
  /** Labels of the person's own; `/` divides levels. */
  readonly own: readonly string[];
  readonly seen: boolean;
  readonly flagged: boolean;
  readonly important: boolean;
}

const SYSTEM: ReadonlyMap<string, GmailLabels['system'][number]> = new Map([
  ['inbox', 'inbox'],
  ['sent', 'sent'],
  ['drafts', 'drafts'],
  ['draft', 'drafts'],
  ['spam', 'junk'],
  ['trash', 'trash'],
]);
const STATES = new Set(['unread', 'opened', 'starred', 'important', 'archived', 'chat']);

/** The decoded value of X-Gmail-Labels, as Takeout writes it in English: names with commas between them, some in quotes. */
export function parseGmailLabels(value: string): GmailLabels {
  const labels = (value.match(/"[^"]*"|[^,]+/g) ?? [])
    .map((label) =>
      label
        .trim()
        .replace(/^"(.*)"$/s, '$1')
        .trim(),
    )
    .filter((label) => label !== '');
  const has = (name: string) => labels.some((label) => label.toLowerCase() === name);
  const system = labels.flatMap((label) => SYSTEM.get(label.toLowerCase()) ?? []);
  const own = labels.filter((label) => {
    const name = label.toLowerCase();
    return !SYSTEM.has(name) && !STATES.has(name) && !name.startsWith('category ');
  });
  return { system, own, seen: !has('unread'), flagged: has('starred'), important: has('important') };
}
