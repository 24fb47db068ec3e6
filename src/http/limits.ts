/** Bounds on HTTP. Each can be set in the configuration under [http]. */
export interface HttpLimits {
  /** Request line and header fields together; more is 431 (RFC 6585 §5). */
  readonly headerMaxBytes: number;
  readonly headerFieldsMax: number;
  /** From the first octet of a request to the end of its header. */
  readonly headerTimeoutMs: number;
  /** From there to the end of its answer. */
  readonly requestTimeoutMs: number;
  /** How long a connection is kept without a request. */
  readonly keepAliveMs: number;
  /** More is 413 (RFC 9110 §15.5.14). */
  readonly bodyMaxBytes: number;
  /** Requests that are answered at one time; more are 503 (RFC 9110 §15.6.4). */
  readonly requestsAtOnceMax: number;
  /** On one connection; after them it closes. */
  readonly requestsPerConnectionMax: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  headerMaxBytes: 16_384,
  headerFieldsMax: 100,
  headerTimeoutMs: 20_000,
  requestTimeoutMs: 120_000,
  keepAliveMs: 30_000,
  bodyMaxBytes: 1_048_576,
  requestsAtOnceMax: 256,
  requestsPerConnectionMax: 1_000,
};
