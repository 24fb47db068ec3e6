import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpareMemory } from './index.ts';

const MIB = 1024 * 1024;

/** A thread that holds what it is told to, and collects down to what it needs. */
function thread(heldMib: number, neededMib: number) {
  const state = { heldMib, neededMib, collected: 0 };
  const spare = new SpareMemory({
    heldBytes: () => state.heldMib * MIB,
    collect: () => {
      state.collected++;
      state.heldMib = state.neededMib;
    },
  });
  return { state, spare };
}

test('what a burst has left is given back once the thread is quiet', () => {
  const { state, spare } = thread(20, 20);
  state.heldMib = 60;
  spare.look(0.9);
  assert.equal(state.collected, 0, 'at work');
  spare.look(0.1);
  assert.equal(state.collected, 1);
  spare.look(0.1);
  assert.equal(state.collected, 1, 'there is nothing more to give back');
});

test('what is needed is not collected for again and again', () => {
  const { state, spare } = thread(20, 20);
  Object.assign(state, { heldMib: 60, neededMib: 50 });
  for (let look = 0; look < 5; look++) spare.look(0);
  assert.equal(state.collected, 1);
});

test('a little is not worth a pause, and what V8 has given back by itself counts', () => {
  const { state, spare } = thread(20, 20);
  state.heldMib = 23;
  spare.look(0);
  assert.equal(state.collected, 0);
  state.heldMib = 18;
  spare.look(0);
  state.heldMib = 23;
  spare.look(0);
  assert.equal(state.collected, 1, 'five more than it was seen to need');
});
