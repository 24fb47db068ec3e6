import type { Letter } from '../letter.ts';
import { DAY_MS, hostOf, letterId, type Placed, place, type Scene } from '../scene.ts';
import { WORLD_LETTERS } from '../world-letter.table.ts';

/** Letters in many scripts, from right to left too, with emoji and with names that need encoding. */
export function worldLetters(scene: Scene): readonly Placed[] {
  return WORLD_LETTERS.flatMap((letter, i) => {
    const from = letter.from;
    const whole: Letter = {
      ...letter,
      id: letterId(scene, hostOf(from)),
      at: scene.now - (2 + i * 29) * DAY_MS + scene.chance.between(0, 8) * 3_600_000,
      to: i % 3 === 0 ? [scene.ada, scene.kenji] : [scene.ada],
      text: `${letter.text}\n`,
    };
    return place(whole, scene);
  });
}
