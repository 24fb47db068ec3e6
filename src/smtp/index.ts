export { DEFAULT_SMTP_LIMITS, type SmtpLimits } from './limits.ts';
export { createLmtpServer, type LmtpServerOptions, lmtpRefusalLine } from './socket.ts';
