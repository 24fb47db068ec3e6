import { Flag } from '../../store/index.ts';
import { makeFile } from '../attachment/file.ts';
import { CONVERSATIONS, type Conversation, type Line } from '../conversation.table.ts';
import { FRIENDS } from '../correspondent.table.ts';
import type { Correspondent, Letter } from '../letter.ts';
import { quoted } from '../prose.ts';
import { DAY_MS, HOUR_MS, hostOf, letterId, type Placed, place, type Scene } from '../scene.ts';

/** Threads between people who know each other. */
export function conversations(scene: Scene): readonly Placed[] {
  return CONVERSATIONS.flatMap((conversation) => conversationMail(conversation, scene));
}

function conversationMail(conversation: Conversation, scene: Scene): readonly Placed[] {
  const { lines, subject, daysAgo, mailbox } = conversation;
  const lengthHours = lines.reduce((sum, line) => sum + line.afterHours, 0);
  // The last letter, too, must lie in the past.
  let at = scene.now - Math.max(daysAgo * DAY_MS, (lengthHours + 1) * HOUR_MS);
  const letters: Letter[] = [];
  for (const line of lines) {
    at += line.afterHours * HOUR_MS + scene.chance.between(1, 50) * 60_000;
    letters.push(letterOf(line, Math.min(at, scene.now - 60_000), subject, letters.at(-1), scene));
  }
  return letters.flatMap((letter, i) => {
    // Whoever writes the next letter has answered this one.
    const answerer = letters[i + 1]?.from.address;
    return place(letter, scene, mailbox === undefined ? {} : { mailbox }).map((placed) => {
      return placed.owner.address === answerer ? answered(placed) : placed;
    });
  });
}

function answered(placed: Placed): Placed {
  return { ...placed, flags: placed.flags | Flag.seen | Flag.answered };
}

function letterOf(line: Line, at: number, subject: string, before: Letter | undefined, scene: Scene): Letter {
  const from = personOf(line.from, scene);
  const quote = before?.text === undefined ? '' : `\n\n${before.from.name} wrote:\n${quoted(before.text, 12)}`;
  const files = line.files?.map((name) => makeFile(name, scene.chance));
  return {
    id: letterId(scene, hostOf(from)),
    at,
    from,
    to: line.to.map((key) => personOf(key, scene)),
    subject: before === undefined ? subject : `Re: ${subject}`,
    text: `${line.text}\n\n${from.name.split(' ')[0]}${quote}\n`,
    ...(before === undefined ? {} : { inReplyTo: before }),
    ...(files === undefined ? {} : { attachments: files }),
  };
}

function personOf(key: string, { ada, kenji }: Scene): Correspondent {
  if (key === 'a') return ada;
  if (key === 'k') return kenji;
  const friend = Object.entries(FRIENDS).find(([name]) => name === key)?.[1];
  if (friend === undefined) throw new Error(`nobody is called ${key}`);
  return friend;
}
