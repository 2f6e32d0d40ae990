// The one entry of this package: explore a program, answer with a verdict.
export { BrokenInvariant, invariant } from './broken-invariant.ts';
export { check } from './check.ts';
export type * from './program.ts';
export type { Failed, Replay } from './replay.ts';
export { replay } from './replay.ts';
export type * from './trace.ts';
export type * from './verdict.ts';
