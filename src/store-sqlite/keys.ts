import { CHUNK_UIDS, PAGE_UIDS } from '../store/index.ts';

/** Row ids of pages and chunks; exact in a double up to 2^27 mailboxes. */
const PAGES_PER_MAILBOX = 2 ** 32 / PAGE_UIDS;
const CHUNKS_PER_MAILBOX = 2 ** 32 / CHUNK_UIDS;

export const pageRow = (mailboxKey: number, page: number): number => mailboxKey * PAGES_PER_MAILBOX + page;
export const lastPageRow = (mailboxKey: number): number => (mailboxKey + 1) * PAGES_PER_MAILBOX - 1;
export const mailboxOfRow = (row: number): number => Math.floor(row / PAGES_PER_MAILBOX);
export const pageOfRow = (row: number): number => row % PAGES_PER_MAILBOX;
/** Slots of the newest entries: a chunk's uids by their place in it. */
export const tailRow = (mailboxKey: number, uid: number): number => mailboxKey * CHUNK_UIDS + (uid % CHUNK_UIDS);
export const lastTailRow = (mailboxKey: number): number => mailboxKey * CHUNK_UIDS + CHUNK_UIDS - 1;
export const chunkRow = (mailboxKey: number, chunk: number): number => mailboxKey * CHUNKS_PER_MAILBOX + chunk;
export const lastChunkRow = (mailboxKey: number): number => (mailboxKey + 1) * CHUNKS_PER_MAILBOX - 1;
