// The only way back from a Program to the script: which text a step comes from, and through which calls.

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
    /** The calls that lead here, outermost first; empty in the actor's own body. */
    readonly stack: readonly Frame[];
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

export interface SourceMap {
    /** Indexed by StepId. */
    readonly steps: readonly Origin[];
    /** For each actor, where it is declared. */
    readonly actors: readonly Place[];
    /** For each property, where it is declared. */
    readonly properties: readonly Place[];
}
