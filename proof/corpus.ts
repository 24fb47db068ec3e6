import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const CORPUS_FOLDER = fileURLToPath(new URL('../../shared/corpora', import.meta.url));

export interface CorpusMessage {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Which files of a part of the corpus are messages; the others are expected results, licences and attachments. */
const PARTS: readonly (readonly [folder: string, isMessage: (path: string) => boolean])[] = [
  ['mime/mime4j', (path) => /\.msg$/.test(path)],
  ['mime/mail-parser', (path) => /\.eml$/.test(path) || /\/(new|cur)\/[^/]+$/.test(path)],
  ['mime/enmime', (path) => /\.raw$/.test(path)],
  ['mime/ruby-mail', (path) => /\.eml$/.test(path) || /sample_output_multipart$/.test(path)],
  ['filter/rspamd-messages', (path) => /\.eml(\.fuzzy1)?$/.test(path)],
  [
    'filter/spamassassin-t-data',
    (path) => /\/(nice|spam|dkim|phishing)\//.test(path) && !/\.(csv|pre|mbox)$/.test(path),
  ],
  ['filter/spamassassin-public-corpus-part', (path) => /\.txt$/.test(path)],
];

/** Every message of the corpus; undefined where the corpus is not there. */
export function corpusMessages(): readonly CorpusMessage[] | undefined {
  const messages: CorpusMessage[] = [];
  try {
    for (const [folder, isMessage] of PARTS) {
      for (const path of files(join(CORPUS_FOLDER, folder))) {
        const name = relative(CORPUS_FOLDER, path);
        if (isMessage(path)) messages.push({ name, bytes: readFileSync(path) });
        else if (path.endsWith('.mbox')) messages.push(...mboxMessages(name, readFileSync(path)));
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return messages;
}

/** The octets as they travel: LF becomes CRLF, what is CRLF stays, a CR alone stays, and the last line has its end. */
export function asSent(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/\r?\n/g, '\r\n');
  return Buffer.from(text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}

function mboxMessages(name: string, bytes: Buffer): CorpusMessage[] {
  const parts = bytes.toString('latin1').split(/^From .*\r?\n/m);
  return parts.slice(1).map((part, i) => ({ name: `${name}#${i + 1}`, bytes: Buffer.from(part, 'latin1') }));
}

function files(folder: string): string[] {
  const found = readdirSync(folder, { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
