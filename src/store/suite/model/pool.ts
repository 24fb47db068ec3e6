import { type Sample, sample } from '../sample.ts';

/** The messages that plans append: related and unrelated ones, of different sizes. */
export const SAMPLES: readonly Sample[] = [
  sample({ messageId: 'm1@x', subject: 'Hello' }),
  sample({ messageId: 'm2@x', references: ['m1@x'], subject: 'Re: Hello', text: 'The fox jumps over the dog.' }),
  sample({
    messageId: 'm3@x',
    references: ['m1@x', 'm2@x'],
    subject: 'Other',
    date: 'Mon, 13 Nov 2023 01:00:00 +0000',
  }),
  sample({ subject: 'No id', text: 'zzz '.repeat(200), date: 'never' }),
  sample({ messageId: 'm4@x', references: ['lost@x'], subject: 'Hello', text: '' }),
  { ...sample(), bytes: new Uint8Array(0) },
];
