import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SaxesParser } from 'saxes';
import { openDirectory } from '../../directory/index.ts';
import { ask, openHttp, type TestScope } from '../testing.ts';
import { autodiscoverSettings } from './autodiscover.ts';
import { parseAutodiscover } from './autodiscover-request.ts';
import { type MailService, servicesFor } from './mail-service.ts';
import { mobileconfig } from './mobileconfig.ts';
import { autoconfigSite } from './site.ts';
import { clientConfig } from './thunderbird.ts';
import { escapeXml } from './xml.ts';

const SERVICES: readonly MailService[] = [
  { protocol: 'imap', hostname: 'mail.example.org', port: 1993, security: 'tls' },
  { protocol: 'imap', hostname: 'mail.example.org', port: 1143, security: 'starttls' },
  { protocol: 'imap', hostname: 'localhost', port: 1143, security: 'plain' },
  { protocol: 'pop3', hostname: 'mail.example.org', port: 1995, security: 'tls' },
  { protocol: 'smtp', hostname: 'mail.example.org', port: 1465, security: 'tls' },
  { protocol: 'smtp', hostname: 'mail.example.org', port: 1587, security: 'starttls' },
];

async function openSite(scope: TestScope, selfSigned = false) {
  const clock = { now: () => Date.UTC(2026, 0, 1, 12) };
  const directory = openDirectory({ file: ':memory:', clock });
  scope.after(() => directory.close());
  await directory.addDomain('example.org');
  const { port } = await openHttp(scope, {
    sites: [autoconfigSite({ services: () => SERVICES, selfSigned, directory, clock })],
  });
  return port;
}

/** The texts of an XML document by element, in order; fails if it is none. */
function textsOf(xml: string): readonly string[] {
  const texts: string[] = [];
  const path: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => assert.fail(error));
  parser.on('opentag', ({ name }) => path.push(name));
  parser.on('closetag', () => path.pop());
  parser.on('text', (text) => text.trim() !== '' && texts.push(`${path.at(-1)}=${text}`));
  parser.write(xml).close();
  return texts;
}

test('Thunderbird: where it asks, and what it is told', async (scope) => {
  const port = await openSite(scope);
  for (const [path, host] of [
    ['/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=anna%40example.org', 'any.example'],
    ['/mail/config-v1.1.xml?emailaddress=anna%40Example.ORG', 'any.example'],
    ['/mail/config-v1.1.xml', 'autoconfig.example.org'],
    ['/.well-known/autoconfig/mail/config-v1.1.xml', 'example.org'],
  ] as const) {
    const answer = await ask(port, path, { headers: { Host: host } });
    assert.equal(answer.status, 200, path);
    assert.match(String(answer.headers['content-type']), /^text\/xml/);
    const texts = textsOf(answer.body);
    assert.deepEqual(texts.slice(0, 2), ['domain=example.org', 'displayName=example.org']);
    assert.ok(answer.body.includes('%EMAILADDRESS%'));
    const ports = texts.filter((text) => text.startsWith('port=')).map((text) => text.slice(5));
    assert.deepEqual(ports, ['1993', '1995', '1143', '1143', '1465', '1587']);
  }
  for (const [path, host] of [
    ['/mail/config-v1.1.xml?emailaddress=anna%40elsewhere.example', 'example.org'],
    ['/mail/config-v1.1.xml', 'autoconfig.elsewhere.example'],
    ['/mail/config-v1.1.xml', '127.0.0.1'],
    ['/mail/config-v1.1.xml?emailaddress=%3Cscript%3E', 'example.org'],
    [`/mail/config-v1.1.xml?emailaddress=${'a'.repeat(2000)}%40example.org`, 'example.org'],
  ] as const) {
    assert.equal((await ask(port, path, { headers: { Host: host } })).status, 404, path);
  }
  const posted = await ask(port, '/mail/config-v1.1.xml', { method: 'POST' });
  assert.equal(posted.status, 405);
  assert.equal(posted.headers.allow, 'GET, HEAD');
});

test('in clear on this machine alone, and there first where no program can check the certificate', () => {
  const securities = (loopback: boolean, selfSigned: boolean) =>
    servicesFor(SERVICES, { loopback }, selfSigned)
      .filter(({ protocol }) => protocol === 'imap')
      .map(({ security }) => security);
  assert.deepEqual(securities(false, false), ['tls', 'starttls']);
  assert.deepEqual(securities(false, true), ['tls', 'starttls']);
  assert.deepEqual(securities(true, false), ['tls', 'starttls', 'plain']);
  assert.deepEqual(securities(true, true), ['plain', 'starttls', 'tls']);
});

const request = (address: string, schema?: string) =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress>${schema === undefined ? '' : `<AcceptableResponseSchema>${schema}</AcceptableResponseSchema>`}</Request></Autodiscover>`;
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

test('Outlook: any case of the path, its own errors, one way for each protocol', async (scope) => {
  const port = await openSite(scope);
  const post = (body: string, path = '/autodiscover/autodiscover.xml') => ask(port, path, { method: 'POST', body });
  for (const path of [
    '/autodiscover/autodiscover.xml',
    '/Autodiscover/Autodiscover.xml',
    '/AUTODISCOVER/AUTODISCOVER.XML',
  ]) {
    const answer = await post(request('anna@example.org', OUTLOOK), path);
    assert.equal(answer.status, 200);
    const texts = textsOf(answer.body);
    const servers = texts.filter((text) => /^(?:Type|Port|Encryption|LoginName)=/.test(text));
    assert.deepEqual(servers, [
      ...['Type=IMAP', 'Port=1993', 'LoginName=anna@example.org', 'Encryption=SSL'],
      ...['Type=POP3', 'Port=1995', 'LoginName=anna@example.org', 'Encryption=SSL'],
      ...['Type=SMTP', 'Port=1465', 'LoginName=anna@example.org', 'Encryption=SSL'],
    ]);
    assert.ok(answer.body.includes(`xmlns="${OUTLOOK}"`));
  }
  for (const [body, code] of [
    [request('anna@elsewhere.example', OUTLOOK), '500'],
    [
      request('anna@example.org', 'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'),
      '601',
    ],
    ['', '600'],
    ['<Autodiscover>', '600'],
    [`<!DOCTYPE a [<!ENTITY e "x">]>${request('&e;')}`, '600'],
  ] as const) {
    const answer = await post(body);
    assert.equal(answer.status, 200);
    assert.ok(textsOf(answer.body).includes(`ErrorCode=${code}`), answer.body);
  }
  assert.equal((await ask(port, '/autodiscover/autodiscover.xml')).status, 405);
  const json = await ask(port, '/autodiscover/autodiscover.json?Protocol=ActiveSync&Email=a%40example.org');
  assert.equal(json.status, 404);
  assert.equal((JSON.parse(json.body) as { ErrorCode: string }).ErrorCode, 'ProtocolNotSupported');
  const v1 = await ask(port, '/autodiscover/autodiscover.json/v1.0/a@example.org?Protocol=AutodiscoverV1', {
    headers: { Host: 'mail.example.org' },
  });
  assert.deepEqual(JSON.parse(v1.body), {
    Protocol: 'AutodiscoverV1',
    Url: 'http://mail.example.org/autodiscover/autodiscover.xml',
  });
});

test('what Outlook posts: a table', () => {
  for (const [xml, address] of [
    [request('a@b.example'), 'a@b.example'],
    [request(' a&amp;b@c.example '), 'a&b@c.example'],
    ['<x:A xmlns:x="u"><x:EMailAddress><![CDATA[a@b]]></x:EMailAddress></x:A>', 'a@b'],
    [`${'<a>'.repeat(20)}<EMailAddress>a@b</EMailAddress>${'</a>'.repeat(20)}`, undefined],
    ['<A><EMailAddress></EMailAddress></A>', undefined],
    ['<A><EMailAddress>a@b</EMailAddress>', undefined],
    ['<A><EMailAddress>&unknown;@b</EMailAddress></A>', undefined],
    ['no xml', undefined],
  ] as const) {
    assert.equal(parseAutodiscover(xml)?.address, address, xml);
  }
});

test('Apple: a profile that is the same each time', async (scope) => {
  const port = await openSite(scope);
  const answer = await ask(port, '/apple/mail.mobileconfig?email=anna%40example.org');
  assert.equal(answer.status, 200);
  assert.match(String(answer.headers['content-type']), /^application\/x-apple-aspen-config/);
  assert.equal((await ask(port, '/apple/mail.mobileconfig?email=anna%40example.org')).body, answer.body);
  const texts = textsOf(answer.body);
  const value = (key: string) => texts[texts.indexOf(`key=${key}`) + 1];
  assert.equal(value('IncomingMailServerHostName'), 'string=mail.example.org');
  assert.equal(value('IncomingMailServerPortNumber'), 'integer=1993');
  assert.equal(value('OutgoingMailServerPortNumber'), 'integer=1465');
  const uuids = texts.filter((text) =>
    /^string=[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/.test(text),
  );
  assert.equal(new Set(uuids).size, 2);
  assert.notEqual(mobileconfig('ben@example.org', SERVICES), answer.body);
  assert.equal(mobileconfig('ben@example.org', []), undefined);
  for (const path of ['/apple/mail.mobileconfig', '/apple/mail.mobileconfig?email=a%40b.example', '/apple/mail']) {
    assert.equal((await ask(port, path)).status, 404, path);
  }
});

test('nothing that is asked can write XML', () => {
  const evil = `"><x a='1'>&\u0000\ud800]]>@example.org`;
  assert.equal(escapeXml(evil), '&quot;&gt;&lt;x a=&apos;1&apos;&gt;&amp;]]&gt;@example.org');
  for (const xml of [clientConfig(evil, SERVICES), autodiscoverSettings(evil, SERVICES)]) {
    assert.ok(!xml.includes('<x'));
    textsOf(xml);
  }
});
