import type { SmtpWireLimits } from './limits.ts';

/** ESMTP parameters by keyword in upper case; undefined where a keyword stands without a value. */
export type EsmtpParameters = ReadonlyMap<string, string | undefined>;

// RFC 5321 §4.1.2 esmtp-param, with the UTF-8 of RFC 6531 §3.3.
const PARAMETER = /^ +([A-Za-z0-9][A-Za-z0-9-]*)(?:=([\x21-\x3c\x3e-\x7e\u00a0-\u{10ffff}]+))?(?= |$)/u;

/** Reads ` KEY=value KEY`; undefined if it is none, a keyword stands twice, or there are too many. */
export function parseParameters(text: string, limits: SmtpWireLimits): EsmtpParameters | undefined {
  const parameters = new Map<string, string | undefined>();
  for (let rest = text.trimEnd(); rest !== ''; ) {
    const match = PARAMETER.exec(rest);
    const keyword = match?.[1]?.toUpperCase();
    if (!match || keyword === undefined || parameters.has(keyword)) return undefined;
    if (parameters.size === limits.parametersMax) return undefined;
    parameters.set(keyword, match[2]);
    rest = rest.slice(match[0].length);
  }
  return parameters;
}
