/** Response codes: RFC 2449 §8, RFC 3206 §4. */
export type ResponseCode = 'AUTH' | 'IN-USE' | 'SYS/TEMP' | 'SYS/PERM';

/** A positive first line. Text is the server's own: printable ASCII, so that the line stays below 512 octets. */
export function okLine(text = ''): string {
  return text === '' ? '+OK\r\n' : `+OK ${text}\r\n`;
}

export function errorLine(text: string, code?: ResponseCode): string {
  return code === undefined ? `-ERR ${text}\r\n` : `-ERR [${code}] ${text}\r\n`;
}

/** An empty challenge (RFC 5034 §4). */
export const CONTINUE_LINE = '+ \r\n';
/** What ends a multi-line response whose last line is complete. */
export const END_LINE = '.\r\n';
