import { LineEndCheck, MboxBodyWriter, mboxHead } from '../mailbox-file/index.ts';
import { Flag } from '../store/index.ts';
import type { Leaving } from './leaving.ts';

/** Messages as an mboxrd file. Each is read twice: first for how its lines end. */
export async function* mboxPieces(messages: AsyncIterable<Leaving>): AsyncGenerator<Uint8Array> {
  for await (const message of messages) {
    const check = new LineEndCheck();
    for await (const piece of message.pieces()) check.push(piece);
    const lines = check.onlyCrlf ? 'crlf' : 'asIs';
    const extra = (message.sizeBytes > 0 && !check.endsWithLine ? 1 : 0) + (check.hasBody ? 0 : 1);
    const note = { date: message.internalDate, lines, extra } as const;
    const { system, keywords } = message;
    const status = `${system & Flag.seen ? 'R' : ''}O`;
    yield mboxHead({ sender: 'rookery@localhost', note, status, xStatus: xStatus(system), keywords });
    const writer = new MboxBodyWriter(note);
    for await (const piece of message.pieces()) yield writer.push(piece);
    yield writer.end();
  }
}

function xStatus(system: number): string {
  const letters = [
    [Flag.answered, 'A'],
    [Flag.flagged, 'F'],
    [Flag.deleted, 'D'],
    [Flag.draft, 'T'],
  ] as const;
  return letters.map(([bit, letter]) => (system & bit ? letter : '')).join('');
}
