import { conversations } from './kind/conversations.ts';
import { invitations } from './kind/invitations.ts';
import { leftovers } from './kind/leftovers.ts';
import { mailingLists } from './kind/mailing-lists.ts';
import { newsletters } from './kind/newsletters.ts';
import { paperwork } from './kind/paperwork.ts';
import { pictures } from './kind/pictures.ts';
import { worldLetters } from './kind/world-letters.ts';
import type { Placed, Scene } from './scene.ts';

/** Every kind of sample mail. A new kind is one file and one row here. */
const KINDS: readonly ((scene: Scene) => readonly Placed[])[] = [
  conversations,
  mailingLists,
  newsletters,
  paperwork,
  invitations,
  worldLetters,
  pictures,
  leftovers,
];

/** All the mail of both people: the same scene gives the same mail. */
export function sampleMail(scene: Scene): readonly Placed[] {
  return KINDS.flatMap((kind) => kind(scene));
}
