export * from './spare-memory.ts';
