import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { play } from './play.ts';

const folder = new URL('./', import.meta.url);

for (const name of readdirSync(folder).filter((file) => file.endsWith('.txt'))) {
  const text = readFileSync(new URL(name, folder), 'utf8');
  test(`transcript ${name}`, () => play(text, (bytes) => [bytes]));
  test(`transcript ${name}, byte by byte`, () => play(text, (bytes) => [...bytes].map((byte) => Uint8Array.of(byte))));
}
