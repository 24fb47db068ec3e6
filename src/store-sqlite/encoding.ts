/** How the octets of a body are stored: column `body.encoding`. */
export const ENCODING_PLAIN = 0;
export const ENCODING_ZSTD = 1;
