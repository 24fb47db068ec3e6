import { SaxesParser } from 'saxes';

export interface AutodiscoverRequest {
  readonly address: string;
  /** The schema that the answer is wished in; undefined if none was named. */
  readonly responseSchema: string | undefined;
}

const DEPTH_MAX = 16;
const WANTED = new Set(['EMailAddress', 'AcceptableResponseSchema']);

/** Reads what Outlook posts; undefined if it is none. No document type is taken, so no entity of a stranger's is ever expanded. */
export function parseAutodiscover(text: string): AutodiscoverRequest | undefined {
  const parser = new SaxesParser();
  const found = new Map<string, string>();
  const path: string[] = [];
  let broken = false;
  parser.on('error', () => {
    broken = true;
  });
  parser.on('doctype', () => {
    broken = true;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name.replace(/^.*:/, ''));
    broken ||= path.length > DEPTH_MAX;
  });
  parser.on('closetag', () => {
    path.pop();
  });
  const hear = (piece: string): void => {
    const name = path.at(-1);
    if (name !== undefined && WANTED.has(name)) found.set(name, (found.get(name) ?? '') + piece);
  };
  parser.on('text', hear);
  parser.on('cdata', hear);
  // In pieces, so that what is broken early is not read to its end.
  for (let at = 0; at < text.length && !broken; at += 4096) parser.write(text.slice(at, at + 4096));
  if (!broken) parser.close();
  const address = found.get('EMailAddress')?.trim();
  if (broken || address === undefined || address === '') return undefined;
  return { address, responseSchema: found.get('AcceptableResponseSchema')?.trim() };
}
