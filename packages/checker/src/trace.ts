// A counterexample: a path of transitions from the initial state, as a value that can be replayed.
import type { ActorId, CpuId, StepId } from './program.ts';

export interface Trace {
    readonly events: readonly TraceEvent[];
    /** For a livelock: the index in `events` where the cycle begins; the last event leads back to the state before it. */
    readonly cycleStart: number | undefined;
    /** The states before each event, and the one after the last (absent after a cut): `events.length` or one more. */
    readonly states: readonly TraceState[];
}

export type TraceEvent = StepEvent | FlushEvent;

/** An actor took one transition. */
export interface StepEvent {
    readonly kind: 'step';
    readonly actor: ActorId;
    readonly step: StepId;
    /** The value chosen, for a step that chooses. */
    readonly choice: number | undefined;
    /** The local steps that ran on in the same transition, in order. */
    readonly locals: readonly StepId[];
}
/** The oldest entry of a CPU's store buffer reached memory. */
export interface FlushEvent {
    readonly kind: 'flush';
    readonly cpu: CpuId;
    /** The step that issued the entry. */
    readonly step: StepId;
    /** The actor that issued it. */
    readonly actor: ActorId;
}

/** A state, unpacked, for people and tools. */
export interface TraceState {
    /** `cells[cell][index]`. */
    readonly cells: readonly (readonly number[])[];
    readonly actors: readonly ActorState[];
    /** For each CPU its waiting entries, oldest first; empty under `sc`. */
    readonly buffers: readonly (readonly BufferEntry[])[];
}
export interface ActorState {
    /** `undefined`: it has ended. */
    readonly step: StepId | undefined;
    readonly registers: readonly number[];
}
export type BufferEntry =
    | { readonly kind: 'store'; readonly cell: number; readonly index: number; readonly value: number }
    | { readonly kind: 'deferred'; readonly deferred: number; readonly index: number; readonly operand: number };
