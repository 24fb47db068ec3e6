import { existsSync, statSync } from 'node:fs';
import { crc32, zstdDecompressSync } from 'node:zlib';
import { type BlobLimits, BODY_HEADER_BYTES, readBodyHeader, SegmentReader, segmentPath } from '../../blob-fs/index.ts';
import { ENCODING_ZSTD } from '../encoding.ts';
import type { Statements } from '../statements.ts';
import type { Findings } from './report.ts';

interface BodyRow {
  readonly id: number;
  readonly segment: number;
  readonly offset: number;
  readonly stored_bytes: number;
  readonly size: number;
  readonly crc32: number;
  readonly refs: number;
  readonly encoding: number;
}

const PIECE_BYTES = 256 * 1024;
const ROWS_AT_ONCE = 1000;

/** Reads every body and compares it with its checksum; counts who uses it, and what each segment holds. */
export class BodyCheck {
  readonly #statements: Statements;
  readonly #findings: Findings;
  readonly #repair: boolean;
  readonly #directory: string;
  readonly #segments: SegmentReader;

  constructor(statements: Statements, findings: Findings, repair: boolean, directory: string, limits: BlobLimits) {
    this.#statements = statements;
    this.#findings = findings;
    this.#repair = repair;
    this.#directory = directory;
    this.#segments = new SegmentReader(directory, limits);
  }

  /** Gives the octets that were read. */
  async run(step: () => void): Promise<number> {
    let bytes = 0;
    let last = 0;
    for (;;) {
      const rows = this.#statements.rows<BodyRow>(
        'SELECT * FROM body WHERE id > ? ORDER BY id LIMIT ?',
        last,
        ROWS_AT_ONCE,
      );
      for (const row of rows) {
        bytes += await this.#checkOctets(row);
        step();
      }
      if (rows.length < ROWS_AT_ONCE) break;
      last = rows[rows.length - 1]!.id;
    }
    this.#checkUses();
    this.#checkSegments();
    return bytes;
  }

  /** A body's octets, or undefined if they cannot be read. */
  async read(body: number): Promise<Uint8Array | undefined> {
    const row = this.#statements.row<BodyRow>('SELECT * FROM body WHERE id = ?', body);
    if (row === undefined) return undefined;
    try {
      const stored = await this.#segments.read(locationOf(row), 0, row.stored_bytes);
      return row.encoding === ENCODING_ZSTD ? zstdDecompressSync(stored) : stored;
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#segments.close();
  }

  async #checkOctets(row: BodyRow): Promise<number> {
    const location = locationOf(row);
    const headerAt = { ...location, offset: row.offset - BODY_HEADER_BYTES, storedBytes: BODY_HEADER_BYTES };
    try {
      const header = readBodyHeader(await this.#segments.read(headerAt, 0, BODY_HEADER_BYTES));
      if (header === undefined || header.crc32 !== row.crc32 || header.storedBytes !== row.stored_bytes) {
        this.#findings.add('body', `body ${row.id}: segment ${row.segment} does not hold it at byte ${row.offset}`);
        return 0;
      }
      let sum = 0;
      for (let at = 0; at < row.stored_bytes; at += PIECE_BYTES) {
        sum = crc32(await this.#segments.read(location, at, at + PIECE_BYTES), sum);
      }
      if (sum !== row.crc32) this.#findings.add('body', `body ${row.id}: its octets are not those that were stored`);
      return row.stored_bytes;
    } catch (error) {
      this.#findings.add('body', `body ${row.id}: ${error instanceof Error ? error.message : String(error)}`);
      return 0;
    }
  }

  #checkUses(): void {
    for (const row of this.#statements.rows<{ id: number; refs: number; uses: number }>(
      `SELECT body.id, refs, coalesce(uses, 0) AS uses FROM body
       LEFT JOIN (SELECT body, count(*) AS uses FROM message GROUP BY body) AS used ON used.body = body.id
       WHERE refs != coalesce(uses, 0)`,
    )) {
      const repaired = this.#repair && row.uses > 0;
      if (repaired) this.#statements.run('UPDATE body SET refs = ? WHERE id = ?', row.uses, row.id);
      this.#findings.add('counts', `body ${row.id} counts ${row.refs} uses and has ${row.uses}`, repaired);
    }
  }

  #checkSegments(): void {
    for (const row of this.#statements.rows<{ segment: number; live: number; reach: number }>(
      `SELECT segment, sum(stored_bytes + ${BODY_HEADER_BYTES}) AS live, max(offset + stored_bytes) AS reach FROM body GROUP BY segment`,
    )) {
      const path = segmentPath(this.#directory, row.segment);
      if (!existsSync(path)) this.#findings.add('segment', `segment ${row.segment} is missing`);
      else if (statSync(path).size < row.reach) this.#findings.add('segment', `segment ${row.segment} is cut short`);
      const said = this.#statements.row<{ end: number; live_bytes: number }>(
        'SELECT end, live_bytes FROM segment WHERE id = ?',
        row.segment,
      );
      if (said !== undefined && said.live_bytes === row.live && said.end >= row.reach) continue;
      if (this.#repair) {
        this.#statements.run(
          'INSERT OR REPLACE INTO segment (id, end, live_bytes) VALUES (?, ?, ?)',
          row.segment,
          Math.max(said?.end ?? 0, row.reach),
          row.live,
        );
      }
      this.#findings.add('segment', `segment ${row.segment} is not as its row says`, this.#repair);
    }
  }
}

function locationOf(row: BodyRow): { segment: number; offset: number; storedBytes: number } {
  return { segment: row.segment, offset: row.offset, storedBytes: row.stored_bytes };
}
