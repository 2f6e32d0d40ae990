// What a memory model answers: how an access of a CPU is carried out, and what its store buffer does by itself.
//
// To add a model: one file beside this one that returns a `Memory`, and one line in `executable.ts`.
import type { Code, Evaluate } from '../expression.ts';
import type { Slot } from '../layout.ts';
import type { CpuId } from '../program.ts';

/** Carries out one action on the state, in place. Answers a {@link STATUS}. */
export type Perform = (state: Int32Array) => number;

/** `failed + n` is a failure at fail site `n`. Whatever is not `done` ends the transition, and the state is thrown away. */
export const STATUS = { done: 0, disabled: 1, discarded: 2, failed: 3 } as const;

export interface Memory {
    /** The element in the slot as the CPU sees it. `undefined`: as memory holds it. */
    readonly ownView: (cpu: CpuId) => ((element: Slot, state: Int32Array) => number) | undefined;
    /** Whether nothing waits in the CPU's store buffer. `undefined`: never does. */
    readonly isDrained: (cpu: CpuId) => Evaluate | undefined;
    readonly load: (cpu: CpuId, load: Load) => Perform;
    readonly store: (cpu: CpuId, store: Store) => Perform;
    readonly modify: (cpu: CpuId, modify: Modify) => Perform;
    readonly defer: (cpu: CpuId, defer: Defer) => Perform;
    /** The oldest entry reaches memory; disabled where there is none. `undefined`: there never is. */
    readonly flush: (cpu: CpuId) => Perform | undefined;
}

export interface Load {
    readonly element: Code;
    readonly into: Slot;
    /** Bits of `ACCESS`. */
    readonly access: number;
}
export interface Store {
    readonly element: Code;
    readonly value: Evaluate;
    readonly access: number;
}
export interface Modify {
    readonly element: Code;
    /** Whether `old` is to be seen as unsigned. */
    readonly isUnsigned: boolean;
    readonly condition: Evaluate | undefined;
    readonly value: Evaluate;
    readonly result: Slot | undefined;
    readonly succeeded: Slot | undefined;
    /** Its mark; reading and writing are added. */
    readonly access: number;
}
export interface Defer {
    readonly deferred: number;
    /** The slot of element 0 of the cell it is an operation on. */
    readonly base: Slot | undefined;
    readonly index: Evaluate;
    readonly operand: Evaluate;
}
