export { type MailService, mailServices } from './autoconfig/mail-service.ts';
export { autoconfigSite } from './autoconfig/site.ts';
export { DEFAULT_HTTP_LIMITS, type HttpLimits } from './limits.ts';
export { Problem } from './problem.ts';
export { createHttpServer, type HttpServerOptions, httpRefusal } from './server.ts';
export type { HttpEnvironment, HttpPeer, Site } from './site.ts';
export { type WatchSiteOptions, watchSite } from './watch/site.ts';
