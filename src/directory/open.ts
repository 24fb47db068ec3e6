import { randomBytes } from 'node:crypto';
import { type Clock, type Log, type Randomness, silentLog } from '../base/index.ts';
import { AccountEditor } from './accounts.ts';
import { parseAddress } from './address.ts';
import { AliasEditor } from './aliases.ts';
import { Authenticator, type AuthenticatorOptions } from './authenticate.ts';
import type { Directory } from './contract.ts';
import { DomainEditor } from './domains.ts';
import { DEFAULT_DIRECTORY_LIMITS, type DirectoryLimits } from './limits.ts';
import { Resolver } from './resolve.ts';
import { openDatabase } from './schema.ts';
import { accountOf, DirectoryReader } from './table.ts';

export interface DirectoryOptions {
  /** The path of the SQLite file, made if it is not there; `:memory:` for one that is gone at close. */
  readonly file: string;
  readonly clock: Clock;
  /** The system's own if it is left out. */
  readonly randomness?: Randomness;
  readonly limits?: Partial<DirectoryLimits>;
  readonly log?: Log;
  /** What parts `name` from `detail` in `name+detail@domain`; '' for no sub-addresses. `+` if it is left out. */
  readonly subAddressSeparator?: string;
  /** Who checks passwords, where another thread counts the failures of all; this directory itself if it is left out. */
  readonly authenticate?: Directory['authenticate'];
}

const systemRandomness: Randomness = { bytes: (length) => randomBytes(length) };

/**
 * Opens the directory. Several processes may have the same file open: each sees at once what another has changed,
 * because nothing of what there is, is kept in memory. Throws if the file cannot be opened.
 */
export function openDirectory(options: DirectoryOptions): Directory {
  const { file, clock, randomness = systemRandomness, log = silentLog, subAddressSeparator = '+' } = options;
  const limits: DirectoryLimits = { ...DEFAULT_DIRECTORY_LIMITS, ...options.limits };
  const database = openDatabase(file, limits.busyTimeoutMs);
  const reader = new DirectoryReader(database);
  const resolver = new Resolver(reader, subAddressSeparator, limits);
  const authenticate = options.authenticate ?? ownAuthentication({ database, reader, clock, randomness, limits, log });
  const editing = { database, reader, resolver, randomness, limits };
  const accounts = new AccountEditor(editing);
  const domains = new DomainEditor(editing);
  const aliases = new AliasEditor(editing);

  return {
    resolve: async (address) => resolver.resolve(address),
    authenticate,
    async findAccount(text) {
      const address = parseAddress(text, limits.localPartMaxBytes);
      const row = address && reader.account(address);
      return row && accountOf(row);
    },
    async account(id) {
      const row = reader.accountById(id);
      return row && accountOf(row);
    },
    accounts: async () => reader.accounts().map(accountOf),
    addAccount: (account) => accounts.add(account),
    setPassword: (address, password) => accounts.setPassword(address, password),
    setQuota: async (address, quotaBytes) => accounts.setQuota(address, quotaBytes),
    removeAccount: async (address) => accounts.remove(address),
    domains: async () => domains.list(),
    addDomain: async (name) => domains.add(name),
    removeDomain: async (name) => domains.remove(name),
    setCatchAll: async (domain, target) => domains.setCatchAll(domain, target),
    aliases: async () => aliases.list(),
    addAlias: async (alias) => aliases.add(alias),
    removeAlias: async (address) => aliases.remove(address),
    close: () => database.close(),
  };
}

function ownAuthentication(options: AuthenticatorOptions): Directory['authenticate'] {
  const authenticator = new Authenticator(options);
  return (attempt) => authenticator.authenticate(attempt);
}
