import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isXtext } from './index.ts';

test('xtext', () => {
  for (const text of ['a', 'e+3Dmc2@example.com', '+2B', '<>']) assert.equal(isXtext(text), true, text);
  for (const text of ['', '+', '+3', '+3d', 'a=b', 'a b', 'ä', '+GG']) assert.equal(isXtext(text), false, text);
});
