import { makePng } from '../attachment/png.ts';
import { FRIENDS } from '../correspondent.table.ts';
import type { Letter } from '../letter.ts';
import { DAY_MS, hostOf, letterId, type Placed, place, type Scene } from '../scene.ts';

/** Width, height and grain of pictures: the largest makes a mail of about a megabyte. */
const PICTURES = [
  { width: 740, height: 480, grain: 200, from: FRIENDS.bruno, name: 'M31, forty minutes.png' },
  { width: 320, height: 240, grain: 200, from: FRIENDS.haruto, name: '天の川.png' },
  { width: 400, height: 300, grain: 120, from: FRIENDS.jae, name: '마당.png' },
  { width: 200, height: 150, grain: 0, from: FRIENDS.mum, name: 'garden.png' },
  { width: 240, height: 160, grain: 90, from: FRIENDS.greta, name: 'Räksmörgås.png' },
  { width: 300, height: 200, grain: 60, from: FRIENDS.faisal, name: 'لوحة.png' },
] as const;

/** Mail with pictures: as attachments, inside of HTML, and one that was passed on whole. */
export function pictures(scene: Scene): readonly Placed[] {
  const { chance, now, ada, kenji } = scene;
  const letters: Letter[] = PICTURES.map(({ width, height, grain, from, name }, i) => {
    const inlineId = `picture-${i}@${hostOf(from)}`;
    const content = makePng(width, height, grain, chance);
    const inside = i % 2 === 1;
    return {
      id: letterId(scene, hostOf(from)),
      at: now - (4 + i * 61) * DAY_MS,
      from,
      to: [ada],
      subject: `A picture: ${name.replace('.png', '')}`,
      text: 'See below. I like the light.\n',
      ...(inside ? { html: `<p>See below. I like the light.</p><p><img src="cid:${inlineId}" alt=""></p>` } : {}),
      attachments: [{ fileName: name, contentType: 'image/png', content, ...(inside ? { inlineId } : {}) }],
    };
  });
  const [first] = letters;
  if (first === undefined) return [];
  const passedOn: Letter = {
    id: letterId(scene, hostOf(ada)),
    at: first.at + DAY_MS,
    from: ada,
    to: [kenji],
    subject: `Fwd: ${first.subject}`,
    text: 'Forty minutes, and by hand. Look at the dust lane!\n\nAda\n',
    forwarded: [first],
  };
  return [...letters.flatMap((letter) => place(letter, scene)), ...place(passedOn, scene)];
}
