import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import {
  DEFAULT_BLOB_LIMITS,
  type ReadyBody,
  SegmentReader,
  SegmentWriter,
  StagingBody,
  StagingMemory,
  segmentPath,
} from './index.ts';

const LIMITS = { ...DEFAULT_BLOB_LIMITS, segmentMaxBytes: 4096, inMemoryMaxBytes: 1000, openSegmentsMax: 2 };

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-blob-'));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function octets(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7) & 0xff);
}

function inMemory(bytes: Uint8Array): Extract<ReadyBody, { kind: 'memory' }> {
  return { kind: 'memory', bytes, crc32: crc32(bytes) };
}

test('what was appended is read back, over segments that fill up', () =>
  inFolder(async (folder) => {
    const writer = new SegmentWriter(folder, LIMITS, new Map());
    const reader = new SegmentReader(folder, LIMITS);
    const stored = [];
    for (let i = 0; i < 20; i++) {
      const bytes = octets(900 + i, i);
      const [location] = writer.append([inMemory(bytes)]);
      await writer.sync();
      stored.push({ bytes, location: location! });
    }
    assert.ok(new Set(stored.map((one) => one.location.segment)).size > 3);
    for (const { bytes, location } of stored) {
      assert.deepEqual(new Uint8Array(await reader.read(location, 0, bytes.length)), bytes);
      assert.deepEqual(new Uint8Array(await reader.read(location, 10, 20)), bytes.slice(10, 20));
      assert.deepEqual(new Uint8Array(await reader.read(location, 890, 5000)), bytes.slice(890));
      assert.equal((await reader.read(location, 5000, 6000)).length, 0);
    }
    writer.close();
    reader.close();
  }));

test('a start cuts the tail of a crash, drops segments that nothing names, and goes on behind the last body', () =>
  inFolder(async (folder) => {
    const first = new SegmentWriter(folder, LIMITS, new Map());
    const bytes = octets(700, 1);
    const [location] = first.append([inMemory(bytes)]);
    await first.sync();
    first.close();
    const end = location!.offset + location!.storedBytes;
    appendFileSync(segmentPath(folder, location!.segment), 'half of a message that nobody acknowl');
    writeFileSync(segmentPath(folder, 77), 'orphan');

    const second = new SegmentWriter(folder, LIMITS, new Map([[location!.segment, end]]));
    assert.equal(statSync(segmentPath(folder, location!.segment)).size, end);
    assert.ok(!existsSync(segmentPath(folder, 77)));
    const [next] = second.append([inMemory(octets(10, 2))]);
    await second.sync();
    assert.equal(next!.segment, location!.segment);
    assert.ok(next!.offset > end);
    const reader = new SegmentReader(folder, LIMITS);
    assert.deepEqual(new Uint8Array(await reader.read(location!, 0, 700)), bytes);
    assert.deepEqual(new Uint8Array(await reader.read(next!, 0, 10)), octets(10, 2));
    second.close();
    reader.close();
  }));

test('a segment that lost octets is never written on', () =>
  inFolder(async (folder) => {
    const first = new SegmentWriter(folder, LIMITS, new Map());
    const [location] = first.append([inMemory(octets(700, 1))]);
    await first.sync();
    first.close();
    const end = location!.offset + location!.storedBytes;
    truncateSync(segmentPath(folder, location!.segment), end - 100);
    const second = new SegmentWriter(folder, LIMITS, new Map([[location!.segment, end]]));
    const [next] = second.append([inMemory(octets(10, 2))]);
    assert.notEqual(next!.segment, location!.segment);
    const reader = new SegmentReader(folder, LIMITS);
    await assert.rejects(reader.read(location!, 0, 700), /ends before/);
    second.close();
    reader.close();
  }));

test('a body is staged in memory while it is small, and in a file of its own once it is not', () =>
  inFolder(async (folder) => {
    const writer = new SegmentWriter(folder, LIMITS, new Map());
    for (const sizes of [[0], [999], [1000], [400, 601], [1500], [10, 5000, 1, 4000]]) {
      const staging = new StagingBody(folder, LIMITS, `body-${sizes.join('-')}`, new StagingMemory(10_000));
      const chunks = sizes.map((size, i) => octets(size, i));
      for (const chunk of chunks) await staging.write(chunk);
      const whole = Buffer.concat(chunks);
      assert.equal(staging.sizeBytes, whole.length);
      const ready = await staging.finish();
      assert.equal(ready.kind, whole.length > LIMITS.inMemoryMaxBytes ? 'file' : 'memory');
      assert.equal(ready.crc32, crc32(whole));
      const location = ready.kind === 'file' ? writer.adopt(ready) : writer.append([ready])[0]!;
      await writer.sync();
      const reader = new SegmentReader(folder, LIMITS);
      assert.ok(whole.equals(await reader.read(location, 0, whole.length)));
      reader.close();
    }
    writer.close();
  }));

test('bodies together take no more memory than they may: what comes then waits in files', () =>
  inFolder(async (folder) => {
    new SegmentWriter(folder, LIMITS, new Map()).close();
    const memory = new StagingMemory(1500);
    const stage = async (i: number): Promise<{ staging: StagingBody; kind: string }> => {
      const staging = new StagingBody(folder, LIMITS, `body-${i}`, memory);
      await staging.write(octets(400, i));
      await staging.write(octets(200, i));
      return { staging, kind: (await staging.finish()).kind };
    };
    const staged = [await stage(1), await stage(2), await stage(3)];
    assert.deepEqual(
      staged.map((one) => one.kind),
      ['memory', 'memory', 'file'],
    );
    staged[0]!.staging.letGo();
    assert.equal((await stage(4)).kind, 'memory');
    await staged[1]!.staging.discard();
    assert.equal((await stage(5)).kind, 'memory');
    assert.equal((await stage(6)).kind, 'file');
  }));

test('a body in memory is a copy: its buffer may change hands', () =>
  inFolder(async (folder) => {
    new SegmentWriter(folder, LIMITS, new Map()).close();
    const pool = Buffer.from('another session: hello');
    const staging = new StagingBody(folder, LIMITS, 'copy', new StagingMemory(10_000));
    staging.write(pool.subarray(17));
    const ready = await staging.finish();
    assert.ok(ready.kind === 'memory');
    assert.equal(ready.bytes.buffer.byteLength, 5);
    assert.notEqual(ready.bytes.buffer, pool.buffer);
  }));

test('what is given up leaves nothing behind', () =>
  inFolder(async (folder) => {
    new SegmentWriter(folder, LIMITS, new Map()).close();
    const staging = new StagingBody(folder, LIMITS, 'given-up', new StagingMemory(10_000));
    await staging.write(octets(5000, 1));
    await staging.discard();
    assert.deepEqual(readdirSync(join(folder, 'staging')), []);
    // A start clears what a crash left half-staged.
    const left = new StagingBody(folder, LIMITS, 'crashed', new StagingMemory(10_000));
    await left.write(octets(5000, 1));
    await left.finish();
    assert.equal(readdirSync(join(folder, 'staging')).length, 1);
    new SegmentWriter(folder, LIMITS, new Map()).close();
    assert.deepEqual(readdirSync(join(folder, 'staging')), []);
  }));

test('the next segment is laid out once the present one is half full, and taken when it is ready', () =>
  inFolder(async (folder) => {
    const asked: string[] = [];
    const writer = new SegmentWriter(folder, LIMITS, new Map(), (path, sizeBytes, done) => {
      asked.push(path);
      writeFileSync(path, new Uint8Array(sizeBytes));
      done({ error: undefined });
    });
    const first = writer.append([inMemory(octets(900, 1))])[0]!;
    assert.deepEqual(asked, []);
    while (statSync(segmentPath(folder, first.segment)).size < LIMITS.segmentMaxBytes) {
      writer.append([inMemory(octets(900, 2))]);
    }
    await writer.sync();
    assert.equal(asked.length, 1);
    const bytes = octets(50, 3);
    const [location] = writer.append([inMemory(bytes)]);
    await writer.sync();
    assert.equal(statSync(segmentPath(folder, location!.segment)).size, LIMITS.segmentMaxBytes);
    const reader = new SegmentReader(folder, LIMITS);
    assert.deepEqual(new Uint8Array(await reader.read(location!, 0, 50)), bytes);
    writer.close();
    reader.close();
  }));
