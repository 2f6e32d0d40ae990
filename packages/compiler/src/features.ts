// The features that have files of their own in `lower/`, under one roof.
export { lowerBuiltin } from './lower/builtins.ts';
export { atomicContext, declareContexts, lowerEndOfThread, sleepCheck } from './lower/contexts.ts';
export { excludedBy, interruptedBy, mayRun, switchOf } from './lower/cpu.ts';
export { lowerHandler } from './lower/handlers.ts';
export { declareLock, held, heldBy, leakedLocks, lowerLockOperation } from './lower/locks.ts';
export { lowerCallback, lowerCallRcu } from './lower/rcu.ts';
export { pendingFor, signalPending } from './lower/signals.ts';
