/** Typed arrays and maps as lists, so that answers can be compared and printed. */
export function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value) || Array.isArray(value)) return Array.from(value as unknown as unknown[], plain);
  if (value instanceof Map) return [...value].sort(([a], [b]) => a - b);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
