/** Response codes: RFC 2449 §8, RFC 3206 §4, RFC 6856 §5. */
export type ResponseCode = 'AUTH' | 'IN-USE' | 'LOGIN-DELAY' | 'SYS/TEMP' | 'SYS/PERM' | 'UTF8';

/** A positive first line. Text is the server's own: short, so that the line stays below 512 octets (RFC 2449 §4). */
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
