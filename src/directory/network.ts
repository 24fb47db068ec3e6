/**
 * What a throttle counts by: an IPv4 address, or the /64 that one IPv6 customer has at least. IPv4 written as IPv6
 * (`::ffff:192.0.2.1`) is IPv4. Anything else counts by itself.
 */
export function networkOf(address: string): string {
  const text = address.toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (mapped) return mapped[1]!;
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/.test(text)) return text;
  const [head = '', tail] = text.split('::', 2);
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

function groups(text: string): string[] {
  if (text === '') return [];
  // A dotted quad at the end is two groups; it never reaches the upper half, so its value is of no account.
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group.replace(/^0+(?=.)/, '')]));
}
