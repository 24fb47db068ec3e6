import type { Capability } from '../session/command.ts';

/** What EHLO and LHLO announce, each with what it depends on; the protocols' tables choose from here. */
export const CAPABILITIES = {
  /** RFC 2920 */
  pipelining: () => 'PIPELINING',
  /** RFC 1870 */
  size: ({ messageMaxBytes }) => `SIZE ${messageMaxBytes}`,
  /** RFC 6152 */
  eightBit: () => '8BITMIME',
  /** RFC 6531 */
  utf8: () => 'SMTPUTF8',
  /** RFC 2034 */
  statusCodes: () => 'ENHANCEDSTATUSCODES',
  /** RFC 3030 §2 */
  chunking: () => 'CHUNKING',
  /** RFC 3030 §3 */
  binary: () => 'BINARYMIME',
  /** RFC 9422 */
  limits: ({ mailsMax, recipientsMax }) => `LIMITS MAILMAX=${mailsMax} RCPTMAX=${recipientsMax}`,
  /** RFC 3207 */
  startTls: ({ canStartTls }) => (canStartTls ? 'STARTTLS' : undefined),
  /** RFC 4954 §3: not where a password would be seen on its way. */
  auth: ({ canLogIn }) => (canLogIn ? 'AUTH PLAIN LOGIN' : undefined),
} as const satisfies Readonly<Record<string, Capability>>;
