import type { SecureContext } from 'node:tls';
import { Census, type CensusShare, type Listener, openListener } from '../../connection/index.ts';
import type { DefaultMailbox, MailboxRole } from '../../store/index.ts';
import type { Config } from '../config/config.ts';
import type { ListenerName, OwnConfig } from '../config/own-sections.ts';
import type { Engines, House, Service } from '../engines.ts';
import { secureContext, type TlsMaterial } from '../tls/certificate.ts';
import { checkPorts, portFailure, type WantedListener, wantedListeners } from './listeners.ts';

export interface ProtocolsOptions {
  readonly engines: Pick<Engines, 'services'>;
  /** What all services share; the rest of the house comes with each configuration. */
  readonly house: Omit<House, 'config' | 'defaultMailboxes' | 'tlsContext'>;
  /** Where the threads count their connections together, and this thread's place there. */
  readonly census?: { readonly share: CensusShare; readonly place: number };
  /** Several threads open the same ports. */
  readonly reusePort: boolean;
}

export type Ports = Readonly<Partial<Record<ListenerName, number>>>;

/** Whoever runs the protocols: this thread itself, or threads of their own. */
export interface ProtocolRunner {
  readonly ports: Ports;
  /** Every listener is open, and takes connections. */
  readonly isServing: boolean;
  /** Takes a configuration into use: all of it, or it rejects, with a PortFailure if a port cannot be had, and nothing changes. */
  use(config: Config, tls: TlsMaterial): Promise<void>;
  /** Takes no more connections and lets sessions end; false if some had to be cut off after `patienceMs`. */
  drain(patienceMs: number): Promise<boolean>;
  /** Ends whatever there is at once; nothing after `drain`. */
  end(): Promise<void>;
}

interface OpenListener extends WantedListener {
  readonly listener: Listener;
}

/** Services made from one configuration. They live on while sessions of them do. */
interface Generation {
  readonly services: readonly Service[];
  sessions: number;
}

/**
 * The protocols and listeners of one thread. With a new configuration come new services: they receive who comes from then
 * on, while sessions that are open stay with the services that they began with.
 */
export class Protocols implements ProtocolRunner {
  readonly #options: ProtocolsOptions;
  readonly #census: Census;
  readonly #open = new Map<ListenerName, OpenListener>();
  /** The newest last; before it those that have sessions left. */
  #generations: Generation[] = [];
  #tls: SecureContext | undefined;
  #isServing = false;

  constructor(options: ProtocolsOptions) {
    this.#options = options;
    this.#census = options.census === undefined ? new Census() : new Census(options.census.share, options.census.place);
  }

  get ports(): Ports {
    return Object.fromEntries([...this.#open].map(([name, { listener }]) => [name, listener.port]));
  }

  get isServing(): boolean {
    return this.#isServing;
  }

  /** `first`: nobody shares the ports that are new, so that whoever has one is a stranger. */
  async use(config: Config, tls: TlsMaterial, first = false): Promise<void> {
    const before = this.#tls;
    this.#tls = secureContext(tls);
    const generation: Generation = { services: this.#services(config), sessions: 0 };
    const wanted = wantedListeners(config.listeners, generation.services);
    const opened: OpenListener[] = [];
    try {
      const missing = wanted.filter((one) => !this.#isOpen(one));
      if (first && this.#options.reusePort) await checkPorts(missing);
      for (const one of missing) opened.push(await this.#listen(one, generation));
    } catch (error) {
      await Promise.all(opened.map(({ listener }) => listener.close()));
      this.#tls = before;
      throw error;
    }
    await this.#closeUnwanted(wanted);
    for (const one of opened) this.#open.set(one.name, one);
    for (const { name, listener } of this.#open.values()) listener.answerWith(this.#answer(name, generation));
    this.#generations = [...this.#generations.filter(({ sessions }) => sessions > 0), generation];
    this.#isServing = true;
  }

  async drain(patienceMs: number): Promise<boolean> {
    await this.#closeListeners();
    const services = this.#generations.flatMap((generation) => generation.services);
    const { promise: patienceEnded, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), patienceMs);
    const ended = Promise.all(services.map((service) => service.drain())).then(() => true as const);
    const inTime = await Promise.race([ended, patienceEnded]);
    clearTimeout(timer);
    await this.end();
    return inTime;
  }

  async end(): Promise<void> {
    await this.#closeListeners();
    for (const listener of this.#everOpened) listener.destroyConnections();
  }

  async #closeListeners(): Promise<void> {
    this.#isServing = false;
    await Promise.all([...this.#open.values()].map(({ listener }) => listener.close()));
    this.#open.clear();
  }

  /** Listeners that are closed may have connections left. */
  readonly #everOpened = new Set<Listener>();

  #services(config: Config): readonly Service[] {
    const tlsContext = (): SecureContext => {
      if (this.#tls === undefined) throw new Error('no certificate was loaded');
      return this.#tls;
    };
    const { engines, house } = this.#options;
    return engines.services({ ...house, config, tlsContext, defaultMailboxes: defaultMailboxes(config.mailboxes) });
  }

  #isOpen({ name, host, port }: WantedListener): boolean {
    const open = this.#open.get(name);
    return open !== undefined && open.host === host && open.port === port;
  }

  async #listen(wanted: WantedListener, generation: Generation): Promise<OpenListener> {
    const { name, host, port } = wanted;
    try {
      const listener = await openListener({
        host,
        port,
        log: this.#options.house.log.child({ listener: name }),
        reusePort: this.#options.reusePort,
        census: { of: this.#census, name },
        ...this.#answer(name, generation),
      });
      this.#everOpened.add(listener);
      return { ...wanted, listener };
    } catch (error) {
      throw portFailure(wanted, error);
    }
  }

  #answer(name: ListenerName, generation: Generation) {
    const service = generation.services.find(({ listeners }) => listeners.includes(name));
    if (service === undefined) throw new Error(`no service answers ${name}`);
    const answer = service.answer(name);
    const serve: typeof answer.serve = async (connection) => {
      generation.sessions++;
      try {
        await answer.serve(connection);
      } finally {
        generation.sessions--;
      }
    };
    return { ...answer, serve };
  }

  async #closeUnwanted(wanted: readonly WantedListener[]): Promise<void> {
    for (const [name, open] of this.#open) {
      if (wanted.some((one) => one.name === name && one.host === open.host && one.port === open.port)) continue;
      this.#open.delete(name);
      await open.listener.close();
    }
    for (const listener of this.#everOpened) {
      const isOpen = [...this.#open.values()].some((open) => open.listener === listener);
      if (!isOpen && listener.connectionCount === 0) this.#everOpened.delete(listener);
    }
  }
}

export function defaultMailboxes(names: OwnConfig['mailboxes']): readonly DefaultMailbox[] {
  const roles = Object.entries(names) as [MailboxRole, string][];
  return roles.filter(([, name]) => name !== '').map(([role, name]) => ({ role, name }));
}
