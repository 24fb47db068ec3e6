import { crc32, deflateSync } from 'node:zlib';
import { concatBytes, encodeLatin1 } from '../../base/index.ts';
import type { Chance } from '../chance.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const TRUECOLOUR = 2;

/** A picture of hills at dusk, `width` by `height` pixels; `grain` from 0 to 255 makes it less easy to compress. */
export function makePng(width: number, height: number, grain: number, chance: Chance): Uint8Array {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, TRUECOLOUR);
  const pixels = paint(width, height, grain, chance);
  return concatBytes([
    SIGNATURE,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(pixels, { level: 1 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

/** Rows of red, green and blue, each row behind the number of its filter (none). */
function paint(width: number, height: number, grain: number, chance: Chance): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * 3));
  const hue = chance.between(0, 60);
  const ridges = [0.45, 0.6, 0.75].map((level) => ({ level, phase: chance.next() * 7, waves: 2 + chance.next() * 4 }));
  let at = 0;
  // A cheap noise: pictures need no good one.
  let noise = chance.between(1, 0x7fffffff);
  for (let y = 0; y < height; y++) {
    at++;
    for (let x = 0; x < width; x++) {
      let depth = 0;
      for (const { level, phase, waves } of ridges) {
        if (y / height > level + 0.06 * Math.sin(phase + (waves * 6.28 * x) / width)) depth++;
      }
      noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
      const rough = grain === 0 ? 0 : (noise >>> 16) % grain;
      const light = depth === 0 ? 200 - (90 * y) / height : 110 - depth * 30;
      rows[at++] = Math.min(255, light + hue * (depth === 0 ? y / height : 0.2) + rough);
      rows[at++] = Math.min(255, light * 0.8 + rough);
      rows[at++] = Math.min(255, light * 0.9 + 40 - hue * 0.4 + rough);
    }
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = concatBytes([encodeLatin1(type), data]);
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, data.length);
  frame.setUint32(4, crc32(body));
  const bytes = new Uint8Array(frame.buffer);
  return concatBytes([bytes.subarray(0, 4), body, bytes.subarray(4)]);
}
