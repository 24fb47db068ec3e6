import type { ComposedField } from '../../message/index.ts';
import { LISTENERS } from '../correspondent.table.ts';
import type { Correspondent, Letter } from '../letter.ts';
import { LISTS, type MailingList } from '../mailing-list.table.ts';
import { paragraphs, quoted, wrapped } from '../prose.ts';
import { DAY_MS, HOUR_MS, hostOf, letterId, type Placed, place, type Scene, YEAR_DAYS } from '../scene.ts';

/** Two mailing lists with threads that branch, as lists do. */
export function mailingLists(scene: Scene): readonly Placed[] {
  return LISTS.flatMap((list) => {
    const topics = list.topics.flatMap((topic, i) => {
      const daysAgo = ((i + 0.5) * 2 * YEAR_DAYS) / list.topics.length;
      return thread(topic, scene.now - daysAgo * DAY_MS, list, scene);
    });
    return topics.flatMap((letter) => place(letter, scene, { mailbox: list.mailbox }));
  });
}

function thread(topic: string, start: number, list: MailingList, scene: Scene): readonly Letter[] {
  const { chance, now } = scene;
  const letters = [post(topic, start, list, scene, undefined)];
  for (let i = chance.between(list.repliesMin, list.repliesMax); i > 0; i--) {
    // Mostly the last letter is answered, at times an earlier one: the thread branches.
    const before = chance.happens(0.6) ? letters.at(-1)! : chance.pick(letters);
    const latest = Math.max(...letters.map(({ at }) => at));
    const at = Math.min(latest + chance.next() * 30 * HOUR_MS, now - 60_000);
    letters.push(post(topic, at, list, scene, before));
  }
  return letters;
}

function post(topic: string, at: number, list: MailingList, scene: Scene, before: Letter | undefined): Letter {
  const { chance, ada, kenji } = scene;
  const from = chance.pick(LISTENERS);
  const own = wrapped(paragraphs(chance, chance.between(1, 4)).join('\n\n'));
  const quote = before?.text === undefined ? '' : `${before.from.name} wrote:\n\n${quoted(before.text, 14)}\n\n`;
  const readers = list.reader === 'both' ? [ada, kenji] : [ada];
  return {
    id: letterId(scene, hostOf(from)),
    at,
    offsetMinutes: chance.pick([-300, 0, 60, 120, 330, 540]),
    from,
    to: [{ name: list.name, address: list.address }],
    // Mail of a list is for its members, who stand in no field: these two stand in Cc so that each has a copy.
    cc: readers,
    subject: `${before === undefined ? '' : 'Re: '}[${list.tag}] ${topic}`,
    text: `${quote}${own}\n\n-- \n${from.name}\n`,
    fields: listFields(list, from),
    ...(before === undefined ? {} : { inReplyTo: before }),
  };
}

/** RFC 2919 and RFC 2369. */
function listFields({ name, address }: MailingList, sender: Correspondent): readonly ComposedField[] {
  const [local = '', host = ''] = address.split('@');
  return [
    { name: 'Sender', value: `${local}-bounces@${host}` },
    { name: 'Reply-To', value: `${address}` },
    { name: 'List-Id', value: `${name} <${local}.${host}>` },
    { name: 'List-Post', value: `<mailto:${address}>` },
    { name: 'List-Archive', value: `<https://${host}/archive/${local}/>` },
    { name: 'List-Unsubscribe', value: `<mailto:${local}-leave@${host}>` },
    { name: 'Precedence', value: 'list' },
    { name: 'X-Original-From', value: sender.address },
  ];
}
