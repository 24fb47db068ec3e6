import { compressArguments } from '../wire/index.ts';
import { afterLogin } from './command.ts';
import { bad, no } from './outcome.ts';

/** Octets that wait for the compressor above which a session waits too. */
const HIGH_WATER_BYTES = 65_536;

/** RFC 4978 §3. The OK goes out as it is; from the octet behind it on everything is compressed, both ways. */
export const compress = afterLogin({
  name: 'COMPRESS',
  arguments: compressArguments,
  run({ algorithm }, { session, tag }) {
    if (algorithm !== 'DEFLATE') return bad('The only algorithm is DEFLATE');
    if (session.peer.isCompressed) return no('DEFLATE is active already', { kind: 'COMPRESSIONACTIVE' });
    const { compressWindowBits, compressMemoryLevel, compressLevel, compressPieceBytes } = session.services.limits;
    session.respond({ kind: 'tagged', tag, status: 'OK', text: 'DEFLATE active' });
    session.peer.compress({
      windowBits: compressWindowBits,
      memoryLevel: compressMemoryLevel,
      level: compressLevel,
      pieceBytes: compressPieceBytes,
      highWaterBytes: HIGH_WATER_BYTES,
    });
    return 'answered';
  },
});
