import type { Hono } from 'hono';

/** Who asks, as far as a route may want to know. */
export interface HttpPeer {
  readonly remoteAddress: string;
  readonly loopback: boolean;
  readonly secure: boolean;
}

export interface HttpEnvironment {
  Bindings: { readonly requestId: string; readonly peer: HttpPeer };
}

/** A part of the site: it hangs its routes on the app. Routes answer, or throw a Problem. */
export type Site = (app: Hono<HttpEnvironment>) => void;
