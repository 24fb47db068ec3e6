import type { AccountId } from '../base/index.ts';
import { type Address, localPartKey, parseAddress, splitDetail } from './address.ts';
import type { Resolution, ResolvedRecipient } from './contract.ts';
import { canonicalDomain } from './domain-name.ts';
import type { DirectoryLimits } from './limits.ts';
import { accountOf, type DirectoryReader, type NameRow } from './table.ts';

/** Follows an address to accounts: the whole name, then the name before the `+`, aliases in both, then the catch-all. */
export class Resolver {
  readonly #reader: DirectoryReader;
  readonly #separator: string;
  readonly #limits: DirectoryLimits;

  constructor(reader: DirectoryReader, separator: string, limits: DirectoryLimits) {
    this.#reader = reader;
    this.#separator = separator;
    this.#limits = limits;
  }

  resolve(text: string): Resolution {
    // RFC 5321 §4.5.1: `postmaster` alone is always to be understood.
    if (text.toLowerCase() === 'postmaster') return this.#postmaster();
    const address = parseAddress(text, this.#limits.localPartMaxBytes);
    const domain = address?.domain ?? canonicalDomain(text.slice(text.lastIndexOf('@') + 1));
    const row = domain === undefined ? undefined : this.#reader.domain(domain);
    if (row === undefined) return { kind: 'foreign' };
    if (address === undefined) return { kind: 'unknownRecipient' };

    const recipients = this.recipients(address);
    if (recipients.length > 0) return { kind: 'local', recipients };
    const catchAll = row.catchAll === null ? undefined : this.#reader.accountById(row.catchAll);
    if (catchAll === undefined) return { kind: 'unknownRecipient' };
    return { kind: 'local', recipients: [{ account: accountOf(catchAll), detail: undefined }] };
  }

  /** The accounts behind a name, each once, without the catch-all; none if nobody has it. */
  recipients(address: Address): readonly ResolvedRecipient[] {
    const walk: Walk = { found: new Map(), followed: new Set() };
    this.#follow(address, undefined, 0, walk);
    return [...walk.found.values()];
  }

  /** Whether mail for the address passes by the alias of this id. */
  passes(address: Address, alias: number): boolean {
    const walk: Walk = { found: new Map(), followed: new Set() };
    this.#follow(address, undefined, 0, walk);
    return walk.followed.has(alias);
  }

  /** The account that has this name or sub-address itself, not by way of an alias. */
  directAccount(address: Address): number | undefined {
    const name = this.#lookup(address)?.name;
    return name?.kind === 'account' ? name.account.id : undefined;
  }

  directAlias(address: Address): number | undefined {
    const name = this.#lookup(address)?.name;
    return name?.kind === 'alias' ? name.alias.id : undefined;
  }

  #follow(address: Address, outerDetail: string | undefined, depth: number, walk: Walk): void {
    if (depth > this.#limits.aliasDepthMax || walk.found.size >= this.#limits.resolvedRecipientsMax) return;
    const hit = this.#lookup(address);
    if (hit === undefined) return;
    // What an alias's target says itself goes before what the mail's address said.
    const detail = hit.detail ?? outerDetail;
    if (hit.name.kind === 'account') {
      const account = accountOf(hit.name.account);
      if (!walk.found.has(account.id)) walk.found.set(account.id, { account, detail });
      return;
    }
    const { id } = hit.name.alias;
    if (walk.followed.has(id)) return;
    walk.followed.add(id);
    for (const target of this.#reader.targets(id)) {
      const next = parseAddress(target, this.#limits.localPartMaxBytes);
      if (next) this.#follow(next, detail, depth + 1, walk);
    }
  }

  #lookup(address: Address): { name: NameRow; detail: string | undefined } | undefined {
    const whole = this.#reader.name(address);
    if (whole) return { name: whole, detail: undefined };
    const split = splitDetail(address.local, this.#separator);
    if (split === undefined) return undefined;
    const name = this.#reader.name({ domain: address.domain, localKey: localPartKey(split.name) });
    return name && { name, detail: split.detail };
  }

  #postmaster(): Resolution {
    for (const domain of this.#reader.domains()) {
      const resolution = this.resolve(`postmaster@${domain.name}`);
      if (resolution.kind === 'local') return resolution;
    }
    return { kind: 'unknownRecipient' };
  }
}

interface Walk {
  readonly found: Map<AccountId, ResolvedRecipient>;
  /** Aliases by their id: a loop ends where it meets itself. */
  readonly followed: Set<number>;
}
