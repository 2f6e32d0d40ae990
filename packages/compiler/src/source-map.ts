// The only way back from a Program to the script: which text a step comes from, and through which calls.
import type { ActorId, CellId, Domain, RegisterId, StepId } from '@faultline/checker';

/** Offsets into the text of a document, end not included. */
export interface Place {
    /** The document, as `URI.toString()` prints it. */
    readonly uri: string;
    readonly start: number;
    readonly end: number;
}

/** Where a step comes from. */
export interface Origin {
    readonly place: Place;
    /** As a story tells it: the statement's source text on one line, or what the machine does (`takes the interrupt`). */
    readonly text: string;
    /** The calls that lead here, outermost first, from the actor's own body or from the shared copy it stands in. */
    readonly stack: readonly Frame[];
    /** The shared copy of a function that it stands in; see {@link stackAt}. */
    readonly within: number | undefined;
    /** The function whose body it stands in; absent in the actor's own body. */
    readonly fn: string | undefined;
    /** Labels that name this step: `thread.function.label` as far as they apply, the bare label first. */
    readonly labels: readonly string[];
    /** Whether it is one of the user's statements rather than glue of the compiler (for vacuity). */
    readonly statement: boolean;
}

export interface Frame {
    readonly fn: string;
    /** The call. */
    readonly place: Place;
}

/** A function's code that several calls lead to. A register of the actor says which of them it is. */
export interface Shared {
    readonly returnPoint: RegisterId;
    /** By the value of the register: the calls from the actor's own body, or from the copy around. */
    readonly calls: readonly { readonly stack: readonly Frame[]; readonly within: number | undefined }[];
}

/** A call of a function of a script or of the library. One call in the text is several of these where the code around it is written out. */
export interface CallSite {
    /** The local step that runs when it begins, with its arguments evaluated, and no other time. */
    readonly begins: StepId;
    /** Likewise when it returns. */
    readonly returns: StepId;
    readonly fn: string;
    /** Where the function is declared. */
    readonly declared: Place;
    /** The calls that lead to it, itself the last: as in {@link Origin}. */
    readonly stack: readonly Frame[];
    readonly within: number | undefined;
    /** What it returns, and where that is when it returns; absent for a function without a result. */
    readonly result: (CallValue & { readonly register: RegisterId }) | undefined;
    /** The enums in the result: where in it, and how its values are told that have something to tell. */
    readonly kinds: readonly {
        readonly shift: number;
        readonly width: number;
        readonly told: readonly (string | undefined)[];
    }[];
    /** How its documentation wants the result told: `copies {n - result} of {n}`. */
    readonly outcome: string | undefined;
    /** The parameters that are values, and where these are when it begins. */
    readonly parameters: readonly (CallValue & {
        readonly name: string;
        readonly value: { readonly register: RegisterId } | { readonly constant: number };
    })[];
}

/** How a value is to be read. */
export interface CallValue {
    readonly type: 'bool' | 'enum' | 'word' | 'address' | 'other';
    readonly domain: Domain;
    readonly valueNames?: readonly string[];
}

export interface SourceMap {
    /** Indexed by StepId. */
    readonly steps: readonly Origin[];
    readonly shared: readonly Shared[];
    /** Empty unless the compiler was asked to note calls. */
    readonly calls: readonly CallSite[];
    /** One for each declaration of a lock: all its instances are the elements of these cells. */
    readonly locks: readonly {
        readonly cells: readonly CellId[];
        readonly name: string;
        readonly place: Place;
        /** Whether who reads it already may read it again, whoever waits. */
        readonly readersPass: boolean;
    }[];
    /** For each actor, where it is declared. */
    readonly actors: readonly Place[];
    /** For each handler that interrupts one thread only: that thread. */
    readonly interrupted: ReadonlyMap<ActorId, ActorId>;
    /** For each property, where it is declared. */
    readonly properties: readonly Place[];
}

/**
 * The calls that lead to a step, outermost first. `held`: what a register of the actor holds when it is there; where
 * that is unknown, the calls are told from the shared copy on.
 */
export function stackAt(
    sourceMap: SourceMap,
    step: StepId,
    held: (register: RegisterId) => number | undefined,
): readonly Frame[] {
    const outside = (within: number | undefined): readonly Frame[] => {
        if (within === undefined) return [];
        const { returnPoint, calls } = sourceMap.shared[within]!;
        const value = held(returnPoint);
        const call = value === undefined ? undefined : calls[value];
        return call === undefined ? [] : [...outside(call.within), ...call.stack];
    };
    const { stack, within } = sourceMap.steps[step]!;
    return [...outside(within), ...stack];
}
