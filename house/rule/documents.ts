import { resolveImport } from '../imports.ts';
import type { Tree, Violation } from '../source.ts';

const RFC_DOCUMENT = 'docs/rfc.md';
const TOP_FOLDERS = /^(?:src|docs|proof|house|\.ci)\//;

/** What a document points at is there: links, the files it names in backticks, and the proofs of docs/rfc.md. */
export function checkDocuments(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  const isThere = (path: string): boolean => {
    const plain = path.replace(/\/$/, '');
    if (tree.has(plain)) return true;
    for (const known of tree.keys()) if (known.startsWith(`${plain}/`)) return true;
    return false;
  };
  for (const [path, text] of tree) {
    if (!path.endsWith('.md')) continue;
    const lines = text.split('\n');
    for (let i = 0; i < lines.length; i++) {
      for (const named of pathsIn(path, lines[i]!)) {
        if (!isThere(named)) found.push({ rule: 'documents', path, line: i + 1, detail: `${named} is not there` });
      }
    }
  }
  return [...found, ...checkRfcRows(tree)];
}

/** Relative links, and names in backticks that begin at the top of the project. */
function pathsIn(document: string, line: string): readonly string[] {
  const paths: string[] = [];
  for (const match of line.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(match[1]!)) paths.push(resolveImport(document, match[1]!));
  }
  for (const match of line.matchAll(/`([\w./-]+)`/g)) {
    if (TOP_FOLDERS.test(match[1]!) && !match[1]!.includes('...')) paths.push(match[1]!);
  }
  return paths;
}

/** Rows of docs/rfc.md: what, status, room, proof. What is there, or there in part, names a room and a proof. */
function checkRfcRows(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  const lines = (tree.get(RFC_DOCUMENT) ?? '').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const row = rfcRow(lines[i]!);
    if (row === undefined) continue;
    const add = (detail: string): void => {
      found.push({ rule: 'documents', path: RFC_DOCUMENT, line: i + 1, detail: `${row.topic} ${row.what}: ${detail}` });
    };
    if (!['yes', 'part', 'no'].includes(row.status)) add(`"${row.status}" is none of yes, part, no`);
    if (row.status === 'no') continue;
    const proofs = [...row.proof.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
    if (proofs.length === 0) add('no proof is named');
    for (const proof of proofs) if (!holdsProof(tree, proof)) add(`${proof} holds no test, transcript or proof`);
  }
  return found;
}

const PROOF = /\.test\.ts$|^proof\/[\w-]+\.ts$|\/(?:transcript|suite|corpus)\//;

function holdsProof(tree: Tree, path: string): boolean {
  for (const known of tree.keys()) if ((known === path || known.startsWith(path)) && PROOF.test(known)) return true;
  return false;
}

export interface RfcRow {
  /** The number of an RFC, or the protocol that announces a capability. */
  readonly topic: string;
  readonly what: string;
  readonly status: string;
  readonly room: string;
  readonly proof: string;
}

/** A row of a table of docs/rfc.md; undefined for other lines, the heads included. */
export function rfcRow(line: string): RfcRow | undefined {
  const cells = line.split('|').map((cell) => cell.trim());
  if (!line.startsWith('|') || cells.length < 7 || /^-+$/.test(cells[1]!) || cells[3] === 'status') return undefined;
  return { topic: cells[1]!, what: cells[2]!, status: cells[3]!.replace(/:.*/, ''), room: cells[4]!, proof: cells[5]! };
}
