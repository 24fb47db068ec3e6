import { type AccountId, type Log, ok, type Result } from '../../base/index.ts';
import type { Account } from '../../directory/index.ts';
import type { ChangeNotice, Operation, OperationResult, StoreError } from '../../store/index.ts';
import type { AnnotationNews } from '../annotation/place.ts';
import { type EndReason, logEvent } from '../events.ts';
import type { Response, ResponseCode } from '../wire/index.ts';
import { MailboxNames } from './mailbox-names.ts';
import type { Peer } from './peer.ts';
import type { ImapServices } from './services.ts';
import { INITIAL_STATE, type SessionEvent, type SessionState, step } from './state.ts';

/** The result that belongs to a kind of operation. */
type ResultOf<Kind> = OperationResult extends infer Each
  ? Each extends { readonly kind: infer Own }
    ? Kind extends Own
      ? Each
      : never
    : never
  : never;

/** One client's session: its state, what it has enabled, and its ear at the store. */
export class Session {
  readonly peer: Peer;
  readonly services: ImapServices;
  log: Log;
  state: SessionState = INITIAL_STATE;
  /** What is enabled stays on (RFC 9051 §6.3.1, RFC 7162 §3.1). */
  readonly enabled = { rev2: false, condstore: false, qresync: false, utf8Accept: false };
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  loginFailures = 0;
  badCommands = 0;
  commands = 0;
  /** Why the session is ending, once it is. */
  ending: EndReason | undefined;
  /** It shall end as soon as it can do so in good order. */
  leaving = false;
  /** Said to the peer after the present command's answer, before it is cut off. */
  dismissal: string | undefined;
  names: MailboxNames | undefined;
  /** Once METADATA is enabled. */
  annotations: AnnotationNews | undefined;
  /** How many notices of the store have come: shows whether something happened during a wait. */
  noticesHeard = 0;
  #person: AccountId | undefined;
  #unsubscribe: () => void = () => {};
  #unfollow: () => void = () => {};
  #wakeUp: () => void = () => {};

  constructor(peer: Peer, services: ImapServices) {
    this.peer = peer;
    this.services = services;
    this.startedAt = services.clock.now();
    this.log = services.log.child({ connection: peer.connection.id });
  }

  apply(event: SessionEvent): void {
    const before = this.state;
    this.state = step(before, event);
    if (before === this.state) return;
    if (event.kind === 'loggedIn') this.#listen(event.account);
    this.#followSelected();
  }

  respond(response: Response): void {
    this.peer.respond(response);
  }

  /** An untagged OK, NO or BYE. */
  tell(status: 'OK' | 'NO' | 'BYE', text: string, code?: ResponseCode): void {
    this.respond(code === undefined ? { kind: 'status', status, text } : { kind: 'status', status, text, code });
  }

  /** Says goodbye and ends the session after the present command, with no further answer. */
  end(reason: EndReason, text: string): void {
    if (this.ending !== undefined) return;
    this.ending = reason;
    this.tell('BYE', text);
    this.apply({ kind: 'ended' });
    this.wake();
  }

  /** The server stops: ends the session now if it waits for the peer, else when the present command is answered. */
  leave(text: string): void {
    this.leaving = true;
    if (!this.peer.waiting || this.peer.unfinished) return;
    this.end('drain', text);
    this.peer.flush();
    this.peer.connection.end();
  }

  /** Ends the session once the present command is answered: too many failed logins. */
  dismiss(text: string): void {
    this.dismissal = text;
  }

  /** One operation on the mailboxes of `owner`, committed for the person logged in; its result. */
  async commit<Kind extends OperationResult['kind']>(
    owner: AccountId,
    operation: Operation & { readonly kind: Kind },
  ): Promise<Result<ResultOf<Kind>, StoreError>> {
    if (this.#person === undefined) throw new Error(`${operation.kind} before login`);
    const receipt = await this.services.store.commit(owner, this.#person, [operation]);
    if (!receipt.ok) return receipt;
    const result = receipt.value.results[0];
    if (result?.kind !== operation.kind) throw new Error(`the store answered ${operation.kind} with ${result?.kind}`);
    return ok(result as ResultOf<Kind>);
  }

  /** Resolves at the next change of the selected mailbox, or when the session is to end. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeUp = resolve;
    });
  }

  /** Lets `changed` resolve. */
  wake(): void {
    this.#wakeUp();
  }

  close(): void {
    this.#unsubscribe();
    this.#unfollow();
    this.state = { kind: 'logout' };
    const { bytesRead, bytesWritten } = this.peer.connection;
    logEvent(this.log, 'imap.ended', {
      reason: this.ending ?? 'closed',
      commands: this.commands,
      bytesRead,
      bytesWritten,
    });
  }

  #listen(account: Account): void {
    this.#person = account.id;
    this.log = this.log.child({ account: account.id });
    this.names = new MailboxNames(this.services, account);
    this.#unsubscribe = this.services.store.subscribe(account.id, (notice) => this.#hear(notice));
  }

  /** While a mailbox of another person is selected, the session hears of what happens in that account too. */
  #followSelected(): void {
    this.#unfollow();
    this.#unfollow = () => {};
    if (this.state.kind !== 'selected' || this.state.view.owner === this.#person) return;
    this.#unfollow = this.services.store.subscribe(this.state.view.owner, (notice) => this.#hear(notice));
  }

  #hear(notice: ChangeNotice): void {
    this.noticesHeard++;
    if (notice.account === this.#person) this.#hearOfOwn(notice);
    if (this.state.kind !== 'selected') return;
    const { view } = this.state;
    if (notice.account !== view.owner) return;
    if (!notice.mailboxList && !notice.mailboxes.includes(view.latest.mailboxId)) return;
    view.dirty = true;
    this.wake();
  }

  #hearOfOwn(notice: ChangeNotice): void {
    if (notice.mailboxList) this.names?.forget();
    if (this.annotations === undefined) return;
    this.annotations.dirty = true;
    this.wake();
  }
}
