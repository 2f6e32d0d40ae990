// The one entry of this package: explore a program, answer with a verdict.
export { check, examine } from './check.ts';
export type * from './facts.ts';
export { valuesIn } from './facts.ts';
export type { Followed, Hint } from './follow.ts';
export { follow } from './follow.ts';
export type { PartAnswer } from './parallel/part.ts';
export { explorePart } from './parallel/part.ts';
export type { SharedSearch } from './parallel/shared-search.ts';
export type { Team } from './parallel/team.ts';
export type { Pass, StateView } from './pass.ts';
export type * from './program.ts';
export { createShortener } from './shorten/shorten.ts';
export type * from './trace.ts';
export type * from './verdict.ts';
export { REDUCTIONS } from './verdict.ts';
