import { type Config, configValues } from '../config/config.ts';
import type { TlsMaterial } from '../tls/certificate.ts';
import type { Ports, ProtocolRunner } from './protocols.ts';
import type { Configuration } from './thread-keeper.ts';
import { type KeeperOptions, ThreadKeeper } from './thread-keeper.ts';

export interface ThreadsOptions extends Omit<KeeperOptions, 'place'> {
  readonly count: number;
}

/** The protocols in threads of their own: each opens every listener, and the system deals out the connections. */
export class ProtocolThreads implements ProtocolRunner {
  readonly #keepers: readonly ThreadKeeper[];
  #ports: Ports = {};
  #inUse: Configuration | undefined;

  constructor({ count, ...options }: ThreadsOptions) {
    this.#keepers = Array.from({ length: count }, (_, place) => new ThreadKeeper({ ...options, place }));
  }

  get ports(): Ports {
    return this.#ports;
  }

  /** One thread opens all listeners; another that has died comes again. */
  get isServing(): boolean {
    return this.#keepers.some((keeper) => keeper.isServing);
  }

  /** In all threads, or it rejects and all have what they had. The first to open a port finds out whether it is free. */
  async use(config: Config, tls: TlsMaterial): Promise<void> {
    const wanted: Configuration = { values: configValues(config), tls };
    for (const keeper of this.#keepers) keeper.begin(wanted.values);
    const first = this.#keepers.find(({ isLiving }) => isLiving) ?? this.#keepers[0];
    if (first === undefined) throw new Error('no protocol thread');
    const others = this.#keepers.filter((keeper) => keeper !== first);
    const ports = await first.use(wanted, true);
    const outcomes = await Promise.allSettled(others.map((keeper) => keeper.use(wanted, false)));
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure !== undefined) {
      await this.#goBack();
      throw failure.reason;
    }
    this.#inUse = wanted;
    const known = ports ?? outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value).find(Boolean);
    if (known) this.#ports = known;
  }

  async drain(patienceMs: number): Promise<boolean> {
    const inTime = await Promise.all(this.#keepers.map((keeper) => keeper.drain(patienceMs)));
    return inTime.every(Boolean);
  }

  async end(): Promise<void> {
    await Promise.all(this.#keepers.map((keeper) => keeper.end()));
  }

  async #goBack(): Promise<void> {
    const before = this.#inUse;
    if (before === undefined) return;
    // Whoever cannot even have back what it had is begun anew with it.
    await Promise.allSettled(this.#keepers.map((keeper) => keeper.use(before, false)));
  }
}
