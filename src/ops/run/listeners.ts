import { createServer, type Server } from 'node:net';
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

/**
 * Whether the ports can be had by nobody else: each is bound for a moment in the ordinary way. Threads then share them,
 * and the system would let any other process of this user into such a share. Rejects with a PortFailure.
 */
export async function checkPorts(wanted: readonly WantedListener[]): Promise<void> {
  const bound: Server[] = [];
  try {
    for (const one of wanted) {
      try {
        bound.push(await bind({ host: one.host, port: one.port }));
      } catch (error) {
        throw portFailure(one, error);
      }
    }
  } finally {
    await Promise.all(bound.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

/** Whether this system lets several sockets listen at one port. */
export async function canSharePorts(): Promise<boolean> {
  try {
    const server = await bind({ host: '127.0.0.1', port: 0, reusePort: true });
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch {
    return false;
  }
}

function bind(options: {
  readonly host: string;
  readonly port: number;
  readonly reusePort?: boolean;
}): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen({ ...options, exclusive: true }, () => resolve(server));
  });
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
