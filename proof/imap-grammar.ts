import type { Scanner } from './imap-scanner.ts';

/** A part as BODYSTRUCTURE tells it. */
export interface Part {
  readonly type: string;
  readonly subtype: string;
  /** Of a part that is not multipart. */
  readonly octets: number | undefined;
  readonly lines: number | undefined;
  readonly children: readonly Part[];
  /** Of message/rfc822. */
  readonly inner: Part | undefined;
}

/** `envelope` of RFC 9051 §9. */
export function readEnvelope(scanner: Scanner): void {
  scanner.expect('(');
  scanner.nstring();
  scanner.sp();
  scanner.nstring();
  for (let list = 0; list < 6; list++) {
    scanner.sp();
    readAddresses(scanner);
  }
  scanner.sp();
  scanner.nstring();
  scanner.sp();
  scanner.nstring();
  scanner.expect(')');
}

function readAddresses(scanner: Scanner): void {
  if (scanner.nil()) return;
  scanner.expect('(');
  do {
    scanner.expect('(');
    for (let field = 0; field < 4; field++) {
      if (field > 0) scanner.sp();
      scanner.nstring();
    }
    scanner.expect(')');
  } while (scanner.peek('('));
  scanner.expect(')');
}

/** `body` of RFC 9051 §9, with or without extension data. */
export function readBody(scanner: Scanner): Part {
  scanner.expect('(');
  const part = scanner.peek('(') ? readMultipart(scanner) : readSinglePart(scanner);
  scanner.expect(')');
  return part;
}

function readMultipart(scanner: Scanner): Part {
  const children: Part[] = [];
  while (scanner.peek('(')) children.push(readBody(scanner));
  scanner.sp();
  const subtype = text(scanner.string());
  if (scanner.accept(' ')) {
    readParameters(scanner);
    readExtension(scanner);
  }
  return { type: 'multipart', subtype, octets: undefined, lines: undefined, children, inner: undefined };
}

function readSinglePart(scanner: Scanner): Part {
  const type = text(scanner.string());
  scanner.sp();
  const subtype = text(scanner.string());
  scanner.sp();
  readParameters(scanner);
  scanner.sp();
  scanner.nstring();
  scanner.sp();
  scanner.nstring();
  scanner.sp();
  scanner.string();
  scanner.sp();
  const octets = scanner.number();
  let inner: Part | undefined;
  let lines: number | undefined;
  if (type === 'message' && (subtype === 'rfc822' || subtype === 'global')) {
    scanner.sp();
    readEnvelope(scanner);
    scanner.sp();
    inner = readBody(scanner);
    scanner.sp();
    lines = scanner.number();
  } else if (type === 'text') {
    scanner.sp();
    lines = scanner.number();
  }
  if (scanner.accept(' ')) {
    scanner.nstring();
    readExtension(scanner);
  }
  return { type, subtype, octets, lines, children: [], inner };
}

/** Disposition, language and location, each with all before it. */
function readExtension(scanner: Scanner): void {
  if (!scanner.accept(' ')) return;
  if (!scanner.nil()) {
    scanner.expect('(');
    scanner.string();
    scanner.sp();
    readParameters(scanner);
    scanner.expect(')');
  }
  if (!scanner.accept(' ')) return;
  if (scanner.accept('(')) {
    do scanner.string();
    while (scanner.accept(' '));
    scanner.expect(')');
  } else scanner.nstring();
  if (scanner.accept(' ')) scanner.nstring();
}

function readParameters(scanner: Scanner): void {
  if (scanner.nil()) return;
  scanner.expect('(');
  do {
    scanner.string();
    scanner.sp();
    scanner.string();
  } while (scanner.accept(' '));
  scanner.expect(')');
}

function text(bytes: Buffer): string {
  return bytes.toString('latin1').toLowerCase();
}

/** The section numbers of all parts that have octets (RFC 9051 §6.4.5.1), with how many. */
export function sections(root: Part): readonly { readonly section: string; readonly octets: number }[] {
  const found: { section: string; octets: number }[] = [];
  const visit = (part: Part, section: string) => {
    if (part.octets !== undefined) found.push({ section, octets: part.octets });
    part.children.forEach((child, i) => {
      visit(child, `${section}.${i + 1}`);
    });
    if (part.inner !== undefined) enter(part.inner, section);
  };
  /** A message's one part is numbered 1 below it; its multipart has no number of its own. */
  const enter = (body: Part, section: string) => {
    const prefix = section === '' ? '' : `${section}.`;
    if (body.children.length === 0) visit(body, `${prefix}1`);
    else {
      body.children.forEach((child, i) => {
        visit(child, `${prefix}${i + 1}`);
      });
    }
  };
  enter(root, '');
  return found;
}
