/** A way to read or to send mail at this installation, as it is told to mail programs. */
export interface MailService {
  readonly protocol: 'imap' | 'pop3' | 'smtp';
  readonly hostname: string;
  readonly port: number;
  /** `plain`: a password crosses it in clear; told to peers on this machine alone. */
  readonly security: 'tls' | 'starttls' | 'plain';
}

/** What a peer is told: in the order in which a program should try. */
export function servicesFor(
  services: readonly MailService[],
  peer: { readonly loopback: boolean },
  selfSigned: boolean,
): readonly MailService[] {
  // A program cannot check a certificate that is signed by nobody, and on the machine itself there is nothing to hide.
  const order = peer.loopback && selfSigned ? ['plain', 'starttls', 'tls'] : ['tls', 'starttls', 'plain'];
  return services
    .filter(({ security }) => security !== 'plain' || peer.loopback)
    .toSorted((a, b) => order.indexOf(a.security) - order.indexOf(b.security));
}

/** Which listener gives what; of a listener that begins in clear, what a program may do there comes first. */
const OFFERS: readonly {
  readonly listener: string;
  readonly protocol: MailService['protocol'];
  readonly tls: boolean;
}[] = [
  { listener: 'imaps', protocol: 'imap', tls: true },
  { listener: 'imap', protocol: 'imap', tls: false },
  { listener: 'pop3s', protocol: 'pop3', tls: true },
  { listener: 'pop3', protocol: 'pop3', tls: false },
  { listener: 'submissions', protocol: 'smtp', tls: true },
  { listener: 'submission', protocol: 'smtp', tls: false },
];

/** The mail services of an installation; `open` says where a listener is, or nothing if it is off. */
export function mailServices(
  hostname: string,
  open: (listener: string) => { readonly loopback: boolean; readonly port: number } | undefined,
): readonly MailService[] {
  return OFFERS.flatMap(({ listener, protocol, tls }): MailService[] => {
    const place = open(listener);
    if (place === undefined) return [];
    // Where only this machine can come, its public name leads nowhere.
    const service = { protocol, hostname: place.loopback ? 'localhost' : hostname, port: place.port };
    if (tls) return [{ ...service, security: 'tls' }];
    return [
      { ...service, security: 'starttls' },
      { ...service, hostname: 'localhost', security: 'plain' },
    ];
  });
}
