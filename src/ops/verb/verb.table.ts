import type { Verb } from '../cli/verb.ts';
import { accountAdd, accountList, accountPassword, accountQuota, accountRemove } from './account.ts';
import { aliasAdd, aliasList, aliasRemove } from './alias.ts';
import { check } from './check.ts';
import { demo } from './demo.ts';
import { domainAdd, domainCatchAll, domainList, domainRemove } from './domain.ts';
import { exportVerb } from './export.ts';
import { importVerb } from './import.ts';
import { init } from './init.ts';
import { limits } from './limits.ts';
import { reload } from './reload.ts';
import { serve } from './serve.ts';
import { servicePrint } from './service.ts';
import { status } from './status.ts';

/** Every verb, in the order in which help lists them. A new verb is one file and one row here. */
export const verbs: readonly Verb[] = [
  demo,
  init,
  serve,
  status,
  reload,
  limits,
  servicePrint,
  check,
  accountAdd,
  accountList,
  accountPassword,
  accountQuota,
  accountRemove,
  domainAdd,
  domainList,
  domainRemove,
  domainCatchAll,
  aliasAdd,
  aliasList,
  aliasRemove,
  importVerb,
  exportVerb,
];
