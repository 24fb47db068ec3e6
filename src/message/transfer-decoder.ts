/** Takes a transfer encoding away while the bytes stream by. Gives bytes that the caller may keep. */
export interface TransferDecoder {
  write(chunk: Uint8Array): Uint8Array;
  end(): Uint8Array;
}
