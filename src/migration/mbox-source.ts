import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { concatBytes, EMPTY } from '../base/index.ts';
import {
  beginsMessage,
  LineEndReader,
  type MailboxPath,
  type MboxEvent,
  type MboxHeader,
  MboxHeaderReader,
  type MboxMarks,
  MboxReader,
  type MboxReaderOptions,
} from '../mailbox-file/index.ts';
import { filePieces } from './file-pieces.ts';
import type { SourceMailbox, SourceMessage } from './source.ts';

const LOOK_BYTES = 2_048;

export function mboxMailbox(file: string, path: MailboxPath, quoting: MboxReaderOptions['quoting']): SourceMailbox {
  const { size } = statSync(file);
  return { path, sizeBytes: size, messages: () => readMbox(file, size, quoting) };
}

async function* readMbox(
  file: string,
  sizeBytes: number,
  quoting: MboxReaderOptions['quoting'],
): AsyncGenerator<SourceMessage> {
  const descriptor = openSync(file, 'r');
  try {
    const endsAt = (at: number, length: number) => isEnd(descriptor, at + length, sizeBytes);
    const events = mboxEvents(file, new MboxReader({ quoting, endsAt }));
    let doneBytes = 0;
    for (;;) {
      const { value: event, done } = await events.next();
      if (done) return;
      if (event.kind !== 'begin') continue;
      const { header, ended } = await readHeader(events);
      const { marks } = header;
      const reading = { done: ended };
      const body = () => restOf(events, header.bytes, marks, reading);
      if (!marks.isFolderData && !marks.expunged) {
        yield {
          place: `${file}, octet ${event.at}`,
          flags: { system: systemFlags(marks), keywords: marks.keywords },
          internalDate: marks.note?.date ?? event.from.date,
          labels: marks.labels,
          doneBytes: event.at - doneBytes,
          content: body,
        };
      }
      doneBytes = event.at;
      // Whoever did not want to read it has passed it over.
      while (!reading.done) {
        const next = await events.next();
        reading.done = next.done === true || next.value.kind === 'end';
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

async function* mboxEvents(file: string, reader: MboxReader): AsyncGenerator<MboxEvent> {
  for await (const piece of filePieces(file)) yield* reader.push(piece);
  yield* reader.end();
}

async function readHeader(
  events: AsyncGenerator<MboxEvent>,
): Promise<{ readonly header: MboxHeader; readonly ended: boolean }> {
  const reader = new MboxHeaderReader();
  for (;;) {
    const { value: event, done } = await events.next();
    if (done || event.kind !== 'data') return { header: reader.end(), ended: true };
    const header = reader.push(event.bytes);
    if (header !== undefined) return { header, ended: false };
  }
}

async function* restOf(
  events: AsyncGenerator<MboxEvent>,
  first: Uint8Array,
  marks: MboxMarks,
  reading: { done: boolean },
): AsyncGenerator<Uint8Array> {
  const lines = new LineEndReader(marks.note?.lines ?? 'unknown');
  // What an export had to add stands at the very end.
  const extra = marks.note?.extra ?? 0;
  let held: Uint8Array = EMPTY;
  const pass = (piece: Uint8Array) => {
    const bytes = concatBytes([held, piece]);
    const end = Math.max(0, bytes.length - extra);
    held = bytes.slice(end);
    return lines.push(bytes.slice(0, end));
  };
  yield pass(first);
  while (!reading.done) {
    const { value: event, done } = await events.next();
    if (done || event.kind !== 'data') reading.done = true;
    else yield pass(event.bytes);
  }
}

function isEnd(descriptor: number, at: number, sizeBytes: number): boolean {
  if (at >= sizeBytes) return at === sizeBytes;
  const buffer = new Uint8Array(LOOK_BYTES);
  const rest = buffer.subarray(0, readSync(descriptor, buffer, 0, LOOK_BYTES, at));
  return beginsMessage(rest) || (at + rest.length === sizeBytes && rest.every((octet) => octet === 10 || octet === 13));
}

function systemFlags({ seen, answered, flagged, deleted, draft }: MboxMarks): number {
  return (seen ? 1 : 0) | (answered ? 2 : 0) | (flagged ? 4 : 0) | (deleted ? 8 : 0) | (draft ? 16 : 0);
}
