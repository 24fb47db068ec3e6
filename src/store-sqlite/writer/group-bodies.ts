import { BODY_HEADER_BYTES, type BodyLocation, type ReadyBody, type SegmentWriter } from '../../blob-fs/index.ts';
import { ENCODING_PLAIN } from '../encoding.ts';
import type { Statements } from '../statements.ts';
import type { BodyToken } from '../thread-message.ts';

export interface TokenBody {
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Undefined until the octets are in a segment. */
  location: BodyLocation | undefined;
  ready: ReadyBody | undefined;
  /** The row of table `body`, once a durable commit has made it. */
  bodyId: number | undefined;
}

/** A port's token, unique over all ports. */
export type PortToken = string;
export const portToken = (port: number, token: BodyToken | ''): PortToken => `${port}/${token}`;

/**
 * Bodies on their way from staging to rows of table `body`. The octets of a group go into the segment before its
 * transaction; a row is made when the first commit uses the body, and counts its uses from then on.
 */
export class GroupBodies {
  readonly #statements: Statements;
  readonly #segments: SegmentWriter;
  readonly #tokens = new Map<PortToken, TokenBody>();
  /** Not given out again while this process lives: a staged body that was used remembers the id of its row. */
  #nextBody: number;
  /** Bodies whose row was made in the group that is under way. */
  #fresh: TokenBody[] = [];
  /** Octets that came into or went out of use, for each segment, and the end of the last body in it. */
  #segmentChanges = new Map<number, { liveBytes: number; end: number }>();

  constructor(statements: Statements, segments: SegmentWriter) {
    this.#statements = statements;
    this.#segments = segments;
    this.#nextBody = statements.row<{ next: number }>('SELECT coalesce(max(id), 0) + 1 AS next FROM body')!.next;
  }

  accept(token: PortToken, ready: ReadyBody): void {
    const sizeBytes = ready.kind === 'memory' ? ready.bytes.length : ready.sizeBytes;
    this.#tokens.set(token, { sizeBytes, crc32: ready.crc32, location: undefined, ready, bodyId: undefined });
  }

  release(token: PortToken): void {
    this.#tokens.delete(token);
  }

  /** No commit will name what came by a port any more. */
  releasePort(port: number): void {
    const prefix = portToken(port, '');
    for (const token of this.#tokens.keys()) if (token.startsWith(prefix)) this.#tokens.delete(token);
  }

  /**
   * Puts octets that the given tokens name, and that lie in no segment yet, into one. Throws what the disk throws. Gives
   * the bodies whose octets it took from memory: whoever syncs the segment says of them what came of it.
   */
  store(tokens: Iterable<PortToken>): readonly TokenBody[] {
    const bodies: TokenBody[] = [];
    const inMemory: Extract<ReadyBody, { kind: 'memory' }>[] = [];
    for (const token of new Set(tokens)) {
      const body = this.#tokens.get(token);
      if (body?.ready === undefined || body.location !== undefined) continue;
      if (body.ready.kind === 'memory') {
        bodies.push(body);
        inMemory.push(body.ready);
      } else {
        body.location = this.#segments.adopt(body.ready);
        body.ready = undefined;
      }
    }
    if (inMemory.length === 0) return [];
    const locations = this.#segments.append(inMemory);
    bodies.forEach((body, i) => {
      body.location = locations[i];
    });
    return bodies;
  }

  /** Octets that were put into segments are durable: those in memory are needed no more. */
  synced(bodies: readonly TokenBody[]): void {
    for (const body of bodies) {
      if (body.ready?.kind === 'memory') giveBack(body.ready.bytes);
      body.ready = undefined;
    }
  }

  /** After a failed sync: octets still in memory will be put into a segment again. */
  syncFailed(bodies: readonly TokenBody[]): void {
    for (const body of bodies) body.location = undefined;
  }

  /** The body's size, or undefined if its octets could not be stored. */
  sizeOf(token: PortToken): number | undefined {
    const body = this.#tokens.get(token);
    return body?.location === undefined ? undefined : body.sizeBytes;
  }

  /** The row of a staged body, with one more use. Only after `sizeOf` said that it is there. */
  use(token: PortToken): number {
    const body = this.#tokens.get(token)!;
    if (body.bodyId !== undefined && this.#exists(body.bodyId)) {
      this.reuse(body.bodyId);
      return body.bodyId;
    }
    const location = body.location!;
    const id = this.#nextBody++;
    this.#statements.run(
      'INSERT INTO body (id, segment, offset, stored_bytes, size, crc32, encoding, refs) VALUES (?, ?, ?, ?, ?, ?, ?, 1)',
      id,
      location.segment,
      location.offset,
      location.storedBytes,
      body.sizeBytes,
      body.crc32,
      ENCODING_PLAIN,
    );
    body.bodyId = id;
    this.#fresh.push(body);
    this.#account(location, 1);
    return id;
  }

  /** One more use of a stored body. */
  reuse(bodyId: number): void {
    this.#statements.run('UPDATE body SET refs = refs + 1 WHERE id = ?', bodyId);
  }

  /** One use less; without any, the octets are dead and their segment's worth shrinks. */
  disuse(bodyId: number): void {
    const body = this.#statements.row<{ refs: number; segment: number; offset: number; stored_bytes: number }>(
      'SELECT refs, segment, offset, stored_bytes FROM body WHERE id = ?',
      bodyId,
    );
    if (body === undefined) throw new Error(`body ${bodyId} is used and not there`);
    if (body.refs > 1) {
      this.#statements.run('UPDATE body SET refs = refs - 1 WHERE id = ?', bodyId);
      return;
    }
    this.#statements.run('DELETE FROM body WHERE id = ?', bodyId);
    this.#account({ segment: body.segment, offset: body.offset, storedBytes: body.stored_bytes }, -1);
  }

  /** Writes what the group did to segments; gives those that hold nothing alive any more and may go after the commit. */
  flush(): number[] {
    const dead: number[] = [];
    for (const [segment, change] of this.#segmentChanges) {
      this.#statements.run(
        `INSERT INTO segment (id, end, live_bytes) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
         end = max(end, excluded.end), live_bytes = live_bytes + excluded.live_bytes`,
        segment,
        change.end,
        change.liveBytes,
      );
      if (segment === this.#segments.activeSegment || this.isStaged(segment)) continue;
      const row = this.#statements.row<{ live_bytes: number }>('SELECT live_bytes FROM segment WHERE id = ?', segment);
      if (row !== undefined && row.live_bytes <= 0) {
        this.#statements.run('DELETE FROM segment WHERE id = ?', segment);
        dead.push(segment);
      }
    }
    return dead;
  }

  committed(dead: readonly number[]): void {
    this.#fresh = [];
    this.#segmentChanges = new Map();
    for (const segment of dead) this.#segments.removeSegment(segment);
  }

  rolledBack(): void {
    for (const body of this.#fresh) body.bodyId = undefined;
    this.#fresh = [];
    this.#segmentChanges = new Map();
  }

  #exists(bodyId: number): boolean {
    return this.#statements.row('SELECT 1 FROM body WHERE id = ?', bodyId) !== undefined;
  }

  /** Octets of a token that wait to be put into a segment. */
  waitingBytes(token: PortToken): number {
    const ready = this.#tokens.get(token)?.ready;
    return ready?.kind === 'memory' ? ready.bytes.length : 0;
  }

  /** Whether a staged body, which a later commit may name, lies in the segment. */
  isStaged(segment: number): boolean {
    for (const body of this.#tokens.values()) if (body.location?.segment === segment) return true;
    return false;
  }

  /** `by`: 1 for a body that came into use, -1 for one that went out of it. Headers count, so that empty bodies do too. */
  #account(location: BodyLocation, by: 1 | -1): void {
    const end = location.offset + location.storedBytes;
    const liveBytes = by * (location.storedBytes + BODY_HEADER_BYTES);
    const change = this.#segmentChanges.get(location.segment);
    if (change === undefined) this.#segmentChanges.set(location.segment, { liveBytes, end });
    else {
      change.liveBytes += liveBytes;
      change.end = Math.max(change.end, end);
    }
  }
}

/**
 * Gives memory back now: left to the collector, each few megabytes of octets would bring on a collection of everything.
 * The buffer came from another thread for this body alone.
 */
function giveBack(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}
