/** Bounds of what is read from a line. Each can be set in the configuration under [smtp]. */
export interface SmtpWireLimits {
  /** One command line with its CRLF. RFC 5321 §4.5.3.1.4 asks for 512, and extensions for more. */
  readonly lineMaxBytes: number;
  /** RFC 5321 §4.5.3.1.1 and .2, counted in UTF-8; longer ones are seen in the wild, and somebody else may judge them. */
  readonly localPartMaxBytes: number;
  readonly domainMaxBytes: number;
  /** ESMTP parameters of one command. */
  readonly parametersMax: number;
}

export const DEFAULT_SMTP_WIRE_LIMITS: SmtpWireLimits = {
  lineMaxBytes: 4_096,
  localPartMaxBytes: 320,
  domainMaxBytes: 255,
  parametersMax: 20,
};
