export { DEFAULT_SMTP_LIMITS, type SmtpLimits } from './limits.ts';
export {
  createLmtpServer,
  createSmtpServer,
  createSubmissionServer,
  type LmtpServerOptions,
  type SmtpServerOptions,
  type SubmissionServerOptions,
  smtpRefusalLine,
} from './socket.ts';
