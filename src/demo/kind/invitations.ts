import { encodeUtf8 } from '../../base/index.ts';
import { FRIENDS } from '../correspondent.table.ts';
import type { Correspondent, Letter } from '../letter.ts';
import { DAY_MS, HOUR_MS, hostOf, letterId, type Placed, place, type Scene } from '../scene.ts';

const MEETINGS = [
  { summary: 'Open evening at the observatory', organizer: FRIENDS.amara, location: 'The dome' },
  { summary: 'Board meeting', organizer: FRIENDS.bruno, location: 'Library, second floor' },
  { summary: 'Choir rehearsal', organizer: FRIENDS.oona, location: 'St Anne' },
  { summary: 'Proof reading', organizer: FRIENDS.ines, location: 'Printworks' },
] as const;

/** Invitations to meetings (RFC 5546, RFC 6047), some to come, some called off. */
export function invitations(scene: Scene): readonly Placed[] {
  const { now, chance } = scene;
  const placed: Placed[] = [];
  for (let i = 0; i < 18; i++) {
    const meeting = MEETINGS[i % MEETINGS.length]!;
    const sentAt = now - (1 + i * 38) * DAY_MS;
    const event = {
      ...meeting,
      startsAt: sentAt + chance.between(4, 20) * DAY_MS,
      uid: letterId(scene, hostOf(meeting.organizer)),
    };
    const invitation = invite('REQUEST', event, sentAt, scene);
    placed.push(...place(invitation, scene));
    if (chance.happens(0.2)) {
      placed.push(...place({ ...invite('CANCEL', event, sentAt + DAY_MS / 2, scene), inReplyTo: invitation }, scene));
    }
  }
  return placed;
}

interface Event {
  readonly summary: string;
  readonly organizer: Correspondent;
  readonly location: string;
  readonly startsAt: number;
  readonly uid: string;
}

function invite(method: 'REQUEST' | 'CANCEL', event: Event, at: number, scene: Scene): Letter {
  const { ada, kenji } = scene;
  const when = new Date(event.startsAt).toUTCString();
  return {
    id: letterId(scene, hostOf(event.organizer)),
    at,
    from: event.organizer,
    to: [ada, kenji],
    subject: `${method === 'REQUEST' ? 'Invitation' : 'Cancelled'}: ${event.summary}`,
    text: `${event.summary}\n${when}\n${event.location}\n`,
    attachments: [
      {
        fileName: 'invite.ics',
        contentType: `text/calendar; method=${method}; charset=utf-8`,
        content: encodeUtf8(calendar(method, event, at, [ada, kenji])),
      },
    ],
  };
}

function calendar(method: string, event: Event, at: number, guests: readonly Correspondent[]): string {
  const stamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Rookery//Demo//EN',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${stamp(at)}`,
    `DTSTART:${stamp(event.startsAt)}`,
    `DTEND:${stamp(event.startsAt + 2 * HOUR_MS)}`,
    `SUMMARY:${event.summary}`,
    `LOCATION:${event.location.replaceAll(',', '\\,')}`,
    `SEQUENCE:${method === 'CANCEL' ? 1 : 0}`,
    `STATUS:${method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
    `ORGANIZER:mailto:${event.organizer.address}`,
    ...guests.map(({ address }) => `ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${address}`),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
