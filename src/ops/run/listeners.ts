import { LISTENER_NAMES, type ListenerName, type OwnConfig, WELL_KNOWN_PORTS } from '../config/own-sections.ts';
import type { Service } from '../engines.ts';
import { Failure, systemCode } from '../failure.ts';

export interface WantedListener {
  readonly name: ListenerName;
  readonly host: string;
  readonly port: number;
}

/** A port that could not be had. */
export class PortFailure extends Failure {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** The listeners that are configured and that a service answers. */
export function wantedListeners(
  config: OwnConfig['listeners'],
  services: readonly Pick<Service, 'listeners'>[],
): readonly WantedListener[] {
  return LISTENER_NAMES.filter(
    (name) => config[name] !== 'off' && services.some((one) => one.listeners.includes(name)),
  ).map((name) => ({ name, host: config[name], port: config.portBase + WELL_KNOWN_PORTS[name] }));
}

const REMEDIES: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: () => 'another program has it. Stop that one, or choose another port base',
  EACCES: (port) =>
    `the system does not let you have it${port < 1024 ? ', since it is below 1024' : ''}. Choose another port base, or let the service manager grant CAP_NET_BIND_SERVICE`,
  EADDRNOTAVAIL: () => 'this machine has no such address. Correct it under [listeners] in rookery.toml',
};

/** Says what can be done about an address that the system did not give. */
export function portFailure({ name, host, port }: WantedListener, error: unknown): PortFailure {
  const code = systemCode(error);
  const remedy = (code === undefined ? undefined : REMEDIES[code]?.(port)) ?? String(error);
  return new PortFailure(`cannot open port ${port} on ${host} for ${name}: ${remedy}`, code);
}
