export { type BlobLimits, DEFAULT_BLOB_LIMITS } from './limits.ts';
export {
  BODY_HEADER_BYTES,
  type BodyLocation,
  bodyHeader,
  readBodyHeader,
  segmentPath,
  stagingDirectory,
} from './segment.ts';
export { SegmentReader } from './segment-reader.ts';
export { type ReadyBody, SegmentWriter } from './segment-writer.ts';
export { clearStaging, StagingBody, StagingMemory } from './staging.ts';
