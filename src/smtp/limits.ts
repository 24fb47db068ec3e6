import { DEFAULT_SMTP_WIRE_LIMITS, type SmtpWireLimits } from './wire/index.ts';

/** Bounds of one session. Each can be set in the configuration under [smtp]. */
export interface SmtpLimits extends SmtpWireLimits {
  /** Accepted RCPT commands of one mail; RFC 5321 §4.5.3.1.8 asks for 100. */
  readonly recipientsMax: number;
  /** Accounts that these come to, aliases followed. */
  readonly deliveriesMax: number;
  /** Accounts that are delivered to at one time, of one mail. */
  readonly deliveriesAtOnceMax: number;
  /** Recipients that nobody is, of one session of strangers; after more the session ends with 421. */
  readonly refusedRecipientsMax: number;
  /** Mails of one session. */
  readonly mailsMax: number;
  /** Received fields of one mail; with more it goes in a circle (RFC 5321 §6.3 asks for at least 100). */
  readonly receivedFieldsMax: number;
  /** The header of a mail that is submitted, which is held until it is set right. */
  readonly headerMaxBytes: number;
  /** Accounts that have a mail which did not reach all its recipients, remembered until it is sent again. */
  readonly storedRememberedMax: number;
  /** Failed logins of one session; then it ends with 421. */
  readonly loginFailuresMax: number;
  /** Commands that could not be run; after so many the session ends with 421. */
  readonly badCommandsMax: number;
  /** Octets of a mail that is too large already which are read, and dropped, to answer in order; then we hang up. */
  readonly swallowMaxBytes: number;
  /** RFC 5321 §4.5.3.2.7 */
  readonly commandTimeoutMs: number;
  /** Between two pieces of a mail: RFC 5321 §4.5.3.2.5 */
  readonly dataTimeoutMs: number;
  /** From the first octet of a mail to its last. */
  readonly dataMaxMs: number;
}

export const DEFAULT_SMTP_LIMITS: SmtpLimits = {
  ...DEFAULT_SMTP_WIRE_LIMITS,
  recipientsMax: 1_000,
  deliveriesMax: 10_000,
  deliveriesAtOnceMax: 100,
  refusedRecipientsMax: 100,
  mailsMax: 1_000,
  receivedFieldsMax: 100,
  headerMaxBytes: 1_048_576,
  storedRememberedMax: 100_000,
  loginFailuresMax: 5,
  badCommandsMax: 20,
  swallowMaxBytes: 67_108_864,
  commandTimeoutMs: 300_000,
  dataTimeoutMs: 180_000,
  dataMaxMs: 3_600_000,
};
