import { argon2, timingSafeEqual } from 'node:crypto';
import { encodeUtf8, type Randomness } from '../base/index.ts';
import type { DirectoryLimits } from './limits.ts';

/** A stored hash, as the PHC string format writes it: `$argon2id$v=19$m=19456,t=2,p=1$salt$tag`. */
interface PasswordHash {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}
type Parameters = Pick<DirectoryLimits, 'passwordMemoryKiB' | 'passwordPasses' | 'passwordLanes'>;

const SALT_BYTES = 16;
const TAG_BYTES = 32;
const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{11,172})$/;

/** RFC 8265 §4.2 (OpaqueString): normal form C, and every space is U+0020. Undefined: empty or too long. */
export function preparePassword(password: string, maxBytes: number): string | undefined {
  if (password.length > maxBytes) return undefined;
  const prepared = password.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  return prepared !== '' && encodeUtf8(prepared).length <= maxBytes ? prepared : undefined;
}

/** Hashes on a thread of the pool, never on the event loop. */
export async function hashPassword(password: string, parameters: Parameters, randomness: Randomness): Promise<string> {
  const salt = randomness.bytes(SALT_BYTES);
  const { passwordMemoryKiB: memoryKiB, passwordPasses: passes, passwordLanes: lanes } = parameters;
  const tag = await derive(password, { memoryKiB, passes, lanes, salt }, TAG_BYTES);
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`;
}

/** False also for a hash that cannot be read. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const hash = parseHash(phc);
  if (hash === undefined) return false;
  return timingSafeEqual(await derive(password, hash, hash.tag.length), hash.tag);
}

/** Whether the hash was made with other parameters than are wanted today. */
export function isOutdated(phc: string, wanted: Parameters): boolean {
  const hash = parseHash(phc);
  return (
    hash === undefined ||
    hash.memoryKiB !== wanted.passwordMemoryKiB ||
    hash.passes !== wanted.passwordPasses ||
    hash.lanes !== wanted.passwordLanes
  );
}

/** A hash that nobody's password has: checking against it takes as long as checking against a real one. */
export function unmatchableHash(parameters: Parameters, randomness: Randomness): string {
  const { passwordMemoryKiB, passwordPasses, passwordLanes } = parameters;
  const salt = base64(randomness.bytes(SALT_BYTES));
  const tag = base64(randomness.bytes(TAG_BYTES));
  return `$argon2id$v=19$m=${passwordMemoryKiB},t=${passwordPasses},p=${passwordLanes}$${salt}$${tag}`;
}

function parseHash(phc: string): PasswordHash | undefined {
  const match = PHC.exec(phc);
  if (!match) return undefined;
  return {
    memoryKiB: Number(match[1]),
    passes: Number(match[2]),
    lanes: Number(match[3]),
    salt: Buffer.from(match[4]!, 'base64'),
    tag: Buffer.from(match[5]!, 'base64'),
  };
}

function derive(password: string, hash: Omit<PasswordHash, 'tag'>, tagLength: number): Promise<Uint8Array> {
  const parameters = {
    message: password,
    nonce: hash.salt,
    parallelism: hash.lanes,
    tagLength,
    memory: hash.memoryKiB,
    passes: hash.passes,
  };
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
}

/** Without padding, as the PHC format wants. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
