import { ByteWriter } from './byte-writer.ts';
import { writeDateTime } from './date.ts';
import type { BinaryFetchItem, BinarySizeFetchItem, SectionFetchItem } from './fetch-item.ts';
import type { WireMode } from './mode.ts';
import { writeFlags, writeLiteral, writeLiteralHeader, writeString } from './text-writer.ts';
import { writeSectionLabel } from './write-section.ts';

/**
 * Writes FETCH responses item by item (RFC 9051 §7.5.2), in the order of the calls: `begin`, items, `end`. What is asked
 * for in thousands is copied: flags and labels can be encoded once and given as bytes.
 */
export class FetchWriter {
  readonly writer: ByteWriter;
  #first = true;

  constructor(writer: ByteWriter) {
    this.writer = writer;
  }

  begin(sequence: number): void {
    this.writer.ascii('* ');
    this.writer.number(sequence);
    this.writer.ascii(' FETCH (');
    this.#first = true;
  }

  end(): void {
    this.writer.ascii(')\r\n');
  }

  uid(uid: number): void {
    this.#label('UID ');
    this.writer.number(uid);
  }

  flags(flags: readonly string[]): void {
    this.#label('FLAGS ');
    writeFlags(this.writer, flags);
  }

  /** Flags as `encodeFlags` gave them. */
  encodedFlags(flags: Uint8Array): void {
    this.#label('FLAGS ');
    this.writer.bytes(flags);
  }

  /** Milliseconds since 1970. */
  internalDate(milliseconds: number): void {
    this.#label('INTERNALDATE "');
    writeDateTime(this.writer, milliseconds);
    this.writer.ascii('"');
  }

  rfc822Size(sizeBytes: number): void {
    this.#label('RFC822.SIZE ');
    this.writer.number(sizeBytes);
  }

  modSeq(modSeq: number): void {
    this.#label('MODSEQ (');
    this.writer.number(modSeq);
    this.writer.ascii(')');
  }

  /** EMAILID and THREADID (RFC 8474 §5.3); NIL for a message that is gone. */
  objectId(item: 'EMAILID' | 'THREADID', id: string | undefined): void {
    this.#label(item);
    this.writer.ascii(id === undefined ? ' NIL' : ` (${id})`);
  }

  /** SAVEDATE (RFC 8514), milliseconds since 1970. */
  saveDate(milliseconds: number): void {
    this.#label('SAVEDATE "');
    writeDateTime(this.writer, milliseconds);
    this.writer.ascii('"');
  }

  preview(text: string, mode: WireMode): void {
    this.#label('PREVIEW ');
    writeString(this.writer, text, mode);
  }

  /** In IMAP's own form, as it was rendered. */
  envelope(rendered: Uint8Array): void {
    this.#label('ENVELOPE ');
    this.writer.bytes(rendered);
  }

  bodyStructure(rendered: Uint8Array): void {
    this.#label('BODYSTRUCTURE ');
    this.writer.bytes(rendered);
  }

  /** BODY without a section: the structure without extension data. */
  body(rendered: Uint8Array): void {
    this.#label('BODY ');
    this.writer.bytes(rendered);
  }

  /** A section's octets, null where the message has no such part. The label is of `encodeSectionLabel`. */
  section(label: Uint8Array, octets: Uint8Array | null): void {
    this.#sectionLabel(label);
    if (octets === null) this.writer.ascii('NIL');
    else writeLiteral(this.writer, octets);
  }

  /** Announces a section's octets: exactly `sizeBytes` must follow, in this writer or behind what it took, before the next item. */
  sectionLiteral(label: Uint8Array, sizeBytes: number): void {
    this.#sectionLabel(label);
    writeLiteralHeader(this.writer, sizeBytes);
  }

  /** As `sectionLiteral`, for octets with NUL among them (RFC 9051 §7.5.2, literal8). */
  sectionLiteral8(label: Uint8Array, sizeBytes: number): void {
    this.#sectionLabel(label);
    this.writer.ascii('~');
    writeLiteralHeader(this.writer, sizeBytes);
  }

  /** BINARY.SIZE. */
  sectionNumber(label: Uint8Array, number: number): void {
    this.#sectionLabel(label);
    this.writer.number(number);
  }

  #label(label: string): void {
    if (this.#first) this.#first = false;
    else this.writer.space();
    this.writer.ascii(label);
  }

  #sectionLabel(label: Uint8Array): void {
    this.#label('');
    this.writer.bytes(label);
    this.writer.space();
  }
}

/** `(\Seen)` as bytes, to be kept for all messages with the same flags. */
export function encodeFlags(flags: readonly string[]): Uint8Array {
  const writer = new ByteWriter(64);
  writeFlags(writer, flags);
  return writer.take();
}

/** `BODY[TEXT]<0>`, `RFC822.HEADER`: what an item is called in the answer, to be kept for the whole command. */
export function encodeSectionLabel(item: SectionFetchItem | BinaryFetchItem | BinarySizeFetchItem): Uint8Array {
  const writer = new ByteWriter(64);
  writeSectionLabel(writer, item);
  return writer.take();
}
