export { type BlobLimits, DEFAULT_BLOB_LIMITS } from './limits.ts';
export { BODY_HEADER_BYTES, type BodyLocation, readBodyHeader, segmentNumber, segmentPath } from './segment.ts';
export { SegmentReader } from './segment-reader.ts';
export { type ReadyBody, SegmentWriter } from './segment-writer.ts';
export { StagingBody } from './staging.ts';
