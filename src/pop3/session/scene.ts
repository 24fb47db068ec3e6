import type { Manner } from './reply.ts';
import type { Peer, Services } from './services.ts';

/** What a step looks at beside the line and the state. */
export interface Scene {
  readonly services: Services;
  readonly peer: Peer;
  readonly manner: Manner;
}
