import { deleteAcl, getAcl, listRights, myRights, setAcl } from './acl.ts';
import { append } from './append.ts';
import { authenticate } from './authenticate.ts';
import { capability } from './capability.ts';
import { close, unselect } from './close.ts';
import type { Command } from './command.ts';
import { compress } from './compress.ts';
import { copy, move, uidCopy, uidMove } from './copy.ts';
import { create } from './create.ts';
import { deleteMailbox } from './delete.ts';
import { enable } from './enable.ts';
import { expunge, uidExpunge } from './expunge.ts';
import { fetch, uidFetch } from './fetch.ts';
import { id } from './id.ts';
import { idle } from './idle.ts';
import { list, lsub } from './list.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { getMetadata, setMetadata } from './metadata.ts';
import { namespace } from './namespace.ts';
import { check, noop } from './noop.ts';
import { getQuota, getQuotaRoot, setQuota } from './quota.ts';
import { rename } from './rename.ts';
import { search, uidSearch } from './search.ts';
import { examine, select } from './select.ts';
import { sort, uidSort } from './sort.ts';
import { starttls } from './starttls.ts';
import { status } from './status.ts';
import { store, uidStore } from './store.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { thread, uidThread } from './thread.ts';

/** Every command there is. A new one is a file beside this one, a row here and a transcript. */
const COMMANDS: readonly Command[] = [
  capability,
  noop,
  logout,
  id,
  starttls,
  authenticate,
  login,
  enable,
  compress,
  select,
  examine,
  create,
  deleteMailbox,
  rename,
  subscribe,
  unsubscribe,
  list,
  lsub,
  namespace,
  status,
  append,
  idle,
  check,
  close,
  unselect,
  expunge,
  uidExpunge,
  search,
  uidSearch,
  setAcl,
  deleteAcl,
  getAcl,
  listRights,
  myRights,
  getQuota,
  getQuotaRoot,
  setQuota,
  getMetadata,
  setMetadata,
  sort,
  uidSort,
  thread,
  uidThread,
  fetch,
  uidFetch,
  store,
  uidStore,
  copy,
  uidCopy,
  move,
  uidMove,
];

const BY_NAME: ReadonlyMap<string, Command> = new Map(COMMANDS.map((command) => [command.name, command]));

/** By its name in upper case, `UID FETCH` for the UID form. */
export function findCommand(name: string): Command | undefined {
  return BY_NAME.get(name);
}
