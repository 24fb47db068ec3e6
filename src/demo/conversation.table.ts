/** One letter of a conversation: who writes, to whom, and what. `a` and `k` are the two of the demo; other names are those of FRIENDS. */
export interface Line {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  /** Hours after the one before. */
  readonly afterHours: number;
  /** Files that go with it, by name; the ending says what they are. */
  readonly files?: readonly string[];
}
export interface Conversation {
  readonly subject: string;
  readonly daysAgo: number;
  readonly mailbox?: readonly string[];
  readonly lines: readonly Line[];
}

export const CONVERSATIONS: readonly Conversation[] = [
  {
    subject: 'Dome shutter: it stuck again last night',
    daysAgo: 3,
    mailbox: ['Projects', 'Observatory'],
    lines: [
      {
        from: 'amara',
        to: ['a', 'k'],
        afterHours: 0,
        text: 'The shutter stopped at 62 degrees, as on the 4th. We closed it by hand at two in the morning, in the rain. The motor draws twice the current it should. I attach the log.',
        files: ['shutter-current.csv'],
      },
      {
        from: 'k',
        to: ['amara', 'a'],
        afterHours: 5,
        text: 'Looking at the log: the current climbs from 40 degrees on, so it is friction and not the motor. My guess is the lower rail. Can somebody take a photo of the bearing in daylight?',
      },
      {
        from: 'bruno',
        to: ['amara', 'a', 'k'],
        afterHours: 7,
        text: 'Here it is. The third roller has no grease left and a flat spot as wide as my thumb.',
        files: ['roller-3.png'],
      },
      {
        from: 'a',
        to: ['bruno', 'amara', 'k'],
        afterHours: 2,
        text: 'That explains it. I have ordered two rollers; they arrive on Thursday. Until then please open it to 55 degrees at most.',
      },
      { from: 'amara', to: ['a', 'k'], afterHours: 3, text: 'Thank you! 55 it is. I will put a note on the door.' },
    ],
  },
  {
    subject: 'Dinner on Saturday?',
    daysAgo: 1,
    lines: [
      {
        from: 'chiara',
        to: ['a', 'k'],
        afterHours: 0,
        text: 'I am back from Turin with more hazelnuts than one person can eat. Saturday at mine, eight o’clock? Bring nothing but an appetite.',
      },
      {
        from: 'k',
        to: ['chiara', 'a'],
        afterHours: 2,
        text: 'Yes! I bring an appetite and, since you cannot stop me, a pear tart.',
      },
      {
        from: 'a',
        to: ['chiara', 'k'],
        afterHours: 4,
        text: 'With pleasure. I may be half an hour late: the choir has its rehearsal until half past seven.',
      },
      {
        from: 'chiara',
        to: ['a', 'k'],
        afterHours: 1,
        text: 'The gnocchi wait for nobody, but for you they will make an exception.',
      },
    ],
  },
  {
    subject: 'Proofs of the star atlas',
    daysAgo: 20,
    mailbox: ['Projects', 'Atlas'],
    lines: [
      {
        from: 'ines',
        to: ['a'],
        afterHours: 0,
        text: 'Good morning! Here are the proofs of plates 1 to 12. Please look most of all at the thin lines: on the coated paper they come out a little heavier than on the screen.',
        files: ['atlas-plates-1-12.pdf'],
      },
      {
        from: 'a',
        to: ['ines'],
        afterHours: 26,
        text: 'They are beautiful. Three things:\n\n1. Plate 4: Mizar and Alcor should not touch.\n2. Plate 7: the label of M 31 runs into the gutter.\n3. Plate 11: could the Milky Way be two per cent lighter?',
      },
      {
        from: 'ines',
        to: ['a'],
        afterHours: 4,
        text: 'All three are done, new proofs attached. For plate 11 I took three per cent; have a look by daylight.',
        files: ['atlas-plates-4-7-11.pdf'],
      },
      { from: 'a', to: ['ines'], afterHours: 20, text: 'By daylight three per cent is exactly right. Print it!' },
      {
        from: 'ines',
        to: ['a'],
        afterHours: 2,
        text: 'Printing on Tuesday. 400 copies, as agreed. You may come and smell the ink.',
      },
      { from: 'a', to: ['ines', 'k'], afterHours: 1, text: 'I would not miss it. Kenji, do you come along?' },
      {
        from: 'k',
        to: ['a', 'ines'],
        afterHours: 3,
        text: 'Of course. I have wanted to see that press since I was nine.',
      },
    ],
  },
  {
    subject: 'The cat, a report',
    daysAgo: 45,
    lines: [
      {
        from: 'mum',
        to: ['a'],
        afterHours: 0,
        text: 'Day one. She has inspected every room and disapproves of the bathroom. She ate well. Photo attached. Greetings from your father, who pretends not to like her.',
        files: ['cat-on-the-sofa.png'],
      },
      { from: 'a', to: ['mum'], afterHours: 3, text: 'She looks as if she owned the place. Is that father’s chair?' },
      { from: 'mum', to: ['a'], afterHours: 2, text: 'It was father’s chair.' },
      { from: 'mum', to: ['a'], afterHours: 40, text: 'Day three. Father sits on the stool now.' },
    ],
  },
  {
    subject: 'Budget for next year',
    daysAgo: 70,
    mailbox: ['Projects', 'Observatory', 'Budget'],
    lines: [
      {
        from: 'bruno',
        to: ['a', 'k', 'amara'],
        afterHours: 0,
        text: 'The draft is attached. The large items are the mirror coating and the new fence. Without the fence we lose the insurance, without the coating we lose the stars.',
        files: ['budget-draft.csv', 'mirror-coating-offer.pdf'],
      },
      {
        from: 'a',
        to: ['bruno', 'k', 'amara'],
        afterHours: 30,
        text: 'Could the coating be done in two halves, one in spring and one in autumn?',
      },
      {
        from: 'amara',
        to: ['a', 'bruno', 'k'],
        afterHours: 5,
        text: 'No, it is one mirror. But the firm gives ten per cent to schools, and we have the Wednesday class.',
      },
      {
        from: 'bruno',
        to: ['a', 'k', 'amara'],
        afterHours: 22,
        text: 'With the ten per cent we come out 180 below last year. New version attached.',
        files: ['budget-final.csv'],
      },
      {
        from: 'k',
        to: ['bruno', 'a', 'amara'],
        afterHours: 6,
        text: 'I agree with all of it, and with line 14 most warmly (coffee).',
      },
    ],
  },
  {
    subject: 'Moving the mail to Rookery',
    daysAgo: 110,
    lines: [
      {
        from: 'k',
        to: ['a'],
        afterHours: 0,
        text: 'I would like to move our mail at the end of the month. Plan: copy everything over with the old server still running, switch the DNS on Friday night, copy what came in between. Objections?',
      },
      { from: 'a', to: ['k'], afterHours: 8, text: 'None, if I may read my mail on the telephone all the time.' },
      {
        from: 'k',
        to: ['a'],
        afterHours: 1,
        text: 'You may. The telephone will ask once about the certificate; check that the last four digits are the ones on the note in the kitchen.',
      },
      {
        from: 'k',
        to: ['a'],
        afterHours: 130,
        text: 'Done. 41,302 messages there, 41,302 messages here, and not one different octet. Sleep well.',
      },
      {
        from: 'a',
        to: ['k'],
        afterHours: 9,
        text: 'I noticed nothing at all, which I understand is the highest praise.',
      },
    ],
  },
  {
    subject: 'Choir: the programme for the summer concert',
    daysAgo: 160,
    mailbox: ['Choir'],
    lines: [
      {
        from: 'oona',
        to: ['a'],
        afterHours: 0,
        text: 'Dear altos, we sing the Rautavaara after all. Please learn the second movement by heart, the first can stay on paper. Scores in the attachment.',
        files: ['suite-second-movement.pdf'],
      },
      { from: 'a', to: ['oona'], afterHours: 50, text: 'The B flat in bar 31: is it meant? It hurts, in a good way.' },
      { from: 'oona', to: ['a'], afterHours: 4, text: 'It is meant, and it should hurt. Lean into it.' },
    ],
  },
  {
    subject: 'Ferry times in August',
    daysAgo: 230,
    mailbox: ['Travel'],
    lines: [
      {
        from: 'elif',
        to: ['a', 'k'],
        afterHours: 0,
        text: 'The timetable is out. The early boat leaves at 6:40 on weekdays only. I would take the one at 9:15 on Sunday, then we are there for lunch.',
        files: ['timetable.pdf'],
      },
      { from: 'k', to: ['elif', 'a'], afterHours: 9, text: '9:15 suits me. Shall I reserve for three, with bicycles?' },
      {
        from: 'a',
        to: ['k', 'elif'],
        afterHours: 3,
        text: 'For three, with two bicycles: mine is still at the workshop.',
      },
      { from: 'k', to: ['a', 'elif'], afterHours: 2, text: 'Reserved. The number is R7-4410, please keep this mail.' },
      {
        from: 'elif',
        to: ['a', 'k'],
        afterHours: 1,
        text: 'Kept! And I have asked my cousin about the house: the key is under the blue pot, not the green one.',
      },
    ],
  },
  {
    subject: 'That sorting question',
    daysAgo: 300,
    lines: [
      {
        from: 'greta',
        to: ['a', 'k'],
        afterHours: 0,
        text: 'You two know this: in Swedish, does Å come before Ä, and where does W go? I sort a card index of 12,000 books and must decide tonight.',
      },
      {
        from: 'a',
        to: ['greta', 'k'],
        afterHours: 1,
        text: 'A to Z, then Å, Ä, Ö. W has been a letter of its own since 2006; before that it was filed under V.',
      },
      {
        from: 'k',
        to: ['greta', 'a'],
        afterHours: 2,
        text: 'And in German Ä is filed under A, except in the telephone book, where it is filed under AE. Choose a rule and write it on the first card.',
      },
      { from: 'greta', to: ['a', 'k'], afterHours: 12, text: 'The rule is on the first card. Thank you both!' },
    ],
  },
  {
    subject: 'Lens for the small refractor',
    daysAgo: 410,
    mailbox: ['Projects', 'Observatory'],
    lines: [
      {
        from: 'a',
        to: ['bruno'],
        afterHours: 0,
        text: 'The objective of the small refractor has a haze on the inner side. Do you know who could clean it without taking the cell apart?',
      },
      {
        from: 'bruno',
        to: ['a'],
        afterHours: 20,
        text: 'Nobody, the cell must come apart. But there are three paper spacers, so mark their places with a pencil before. I can help on Sunday.',
      },
      { from: 'a', to: ['bruno'], afterHours: 2, text: 'Sunday at ten, then. I bring pencils.' },
      {
        from: 'bruno',
        to: ['a'],
        afterHours: 75,
        text: 'For the record, so that we know it in ten years: spacers at 15, 135 and 255 degrees, the serial number faces the focuser.',
        files: ['lens-cell.png'],
      },
    ],
  },
  {
    subject: 'Thank you for the talk',
    daysAgo: 520,
    lines: [
      {
        from: 'katya',
        to: ['a'],
        afterHours: 0,
        text: 'Dear Ada, the pupils talk of nothing else. Two of them now keep an observing book. May I send you the questions that we had no time for?',
      },
      { from: 'a', to: ['katya'], afterHours: 15, text: 'Please do, all of them.' },
      {
        from: 'katya',
        to: ['a'],
        afterHours: 26,
        text: 'Here they are:\n\n- Why is the sky dark if there are stars everywhere?\n- Could one hear the Sun if there were air in between?\n- Who was the first to count the stars, and when did they give up?',
      },
      {
        from: 'a',
        to: ['katya'],
        afterHours: 48,
        text: 'The first has a name, Olbers’ paradox, and a short answer: the light has not had the time. The second: yes, day and night, and as loud as a concert. The third I must look up; I do not think that they have given up.',
      },
    ],
  },
  {
    subject: 'Keys',
    daysAgo: 640,
    lines: [
      { from: 'k', to: ['a'], afterHours: 0, text: 'Have you seen mine?' },
      { from: 'a', to: ['k'], afterHours: 0.2, text: 'In the fridge. I did not ask.' },
    ],
  },
];
