import { LISTENER_NAMES, type ListenerName, type OwnConfig, WELL_KNOWN_PORTS } from '../config/own-sections.ts';
import type { Listening, Service } from '../engines.ts';
import { Failure, systemCode } from '../failure.ts';

export interface OpenListeners {
  readonly ports: Readonly<Partial<Record<ListenerName, number>>>;
  close(): Promise<void>;
  destroyConnections(): void;
}

/** A port that could not be had. */
export class PortFailure extends Failure {
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.code = code;
  }
}

/** Opens every listener that is configured and that a service answers: all, or a PortFailure and none. */
export async function openListeners(
  services: readonly Service[],
  config: OwnConfig['listeners'],
): Promise<OpenListeners> {
  const open: Listening[] = [];
  const ports: Partial<Record<ListenerName, number>> = {};
  const close = async () => {
    await Promise.all(open.map((listening) => listening.close()));
  };
  for (const name of LISTENER_NAMES) {
    const service = services.find(({ listeners }) => listeners.includes(name));
    if (service === undefined || config[name] === 'off') continue;
    const port = config.portBase + WELL_KNOWN_PORTS[name];
    try {
      const listening = await service.listen(name, config[name], port);
      open.push(listening);
      ports[name] = listening.port;
    } catch (error) {
      await close();
      throw portFailure(name, config[name], port, error);
    }
  }
  const destroyConnections = () => {
    for (const listening of open) listening.destroyConnections();
  };
  return { ports, close, destroyConnections };
}

const REMEDIES: Readonly<Record<string, (port: number) => string>> = {
  EADDRINUSE: () => 'another program has it. Stop that one, or choose another port base',
  EACCES: (port) =>
    `the system does not let you have it${port < 1024 ? ', since it is below 1024' : ''}. Choose another port base, or let the service manager grant CAP_NET_BIND_SERVICE`,
  EADDRNOTAVAIL: () => 'this machine has no such address. Correct it under [listeners] in rookery.toml',
};

function portFailure(name: ListenerName, host: string, port: number, error: unknown): PortFailure {
  const code = systemCode(error);
  const remedy = (code === undefined ? undefined : REMEDIES[code]?.(port)) ?? String(error);
  return new PortFailure(`cannot open port ${port} on ${host} for ${name}: ${remedy}`, code);
}
