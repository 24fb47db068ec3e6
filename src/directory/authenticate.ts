import type { DatabaseSync } from 'node:sqlite';
import { type Clock, err, type Log, ok, type Randomness, type Result } from '../base/index.ts';
import { parseAddress } from './address.ts';
import type { Login, LoginAttempt, LoginFailure } from './contract.ts';
import { logEvent } from './events.ts';
import { VerificationGate } from './gate.ts';
import type { DirectoryLimits } from './limits.ts';
import { networkOf } from './network.ts';
import { hashPassword, isOutdated, preparePassword, unmatchableHash, verifyPassword } from './password.ts';
import { type AccountRow, accountOf, type DirectoryReader, idOf } from './table.ts';
import { Throttle } from './throttle.ts';
import { VerifiedLogins } from './verified-logins.ts';

type Outcome = Result<Login, LoginFailure>;

/** One attempt, put into the forms that everything here compares by. */
interface Candidate {
  readonly network: string;
  readonly usernameKey: string;
  /** Undefined: one that no account can have. */
  readonly password: string | undefined;
  readonly verifiedKey: string;
  readonly find: () => AccountRow | undefined;
}

export interface AuthenticatorOptions {
  readonly database: DatabaseSync;
  readonly reader: DirectoryReader;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly limits: DirectoryLimits;
  readonly log: Log;
}

/**
 * Who may log in. The order of the questions is the defence: is this network slowed down; is this very login known;
 * is the account slowed down; and only then the hash, which is slow on purpose.
 */
export class Authenticator {
  readonly #options: AuthenticatorOptions;
  readonly #byNetwork: Throttle;
  readonly #byAccount: Throttle;
  readonly #verified: VerifiedLogins;
  readonly #gate: VerificationGate;
  readonly #nobody: string;

  constructor(options: AuthenticatorOptions) {
    const { clock, randomness, limits } = options;
    const { throttleFirstMs: firstMs, throttleMaxMs: maxMs, throttleHalfLifeMs: halfLifeMs } = limits;
    const shared = { firstMs, maxMs, halfLifeMs, entriesMax: limits.throttleEntriesMax };
    this.#options = options;
    this.#byNetwork = new Throttle(clock, { ...shared, freeFailures: limits.freeFailuresPerAddress });
    this.#byAccount = new Throttle(clock, { ...shared, freeFailures: limits.freeFailuresPerAccount });
    this.#verified = new VerifiedLogins(clock, randomness, limits);
    this.#gate = new VerificationGate(limits);
    this.#nobody = unmatchableHash(limits, randomness);
  }

  async authenticate(attempt: LoginAttempt): Promise<Outcome> {
    try {
      const candidate = this.#candidate(attempt);
      return this.#quickAnswer(candidate) ?? (await this.#slowAnswer(candidate));
    } catch (error) {
      // The database could not be read, or the hash not be computed: nobody's fault who logs in.
      logEvent(this.#options.log, 'directory.loginUnavailable', { error: String(error) });
      return err({ code: 'unavailable' });
    }
  }

  #candidate(attempt: LoginAttempt): Candidate {
    const { limits, reader } = this.#options;
    const address = parseAddress(attempt.username, limits.localPartMaxBytes);
    const network = networkOf(attempt.remoteAddress);
    const usernameKey = address ? `${address.localKey}@${address.domain}` : '';
    const password = preparePassword(attempt.password, limits.passwordMaxBytes);
    const verifiedKey = this.#verified.key(usernameKey, password ?? '', network);
    return { network, usernameKey, password, verifiedKey, find: () => address && reader.account(address) };
  }

  /** What can be said without the hash; undefined if nothing. */
  #quickAnswer(candidate: Candidate): Outcome | undefined {
    const networkWaitMs = this.#byNetwork.waitMs(candidate.network);
    if (networkWaitMs > 0) return throttled(networkWaitMs);
    const row = candidate.find();
    if (row && candidate.password !== undefined) {
      if (this.#verified.has(candidate.verifiedKey, idOf(row), row.passwordVersion)) {
        return ok({ account: accountOf(row) });
      }
    }
    const accountWaitMs = candidate.usernameKey === '' ? 0 : this.#byAccount.waitMs(candidate.usernameKey);
    return accountWaitMs > 0 ? throttled(accountWaitMs) : undefined;
  }

  async #slowAnswer(candidate: Candidate): Promise<Outcome> {
    const admission = await this.#gate.enter(candidate.network);
    if (admission === 'busy') return err({ code: 'unavailable' });
    if (admission === 'tooManyFromNetwork') return throttled(this.#options.limits.throttleFirstMs);
    try {
      // While it waited in line, others from there may have failed, or the same login may have been verified.
      return this.#quickAnswer(candidate) ?? (await this.#check(candidate));
    } finally {
      this.#gate.leave();
    }
  }

  async #check(candidate: Candidate): Promise<Outcome> {
    const row = candidate.find();
    // For a name that nobody has, the same work is done, so that the time does not tell.
    const { password = '' } = candidate;
    const matches = await verifyPassword(password, row?.passwordHash ?? this.#nobody);
    if (!matches || row === undefined || password === '') return this.#fail(candidate);

    const current = candidate.find();
    if (current === undefined || current.id !== row.id || current.passwordVersion !== row.passwordVersion) {
      return err({ code: 'invalidCredentials' });
    }
    this.#byAccount.forgive(candidate.usernameKey);
    this.#verified.add(candidate.verifiedKey, idOf(row), row.passwordVersion);
    if (isOutdated(row.passwordHash, this.#options.limits)) await this.#rehash(row, password);
    return ok({ account: accountOf(current) });
  }

  #fail(candidate: Candidate): Outcome {
    this.#byNetwork.fail(candidate.network);
    if (candidate.usernameKey !== '') this.#byAccount.fail(candidate.usernameKey);
    logEvent(this.#options.log, 'directory.loginFailed', { network: candidate.network });
    return err({ code: 'invalidCredentials' });
  }

  /** The parameters have changed since the hash was made, and here is the password: make it anew. */
  async #rehash(row: AccountRow, password: string): Promise<void> {
    const { database, limits, randomness, log } = this.#options;
    try {
      const hash = await hashPassword(password, limits, randomness);
      // The same password, so the version stays; and not over a password that was set in between.
      database
        .prepare('UPDATE account SET passwordHash = ? WHERE id = ? AND passwordVersion = ?')
        .run(hash, row.id, row.passwordVersion);
    } catch (error) {
      logEvent(log, 'directory.rehashFailed', { account: row.id, error: String(error) });
    }
  }
}

function throttled(retryAfterMs: number): Outcome {
  return err({ code: 'throttled', retryAfterMs });
}
