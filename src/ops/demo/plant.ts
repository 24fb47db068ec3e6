import type { Directory } from '../../directory/index.ts';
import type { Store } from '../../store/index.ts';
import type { DemoPerson, Engines } from '../engines.ts';
import { Failure } from '../failure.ts';
import { orFail } from '../open-folder.ts';
import { DEMO_DOMAIN, DEMO_PEOPLE } from './people.table.ts';

export interface Planting {
  readonly engines: Engines;
  readonly store: Store;
  readonly directory: Directory;
  readonly onProgress: (done: number, total: number) => void;
}

/** Brings the people into the directory and their mail into the store, unless they are there from an earlier time. */
export async function plant({ engines, store, directory, onProgress }: Planting): Promise<void> {
  const domains = await directory.domains();
  if (!domains.some(({ name }) => name === DEMO_DOMAIN)) {
    throw new Failure('this data folder is not one of the demo: give another --dir, or none');
  }
  const people: DemoPerson[] = [];
  for (const { name, address, password } of DEMO_PEOPLE) {
    const account = (await directory.findAccount(address)) ?? orFail(await directory.addAccount({ address, password }));
    people.push({ account: account.id, name, address });
  }
  await engines.plantDemo({ store, people, now: engines.clock.now(), onProgress });
}
