import type { Context } from 'hono';
import type { Clock } from '../../base/index.ts';
import type { Directory } from '../../directory/index.ts';
import { Problem } from '../problem.ts';
import type { HttpEnvironment, Site } from '../site.ts';
import { autodiscoverError, autodiscoverSettings, OUTLOOK_SCHEMA } from './autodiscover.ts';
import { parseAutodiscover } from './autodiscover-request.ts';
import { type MailService, servicesFor } from './mail-service.ts';
import { mobileconfig } from './mobileconfig.ts';
import { clientConfig } from './thunderbird.ts';

export interface AutoconfigOptions {
  /** Asked for at each request: in the order of preference among those of one security. */
  readonly services: () => readonly MailService[];
  /** The certificate is signed by nobody whom a program knows. */
  readonly selfSigned: boolean;
  readonly directory: Pick<Directory, 'resolve'>;
  readonly clock: Clock;
}

type Exchange = Context<HttpEnvironment>;

/** How mail programs find their settings: Thunderbird and kin, Outlook, Apple. It says nothing of who has an account. */
export function autoconfigSite(options: AutoconfigOptions): Site {
  const told = (exchange: Exchange) => servicesFor(options.services(), exchange.env.peer, options.selfSigned);
  return (app) => {
    for (const path of ['/.well-known/autoconfig/mail/config-v1.1.xml', '/mail/config-v1.1.xml']) {
      app.get(path, async (exchange) => {
        const domain = await ourDomain(options, domainAsked(exchange));
        return exchange.body(clientConfig(domain, told(exchange)), 200, XML);
      });
      app.all(path, () => notAllowed('GET, HEAD'));
    }
    app.get('/apple/:name{[^/]{1,100}\\.mobileconfig}', async (exchange) => {
      const address = exchange.req.query('email') ?? '';
      await ourDomain(options, domainOf(address));
      const profile = mobileconfig(address, told(exchange));
      if (profile === undefined) throw new Problem(404, 'there is no mail to be had here');
      return exchange.body(profile, 200, PROFILE);
    });
    // Outlook writes the path in more ways than one.
    app.all('*', async (exchange, next) => {
      const path = exchange.req.path.toLowerCase();
      if (path === '/autodiscover/autodiscover.xml') return autodiscover(exchange, options, told);
      if (path.startsWith('/autodiscover/autodiscover.json')) return autodiscoverJson(exchange);
      return next();
    });
  };
}

const XML = { 'Content-Type': 'text/xml; charset=utf-8', 'Cache-Control': 'no-store' };
const PROFILE = {
  'Content-Type': 'application/x-apple-aspen-config; charset=utf-8',
  'Content-Disposition': 'attachment; filename="mail.mobileconfig"',
  'Cache-Control': 'no-store',
};

/** Errors of Autodiscover come with status 200, in its own XML. */
async function autodiscover(
  exchange: Exchange,
  options: AutoconfigOptions,
  told: (exchange: Exchange) => readonly MailService[],
): Promise<Response> {
  if (exchange.req.method !== 'POST') return notAllowed('POST');
  const refused = (code: 500 | 600 | 601, message: string) =>
    exchange.body(autodiscoverError(code, message, options.clock.now()), 200, XML);
  const request = parseAutodiscover(await exchange.req.text());
  if (request === undefined) return refused(600, 'Invalid request');
  const { address, responseSchema } = request;
  if (responseSchema !== undefined && responseSchema !== OUTLOOK_SCHEMA) return refused(601, 'Provider not available');
  const isOurs = await isOurDomain(options, domainOf(address));
  return isOurs
    ? exchange.body(autodiscoverSettings(address, told(exchange)), 200, XML)
    : refused(500, 'The e-mail address cannot be found');
}

/** Newer Outlooks ask here for a way to ask ([MS-OXDSCLI], version 2): there is the older one. */
function autodiscoverJson(exchange: Exchange): Response {
  if ((exchange.req.query('Protocol') ?? '').toLowerCase() !== 'autodiscoverv1') {
    const refusal = { ErrorCode: 'ProtocolNotSupported', ErrorMessage: 'Only AutodiscoverV1 is supported' };
    return exchange.json(refusal, 404);
  }
  const url = new URL('/autodiscover/autodiscover.xml', exchange.req.url).href;
  return exchange.json({ Protocol: 'AutodiscoverV1', Url: url });
}

/** The domain of the address, or of the host that the program guessed from it. */
function domainAsked(exchange: Exchange): string {
  const address = exchange.req.query('emailaddress');
  if (address !== undefined && address !== '') return domainOf(address);
  return new URL(exchange.req.url).hostname.replace(/^autoconfig\./, '');
}

function domainOf(address: string): string {
  return address.length > 1000 ? '' : address.slice(address.lastIndexOf('@') + 1);
}

async function ourDomain(options: AutoconfigOptions, domain: string): Promise<string> {
  if (!(await isOurDomain(options, domain))) throw new Problem(404, 'this is no mail domain of ours');
  return domain.toLowerCase();
}

async function isOurDomain({ directory }: AutoconfigOptions, domain: string): Promise<boolean> {
  if (domain === '' || domain.includes('@')) return false;
  return (await directory.resolve(`postmaster@${domain}`)).kind !== 'foreign';
}

function notAllowed(allow: string): never {
  throw new Problem(405, `this takes ${allow} alone`, { Allow: allow });
}
