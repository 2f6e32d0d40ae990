// A script that was read, with everything it imports: what the compiler and the editor start from.
import type { Diagnostic } from './diagnostic.ts';
import type { Check, Module } from './generated/ast.ts';
import type { Overrides } from './overrides.ts';

export interface Script {
    readonly uri: string;
    readonly text: string;
    readonly module: Module;
    /** All modules, dependencies first, the script itself last; the prelude is not among them. */
    readonly modules: readonly Module[];
    readonly prelude: Module;
    /** In the order of their places. A script with an error is not compiled. */
    readonly diagnostics: readonly Diagnostic[];
    /** What the paths through the script and all it calls say, in each of its checks; nothing for one with an error. Found when asked for. */
    readonly findings: readonly Diagnostic[];
    /** Walks the paths that `findings` tells of, so that it has them at hand; false where it was stopped in between. */
    readonly walkPaths: (isStopped: () => boolean) => boolean;
    /** A script without a check has one that expects `pass`. */
    readonly checks: readonly Question[];
}

/** One question to the checker, with its overrides resolved. */
export interface Question {
    readonly title: string;
    /** Absent for the implicit check of a script without one. */
    readonly check: Check | undefined;
    readonly model: ModelName;
    readonly overrides: Overrides;
    readonly expects: readonly Outcome[];
    /** Whether outcomes that are not listed may occur, too (a final `...`). */
    readonly others: boolean;
    /** `[thread.][function.]label`, as segments. */
    readonly at: readonly string[] | undefined;
}

export type ModelName = 'sc' | 'tso' | 'lkmm' | 'armv8';

/** `name` is empty where the kind needs none. */
export interface Outcome {
    readonly kind: 'pass' | 'deadlock' | 'livelock' | 'violation' | 'bug';
    readonly name: string;
}
