/** One line of JSON from the log as a line for people: `12:01:02 info  imap.login account=7`. */
export function prettyLine(line: string): string {
  const { level, time, event, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${shown(value)}`);
  return `${clock} ${String(level).padEnd(5)} ${String(event)}${rest.join('')}\n`;
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // A control character from outside must not steer the terminal.
  return /^[^\s\p{C}"=]+$/u.test(text) ? text : JSON.stringify(text).replace(/\p{C}/gu, '\u{fffd}');
}
