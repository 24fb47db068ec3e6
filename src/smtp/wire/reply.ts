/** What a server says to a command (RFC 5321 §4.2). */
export interface Reply {
  /** 200 to 559. */
  readonly code: number;
  /** RFC 3463, `5.1.1`; undefined where RFC 2034 wants none: greeting, LHLO and its like. */
  readonly status?: string;
  /** At least one; without line ends. */
  readonly lines: readonly string[];
}

export function reply(code: number, status: string | undefined, ...lines: readonly string[]): Reply {
  return status === undefined ? { code, lines } : { code, status, lines };
}

/** RFC 5321 §4.5.3.1.5, without the CRLF. */
const LINE_MAX_CHARS = 510;

/** As text to be sent in UTF-8. The status stands on each line (RFC 2034 §4). No control character leaves. */
export function encodeReply({ code, status, lines }: Reply): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    const separator = index === lines.length - 1 ? ' ' : '-';
    const words = status === undefined ? line : `${status} ${line}`;
    text += `${code}${separator}${printable(words)}\r\n`;
  }
  return text;
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?').slice(0, LINE_MAX_CHARS - 4);
}
