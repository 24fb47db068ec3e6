import type { Correspondent } from './letter.ts';

/** Whom the two of the demo write with. Every domain is one that can never exist (RFC 6761 §6.5). */
export const FRIENDS = {
  amara: { name: 'Amara Okafor', address: 'amara@observatory.example' },
  bruno: { name: 'Bruno Sá', address: 'bruno.sa@observatory.example' },
  chiara: { name: 'Chiara Conti', address: 'chiara@conti.example' },
  dov: { name: 'דב לוי', address: 'dov@levi.example' },
  elif: { name: 'Elif Yılmaz', address: 'elif@harbour.example' },
  faisal: { name: 'فيصل الحربي', address: 'faisal@alharbi.example' },
  greta: { name: 'Greta Sjöberg', address: 'greta@sjoberg.example' },
  haruto: { name: '佐藤 陽翔', address: 'haruto@sato.example' },
  ines: { name: 'Inés de la Cruz', address: 'ines@printworks.example' },
  jae: { name: '김재현', address: 'jae@hanok.example' },
  katya: { name: 'Катя Орлова', address: 'katya@orlova.example' },
  lin: { name: '林晓梅', address: 'lin@xiaomei.example' },
  mum: { name: 'Mum', address: 'birgit@lindqvist.example' },
  nikos: { name: 'Νίκος Παππάς', address: 'nikos@pappas.example' },
  oona: { name: 'Oona Virtanen', address: 'oona@choir.example' },
  priya: { name: 'प्रिया शर्मा', address: 'priya@sharma.example' },
} as const satisfies Readonly<Record<string, Correspondent>>;

export const SENDERS = {
  ledger: { name: 'The Morning Ledger', address: 'letter@ledger.example' },
  tides: { name: 'Tides & Timber', address: 'hello@tides.example' },
  books: { name: 'Paper Lantern Books', address: 'orders@lantern.example' },
  rail: { name: 'Northern Rail', address: 'tickets@rail.example' },
  power: { name: 'City Power and Water', address: 'billing@utility.example' },
  backup: { name: 'backup on kestrel', address: 'root@kestrel.rookery.example' },
  monitor: { name: 'Monitoring', address: 'alerts@watch.example' },
  library: { name: 'City Library', address: 'desk@library.example' },
} as const satisfies Readonly<Record<string, Correspondent>>;

/** People on the mailing lists. */
export const LISTENERS: readonly Correspondent[] = [
  FRIENDS.amara,
  FRIENDS.bruno,
  FRIENDS.elif,
  FRIENDS.greta,
  FRIENDS.katya,
  FRIENDS.nikos,
  FRIENDS.oona,
  { name: 'Tomáš Dvořák', address: 'tomas@dvorak.example' },
  { name: 'Ursula K. Byrne', address: 'ukb@byrne.example' },
  { name: 'Wei Zhang', address: 'wei@zhang.example' },
  { name: 'Þóra Jónsdóttir', address: 'thora@jonsdottir.example' },
];
