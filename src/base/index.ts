export * from './base64.ts';
export * from './bytes.ts';
export * from './clock.ts';
export * from './ids.ts';
export * from './last-times.ts';
export * from './log.ts';
export * from './result.ts';
export * from './sasl.ts';
