export interface MailingList {
  readonly name: string;
  readonly address: string;
  readonly tag: string;
  readonly mailbox: readonly string[];
  /** Who of the two is on it. */
  readonly reader: 'ada' | 'both';
  readonly repliesMin: number;
  readonly repliesMax: number;
  /** Newest first. */
  readonly topics: readonly string[];
}

export const LISTS: readonly MailingList[] = [
  {
    name: 'Amateur telescope makers',
    address: 'atm@lists.mirror.example',
    tag: 'atm',
    mailbox: ['Lists', 'Telescope makers'],
    reader: 'both',
    repliesMin: 2,
    repliesMax: 9,
    topics: [
      'Pitch: how soft is too soft?',
      'Foucault tester from a bicycle lamp',
      'Silvering at home, second attempt',
      'RFC: a common file format for mirror profiles',
      'Cracked blank, what now',
      'Grinding machine, plans attached to the wiki',
      'Ronchi images: which one is the turned edge?',
      'Meeting in May: who brings the big one?',
      'Cell design with nine points or eighteen',
      'Old paper by Texereau, scanned',
      'Which polishing compound for borosilicate',
      'Dew heaters and the price of copper',
      'A spider with curved vanes',
      'Counterweights: lead is out, what is in?',
      'Mirror testing in a cold cellar',
      'First light after eleven years',
      'Focuser that does not slip',
      'Wood for a tube: spruce or birch?',
    ],
  },
  {
    name: 'Birds of the bay',
    address: 'sightings@birds.example',
    tag: 'sightings',
    mailbox: ['Lists', 'Birds'],
    reader: 'ada',
    repliesMin: 1,
    repliesMax: 7,
    topics: [
      'Spoonbill at the sluice, two adults',
      'Count of Sunday: 41 species',
      'Kingfisher below the bridge',
      'Ringed avocet, yellow over blue',
      'Barn owl in the old mill',
      'Geese: the first of the autumn',
      'Who knows this call? (recording)',
      'White-tailed eagle, probably the young one',
      'Bitterns heard at four in the morning',
      'Swifts are back!',
      'Hide closed for repairs until April',
      'Rooks building in the park again 🐦',
      'Correction: it was a little stint',
      'Count of Sunday: fog, and one very wet cormorant',
    ],
  },
];
