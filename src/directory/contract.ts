import type { AccountId, Result } from '../base/index.ts';

/** Who there is: domains, accounts, aliases, and who may log in. */
export interface Directory {
  /**
   * Where mail for an address goes (RFC 5321 §2.3.11): an account's own address, an alias, a sub-address
   * (`name+detail@domain`), or the domain's catch-all. The local part is compared without regard to case.
   */
  resolve(address: string): Promise<Resolution>;
  /** Checks a password. Failures are slowed for each network address and for each account. */
  authenticate(attempt: LoginAttempt): Promise<Result<Login, LoginFailure>>;

  findAccount(address: string): Promise<Account | undefined>;
  account(id: AccountId): Promise<Account | undefined>;
  accounts(): Promise<readonly Account[]>;
  addAccount(account: NewAccount): Promise<Result<Account, DirectoryError>>;
  setPassword(address: string, password: string): Promise<Result<void, DirectoryError>>;
  setQuota(address: string, quotaBytes: number | undefined): Promise<Result<void, DirectoryError>>;
  /** The id of the removed account is never given out again. */
  removeAccount(address: string): Promise<Result<Account, DirectoryError>>;

  domains(): Promise<readonly Domain[]>;
  addDomain(name: string): Promise<Result<Domain, DirectoryError>>;
  removeDomain(name: string): Promise<Result<void, DirectoryError>>;
  /** `target`: an account's address that takes all mail for unknown names of the domain; undefined: refuse it. */
  setCatchAll(domain: string, target: string | undefined): Promise<Result<void, DirectoryError>>;
  aliases(): Promise<readonly Alias[]>;
  addAlias(alias: Alias): Promise<Result<void, DirectoryError>>;
  removeAlias(address: string): Promise<Result<void, DirectoryError>>;
  close(): void;
}

export interface Account {
  readonly id: AccountId;
  /** In canonical form: domain in lower case (U-label), local part as it was created. */
  readonly address: string;
  readonly quotaBytes: number | undefined;
}
export interface NewAccount {
  readonly address: string;
  readonly password: string;
  readonly quotaBytes?: number;
}
export interface Domain {
  readonly name: string;
  readonly catchAll: string | undefined;
}
/** One address that stands for one or more local addresses. */
export interface Alias {
  readonly address: string;
  readonly targets: readonly string[];
}

export type Resolution =
  | { readonly kind: 'local'; readonly recipients: readonly ResolvedRecipient[] }
  /** One of our domains, and nobody of that name. */
  | { readonly kind: 'unknownRecipient' }
  /** Not one of our domains. */
  | { readonly kind: 'foreign' };
export interface ResolvedRecipient {
  readonly account: Account;
  /** What stood behind the `+`, as it was written; undefined if nothing did. */
  readonly detail: string | undefined;
}

export interface LoginAttempt {
  /** An account's address. */
  readonly username: string;
  readonly password: string;
  /** The network address it comes from; the throttle counts by it (IPv6 by /64). */
  readonly remoteAddress: string;
}
export interface Login {
  readonly account: Account;
}
/** `throttled`: too many failures, try again after `retryAfterMs`; nothing was checked. */
export type LoginFailure =
  | { readonly code: 'invalidCredentials' }
  | { readonly code: 'throttled'; readonly retryAfterMs: number }
  | { readonly code: 'unavailable' };

export type DirectoryErrorCode = 'notFound' | 'exists' | 'invalid' | 'inUse';
export interface DirectoryError {
  readonly code: DirectoryErrorCode;
  /** For a person, with what to do. */
  readonly detail: string;
}
