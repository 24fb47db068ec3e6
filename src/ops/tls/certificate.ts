import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Clock } from '../../base/index.ts';
import type { OwnConfig } from '../config/own-sections.ts';
import type { DataFolder } from '../data-folder.ts';
import { Failure } from '../failure.ts';
import { writeAtomically } from '../run/atomic-file.ts';

/** Mail programs ask about a self-signed certificate once; so long it holds. Some refuse more than 825 days. */
const SELF_SIGNED_DAYS = 825;
const DAY_MS = 86_400_000;

/** A certificate as it goes to every thread: PEM, and the key of session tickets, which must be good in all of them. */
export interface TlsMaterial {
  readonly certificate: Uint8Array;
  readonly key: Uint8Array;
  readonly ticketKey: Uint8Array;
}

/** RFC 5077 §4 as Node has it: a name, and keys for HMAC and AES, 16 octets each. */
const TICKET_KEY_BYTES = 48;

/** TLS 1.2 is the least (RFC 8996, RFC 8314 §4.1). */
export function secureContext({ certificate, key, ticketKey }: TlsMaterial): SecureContext {
  return createSecureContext({
    cert: Buffer.from(certificate),
    key: Buffer.from(key),
    ticketKeys: Buffer.from(ticketKey),
    minVersion: 'TLSv1.2',
  });
}

/** The certificate to use. Throws a Failure if it cannot be read. */
export function loadTls(config: OwnConfig['tls'], folder: DataFolder): TlsMaterial {
  const own = config.certificateFile === '';
  if (own !== (config.keyFile === '')) {
    throw new Failure('tls.certificateFile and tls.keyFile go together: give both in rookery.toml, or neither');
  }
  const certificate = own ? folder.certificate : resolve(folder.path, config.certificateFile);
  const key = own ? folder.key : resolve(folder.path, config.keyFile);
  try {
    const material = {
      certificate: readFileSync(certificate),
      key: readFileSync(key),
      ticketKey: randomBytes(TICKET_KEY_BYTES),
    };
    secureContext(material);
    return material;
  } catch (error) {
    throw new Failure(`cannot use the certificate ${certificate} with the key ${key}: ${(error as Error).message}`);
  }
}

/** Makes a self-signed certificate, and its key that only the owner can read, unless they are there. */
export async function ensureSelfSigned(folder: DataFolder, hostname: string, clock: Clock): Promise<void> {
  if (existsSync(folder.certificate) && existsSync(folder.key)) return;
  // Loaded only here: a server that has its certificate never needs it.
  const { generate } = await import('selfsigned');
  const names = [...new Set([hostname, 'localhost'])];
  const { cert, private: key } = await generate([{ name: 'commonName', value: hostname.slice(0, 64) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(clock.now() - DAY_MS),
    notAfterDate: new Date(clock.now() + (SELF_SIGNED_DAYS - 1) * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2, value }) as const),
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  await mkdir(dirname(folder.key), { recursive: true, mode: 0o700 });
  await writeAtomically(folder.key, key, 0o600);
  await writeAtomically(folder.certificate, cert, 0o644);
}
