import { SENDERS } from '../correspondent.table.ts';
import type { Letter } from '../letter.ts';
import { paragraphs, wrapped } from '../prose.ts';
import { DAY_MS, hostOf, letterId, type Placed, place, type Scene, YEAR_DAYS } from '../scene.ts';

const HEADLINES = [
  'The bridge reopens, and so does the argument about it',
  'Five ways to read a tide table',
  'Why the clock on the tower is four minutes slow',
  'Harvest: late, small and very sweet',
  'A map of every bench in town',
  'The tram that came back from the museum',
  'Letters: on gulls, again',
  'What the archivists found under the stairs',
  'Spring sale: 20 % on everything made of oak 🌳',
  'An hour with the lamplighter’s granddaughter',
] as const;

/** A letter every week for two years, in HTML with plain text beside it, and a monthly one with HTML alone. */
export function newsletters(scene: Scene): readonly Placed[] {
  const { ada, kenji, now } = scene;
  const placed: Placed[] = [];
  for (let day = 2; day < 2 * YEAR_DAYS; day += 7) {
    const to = day % 2 === 0 ? [ada, kenji] : [ada];
    placed.push(...place(issue(now - day * DAY_MS, to, scene), scene, { mailbox: ['Newsletters'] }));
  }
  for (let day = 11; day < 2 * YEAR_DAYS; day += 30) {
    placed.push(...place(advertisement(now - day * DAY_MS, scene), scene));
  }
  return placed;
}

function issue(at: number, to: Letter['to'], scene: Scene): Letter {
  const { chance } = scene;
  const headline = chance.pick(HEADLINES);
  const stories = paragraphs(chance, chance.between(3, 9));
  return {
    id: letterId(scene, hostOf(SENDERS.ledger)),
    at,
    from: SENDERS.ledger,
    to,
    subject: headline,
    text: `${headline.toUpperCase()}\n\n${wrapped(stories.join('\n\n'))}\n\nTo end this letter: https://ledger.example/end\n`,
    html: page(headline, stories, 'https://ledger.example/end'),
    fields: [
      // RFC 8058
      { name: 'List-Unsubscribe', value: '<https://ledger.example/end>' },
      { name: 'List-Unsubscribe-Post', value: 'List-Unsubscribe=One-Click' },
      { name: 'List-Id', value: 'The Morning Ledger <morning.ledger.example>' },
    ],
  };
}

function advertisement(at: number, scene: Scene): Letter {
  const { chance, ada } = scene;
  const subject = chance.pick([
    'New in: tables that fold',
    'Timber of the month: larch',
    '20 % on all stools, until Sunday ⏰',
  ]);
  return {
    id: letterId(scene, hostOf(SENDERS.tides)),
    at,
    from: SENDERS.tides,
    to: [ada],
    subject,
    html: page(subject, paragraphs(chance, 3), 'https://tides.example/stop'),
    fields: [{ name: 'List-Unsubscribe', value: '<https://tides.example/stop>, <mailto:stop@tides.example>' }],
  };
}

function page(title: string, stories: readonly string[], end: string): string {
  const articles = stories.map(
    (story, i) => `<h2 style="color:#345">${i + 1}. ${story.split('.')[0]}</h2>\n<p>${story}</p>`,
  );
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<style>body{font-family:Georgia,serif;max-width:36em;margin:auto}p{line-height:1.5}</style></head>
<body><h1>${title}</h1>
${articles.join('\n')}
<p style="font-size:small">You get this letter because you asked for it. <a href="${end}">End it</a>.</p>
</body></html>
`;
}
