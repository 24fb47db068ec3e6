import type { DirectoryLimits } from './limits.ts';

export type Admission = 'admitted' | 'busy' | 'tooManyFromNetwork';

/**
 * Lets a few password checks run at one time and the rest wait in line, so that a flood of logins takes no more
 * memory and threads than were set aside, and one network cannot fill the line alone.
 */
export class VerificationGate {
  readonly #limits: DirectoryLimits;
  readonly #waiting: (() => void)[] = [];
  readonly #waitingByNetwork = new Map<string, number>();
  #running = 0;

  constructor(limits: DirectoryLimits) {
    this.#limits = limits;
  }

  /** Resolves once there is room, or at once when the line is full. Whoever is admitted calls `leave`. */
  async enter(network: string): Promise<Admission> {
    if (this.#running < this.#limits.verificationsMax) {
      this.#running++;
      return 'admitted';
    }
    const fromNetwork = this.#waitingByNetwork.get(network) ?? 0;
    if (fromNetwork >= this.#limits.verificationsQueuedPerAddressMax) return 'tooManyFromNetwork';
    if (this.#waiting.length >= this.#limits.verificationsQueuedMax) return 'busy';
    this.#waitingByNetwork.set(network, fromNetwork + 1);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const left = (this.#waitingByNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#waitingByNetwork.delete(network);
    else this.#waitingByNetwork.set(network, left);
    return 'admitted';
  }

  leave(): void {
    // The place is handed on, not freed, so nobody can slip in between.
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
