export { type CommandLine, parseCommand, parseNumbers } from './command.ts';
export { isCredential } from './credential.ts';
export { type LineOutcome, LineReader } from './line.ts';
export { CONTINUE_LINE, END_LINE, errorLine, okLine, type ResponseCode } from './response.ts';
export { DotStuffer, type FindDotLine, WireMeasure } from './stuffing.ts';
export { headerEnd, isAscii, surrogateHeader } from './surrogate.ts';
export { TopCutter } from './top.ts';
export { DotUnstuffer } from './unstuffing.ts';
