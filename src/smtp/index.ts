export { DEFAULT_SMTP_LIMITS, type SmtpLimits } from './limits.ts';
export { createLmtpServer, type LmtpServerOptions } from './socket.ts';
