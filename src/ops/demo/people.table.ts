/** The two people of the demo. Their passwords are no secret: the demo listens on loopback alone. */
export const DEMO_DOMAIN = 'rookery.example';
export const DEMO_PEOPLE = [
  { name: 'Ada Lindqvist', address: `ada@${DEMO_DOMAIN}`, password: 'quill-and-ink-1815' },
  { name: 'Kenji Mori', address: `kenji@${DEMO_DOMAIN}`, password: 'paper-crane-0042' },
] as const;
