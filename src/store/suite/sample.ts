import { encodeUtf8 } from '../../base/index.ts';
import { type Summary, summarizeBytes } from '../../message/index.ts';

/** A message for tests, with what the store keeps of it. */
export interface Sample {
  readonly bytes: Uint8Array;
  readonly summary: Summary;
}

export interface SampleText {
  readonly from?: string;
  readonly to?: string;
  readonly subject?: string;
  readonly date?: string;
  /** Without angle brackets. */
  readonly messageId?: string;
  readonly references?: readonly string[];
  readonly text?: string;
}

export function sample(words: SampleText = {}): Sample {
  const { from = 'ada@example.org', to = 'bob@example.org', subject = 'Hello', messageId, references = [] } = words;
  const lines = [
    `From: ${from}`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Date: ${words.date ?? 'Tue, 14 Nov 2023 22:13:20 +0000'}`,
    ...(messageId === undefined ? [] : [`Message-ID: <${messageId}>`]),
    ...(references.length === 0 ? [] : [`References: ${references.map((id) => `<${id}>`).join(' ')}`]),
    'Content-Type: text/plain; charset=utf-8',
    '',
    words.text ?? 'The text.',
    '',
  ];
  const bytes = encodeUtf8(lines.join('\r\n'));
  return { bytes, summary: summarizeBytes(bytes) };
}
