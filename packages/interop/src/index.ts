// The one entry of this package: programs in the formats of other people's tools, and executions back from them.
export { quoted, swarmScript } from './promela/swarm.ts';
export type { Foreign, Unreadable } from './promela/trail.ts';
export { readSpinTrail } from './promela/trail.ts';
export { toPromela } from './promela.ts';
export { readTlcTrace } from './tla/trace.ts';
export { toTla } from './tla.ts';
