import { err, ok, type Result } from '../base/index.ts';
import type { EditorOptions } from './accounts.ts';
import { type Address, formatAddress, parseAddress } from './address.ts';
import type { Alias, DirectoryError } from './contract.ts';
import { domainNotOurs, invalidAddress, nameTaken, shown } from './errors.ts';
import { transaction } from './schema.ts';

/** Adds and removes aliases. */
export class AliasEditor {
  readonly #options: EditorOptions;

  constructor(options: EditorOptions) {
    this.#options = options;
  }

  list(): readonly Alias[] {
    const targets = new Map<number, string[]>();
    for (const { alias, address } of this.#options.reader.allTargets()) {
      const list = targets.get(alias);
      if (list) list.push(address);
      else targets.set(alias, [address]);
    }
    return this.#options.reader
      .aliases()
      .map((row) => ({ address: formatAddress(row.local, row.domain), targets: targets.get(row.id) ?? [] }));
  }

  add(alias: Alias): Result<void, DirectoryError> {
    const { database, reader, limits } = this.#options;
    const address = parseAddress(alias.address, limits.localPartMaxBytes);
    if (address === undefined) return err(invalidAddress(alias.address));
    if (alias.targets.length === 0 || alias.targets.length > limits.aliasTargetsMax) {
      return err({ code: 'invalid', detail: `an alias has 1 to ${limits.aliasTargetsMax} targets` });
    }
    return transaction(database, () => {
      if (reader.domain(address.domain) === undefined) return err(domainNotOurs(address.domain));
      const taken = reader.name(address);
      if (taken) return err(nameTaken(formatAddress(address.local, address.domain), taken.kind));
      const targets = this.#targets(address, alias.targets);
      if (!targets.ok) return targets;

      const { lastInsertRowid } = database
        .prepare('INSERT INTO alias (domain, localKey, local) VALUES ((SELECT id FROM domain WHERE name = ?), ?, ?)')
        .run(address.domain, address.localKey, address.local);
      const insert = database.prepare('INSERT INTO aliasTarget (alias, position, address) VALUES (?, ?, ?)');
      for (const [position, target] of targets.value.entries()) insert.run(lastInsertRowid, position, target);
      return this.#undoLoop(Number(lastInsertRowid), targets.value);
    });
  }

  remove(text: string): Result<void, DirectoryError> {
    const { database, reader, resolver, limits } = this.#options;
    const address = parseAddress(text, limits.localPartMaxBytes);
    return transaction(database, () => {
      const row = address && reader.alias(address);
      if (row === undefined) return err({ code: 'notFound', detail: `there is no alias ${shown(text)}` });
      const use = reader.allTargets().find((target) => {
        const parsed = parseAddress(target.address, limits.localPartMaxBytes);
        return parsed && resolver.directAlias(parsed) === row.id;
      });
      if (use) {
        const user = reader.aliases().find((each) => each.id === use.alias);
        const name = user ? formatAddress(user.local, user.domain) : 'another alias';
        return err({ code: 'inUse', detail: `mail for ${name} goes to this alias: remove ${name} first` });
      }
      database.prepare('DELETE FROM alias WHERE id = ?').run(row.id);
      return ok(undefined);
    });
  }

  /**
   * All targets are there before their alias, so a loop needs a name that was a sub-address until now: `x` leads to
   * `anna+y`, and now `anna+y` is made an alias that leads to `x`.
   */
  #undoLoop(alias: number, targets: readonly string[]): Result<void, DirectoryError> {
    const { database, resolver, limits } = this.#options;
    const looping = targets.find((text) => {
      const target = parseAddress(text, limits.localPartMaxBytes);
      return target && resolver.passes(target, alias);
    });
    if (looping === undefined) return ok(undefined);
    database.prepare('DELETE FROM alias WHERE id = ?').run(alias);
    return err({ code: 'invalid', detail: `${looping} would lead back to this alias: name another target` });
  }

  /** Each target in canonical form, once; a target is an address that reaches somebody already. */
  #targets(alias: Address, targets: readonly string[]): Result<readonly string[], DirectoryError> {
    const { reader, resolver, limits } = this.#options;
    const canonical = new Map<string, string>();
    for (const text of targets) {
      const target = parseAddress(text, limits.localPartMaxBytes);
      if (target === undefined) return err(invalidAddress(text));
      if (reader.domain(target.domain) === undefined) {
        return err({
          code: 'invalid',
          detail: `${shown(text)} is not on this server: an alias leads to local addresses`,
        });
      }
      if (target.domain === alias.domain && target.localKey === alias.localKey) {
        return err({ code: 'invalid', detail: `${shown(text)} would lead to itself: name another target` });
      }
      if (resolver.recipients(target).length === 0) {
        return err({ code: 'notFound', detail: `${shown(text)} is nobody's address: add the account first` });
      }
      const key = formatAddress(target.localKey, target.domain);
      if (!canonical.has(key)) canonical.set(key, formatAddress(target.local, target.domain));
    }
    return ok([...canonical.values()]);
  }
}
