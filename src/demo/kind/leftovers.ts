import { Flag } from '../../store/index.ts';
import { FRIENDS } from '../correspondent.table.ts';
import type { Correspondent, Letter } from '../letter.ts';
import { paragraphs } from '../prose.ts';
import { DAY_MS, letterId, type Placed, type Scene } from '../scene.ts';

const JUNK = [
  'You have won a boat',
  'RE: RE: your parcel could not be deliverd',
  'Hot stocks for cold days',
  'Dear friend, I am the widow of a general',
  '💊💊 Cheap, cheap, cheap 💊💊',
  'Your mailbox is 99% full!! Click now',
] as const;

/** What piles up: junk, what was thrown away, drafts that wait, and an archive. */
export function leftovers(scene: Scene): readonly Placed[] {
  const { chance, now, ada, kenji } = scene;
  const placed: Placed[] = [];
  const put = (owner: Correspondent, mailbox: string, letter: Letter, flags: number, keywords: readonly string[]) => {
    placed.push({ letter, owner, mailbox: [mailbox], flags, keywords });
  };
  for (let i = 0; i < 24; i++) {
    const owner = i % 3 === 0 ? kenji : ada;
    const from = { name: 'Prize Office', address: `office${i}@prizes.example` };
    const letter = note(from, owner, chance.pick(JUNK), now - (i + 0.4) * DAY_MS, scene);
    put(owner, 'Junk', letter, chance.happens(0.3) ? Flag.seen : 0, ['$Junk']);
  }
  for (let i = 0; i < 30; i++) {
    const owner = i % 3 === 0 ? kenji : ada;
    const letter = note(FRIENDS.greta, owner, `Card index, drawer ${i + 1}`, now - (40 + i * 21) * DAY_MS, scene);
    if (i % 5 === 0) put(owner, 'Trash', letter, Flag.seen | Flag.deleted, []);
    else put(owner, 'Archive', letter, Flag.seen, ['$NotJunk', 'card-index']);
  }
  const drafts = ['Talk in November, an outline', '(no subject yet)', 'Letter to the tram company'];
  for (const [i, subject] of drafts.entries()) {
    put(
      ada,
      'Drafts',
      note(ada, FRIENDS.katya, subject, now - (1 + i * 9) * DAY_MS, scene),
      Flag.seen | Flag.draft,
      [],
    );
  }
  return placed;
}

function note(from: Correspondent, to: Correspondent, subject: string, at: number, scene: Scene): Letter {
  const text = `${paragraphs(scene.chance, scene.chance.between(1, 3)).join('\n\n')}\n`;
  return { id: letterId(scene, 'leftovers.example'), at, from, to: [to], subject, text };
}
