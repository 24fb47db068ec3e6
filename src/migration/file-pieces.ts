import { type FileHandle, open } from 'node:fs/promises';

const PIECE_BYTES = 65_536;

/** The octets of a file, piece by piece; each piece is the reader's own. */
export async function* filePieces(path: string): AsyncGenerator<Uint8Array> {
  const file: FileHandle = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(PIECE_BYTES), 0, PIECE_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** The first octets of a file. */
export async function fileBeginning(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
