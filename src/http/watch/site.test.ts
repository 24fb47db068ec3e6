import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openHttp } from '../testing.ts';
import { watchSite } from './site.ts';

test('numbers and health, and what it says while it is not ready', async (scope) => {
  let ready = false;
  const metrics = async () => ({ type: 'text/plain; version=0.0.4', body: 'a 1\n' });
  const { port } = await openHttp(scope, { sites: [watchSite({ metrics, isReady: () => ready })] });
  const numbers = await ask(port, '/metrics');
  assert.equal(numbers.status, 200);
  assert.equal(numbers.headers['content-type'], 'text/plain; version=0.0.4');
  assert.equal(numbers.body, 'a 1\n');
  assert.equal((await ask(port, '/health/live')).status, 200);
  const starting = await ask(port, '/health/ready');
  assert.equal(starting.status, 503);
  assert.equal(starting.headers['content-type'], 'application/problem+json');
  ready = true;
  assert.equal((await ask(port, '/health/ready')).body, '{"status":"ready"}');
  assert.equal((await ask(port, '/')).status, 404);
});
