import { Problem } from '../problem.ts';
import type { Site } from '../site.ts';

export interface WatchSiteOptions {
  /** The text format of Prometheus, and its media type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly body: string }>;
  /** Mail can be had just now; false while it starts or ends. */
  readonly isReady: () => boolean;
}

const FRESH = { 'Cache-Control': 'no-store' };

/** For those who watch the server: numbers, and whether it lives and serves. */
export function watchSite({ metrics, isReady }: WatchSiteOptions): Site {
  return (app) => {
    app.get('/metrics', async (c) => {
      const { type, body } = await metrics();
      return c.body(body, 200, { 'Content-Type': type, ...FRESH });
    });
    // That it answers is the answer.
    app.get('/health/live', (c) => c.json({ status: 'live' }, 200, FRESH));
    app.get('/health/ready', (c) => {
      if (!isReady()) throw new Problem(503, 'the server does not serve mail just now', FRESH);
      return c.json({ status: 'ready' }, 200, FRESH);
    });
  };
}
