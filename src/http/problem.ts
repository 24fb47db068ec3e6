import { STATUS_CODES } from 'node:http';

/** Why a request is not answered as it wished (RFC 9457). `detail` is for the peer: it names no file and no other person. */
export class Problem extends Error {
  readonly status: number;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** `type` is about:blank: the status says what kind it is (RFC 9457 §4.2.1). */
export function problemResponse({ status, detail, headers }: Problem, requestId?: string): Response {
  const instance = requestId === undefined ? {} : { instance: `urn:rookery:request:${requestId}` };
  const body = { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...instance };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers },
  });
}
