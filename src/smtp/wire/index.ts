export { type ChunkPart, ChunkReader } from './chunk-reader.ts';
export { type BadCommandLine, type CommandLine, parseCommandLine } from './command-line.ts';
export { type DataPart, DataReader } from './data-reader.ts';
export { encodeData } from './data-writer.ts';
export { FieldCounter } from './field-counter.ts';
export {
  HeaderEnd,
  type HeaderFieldRange,
  type LoneLocalPart,
  loneLocalParts,
  splitHeaderFields,
} from './header-fields.ts';
export { DEFAULT_SMTP_WIRE_LIMITS, type SmtpWireLimits } from './limits.ts';
export { LineEndCheck } from './line-end-check.ts';
export { type LineEvent, LineReader } from './line-reader.ts';
export { type EnvelopeMailbox, formatMailbox, isAsciiMailbox, parseDomain, parseMailbox } from './mailbox.ts';
export { type EsmtpParameters, parseParameters } from './parameter.ts';
export { type PathArgument, parsePathArgument } from './path.ts';
export { encodeReply, type Reply, reply } from './reply.ts';
export { isXtext } from './xtext.ts';
