// What a lock kind is: one data file in this folder, read by the prelude (names, signatures, documentation), by typing and
// diagnostics (does it sleep, what does it need) and by the compiler's generic lowering (cells and guarded steps).
//
// The effects are written in the small language below, over the lock's own cells; `expression.ts` has its makers.

export interface LockKind {
    /** As written in a script: `lock l: rwsem`. */
    readonly name: string;
    /** Markdown, first sentence first. */
    readonly documentation: string;
    /** The policies that `lock l: kind(policy)` and `with l.policy = …` may name; the first is the default. Absent: none. */
    readonly policies?: readonly string[];
    /** The policies under which who reads it already may read it again, whoever waits. */
    readonly readersPass?: readonly string[];
    /** Whether a declaration lists modes: `lock g: mode { SH: SH; EX: }`. */
    readonly hasModes: boolean;
    /** How many holds one actor may have at a time, where a kind has an entry for each (`entries`). */
    readonly entries?: number;
    readonly cells: readonly LockCell[];
    readonly operations: readonly LockOperation[];
    /** Whether actor `it` holds the lock (in any mode): `l.held_by(t)`, the end of a thread, wait-for chains. */
    readonly heldBy: LockExpr;
    /** Whether a thread may end while it holds the lock (folio locks: completion by another context may unlock). */
    readonly mayOutliveThread: boolean;
    /** Whether holding it makes the context atomic (spinlocks). */
    readonly atomic: boolean;
    /** What a `pass` rests on where such a lock is declared, one sentence. */
    readonly assumption?: string;
}

export interface LockCell {
    readonly name: string;
    /**
     * `actor`: 0 is nobody, a+1 names actor a. `code`: an actor with a mode, 0 is nobody; see {@link LockExpr}. `mode`: 0 is none,
     * m+1 names mode m. Otherwise an integer range.
     */
    readonly domain: 'actor' | 'code' | 'mode' | { readonly low: number; readonly high: number };
    /** One, one for each actor, {@link LockKind.entries} for each actor, or a FIFO with room for one request of each actor. */
    readonly length: 'one' | 'actors' | 'entries' | 'queue';
    /** What it holds in the beginning; absent: the low end of its domain. */
    readonly initial?: number;
    /** `memory` cells go through the store buffer where an action says so (`store`, `load`, `try`). */
    readonly class: 'memory' | 'machine';
    /** `main` stands for the lock in stories, `shown` is told there too, `hidden` is bookkeeping. */
    readonly role: 'main' | 'shown' | 'hidden';
}

export interface LockOperation {
    /** The function's name: `down_read`. */
    readonly name: string;
    /** Markdown, first sentence first. */
    readonly documentation: string;
    /** Beyond the lock itself, which always comes first. */
    readonly parameters: readonly LockParameter[];
    readonly result: 'void' | 'bool' | 'int' | 'unsigned';
    /** Entered in atomic context it is `sleep-in-atomic`, whether or not it would have to wait. */
    readonly sleeps: boolean;
    /**
     * What it does to the caller's hold on the lock: for locksets, the lock-order report and lints. `lend`: from now on others may
     * take the hold away; `recall` ends that.
     */
    readonly effect: 'acquire' | 'try-acquire' | 'release' | 'convert' | 'lend' | 'recall' | 'none';
    /** `read`: begins to read what holds only if a later `check` says so; `check` is true where it does not. `write`: it will not. */
    readonly section?: 'read' | 'check' | 'write';
    /** `read` and `write` as people say it; `mode` where the parameter of this type says it; empty where it does not matter. */
    readonly mode: string;
    /**
     * Changes of context around it, together one step: before an acquisition (undone where a `try-acquire` fails), after a
     * release. The result of `irq-save` is the operation's; `irq-restore` takes the parameter `flags`.
     */
    readonly context: readonly LockContextChange[];
    /** The first is the entry. Never empty. */
    readonly steps: readonly LockStep[];
    /** What it is where it begins an `atomic` block: one step, which cannot queue first. Absent: its only step. */
    readonly inOneStep?: LockStep;
}

export interface LockParameter {
    readonly name: string;
    readonly type: 'mode' | 'int' | 'unsigned' | 'thread' | 'bool';
}

export type LockContextChange = 'preempt-off' | 'preempt-on' | 'irq-off' | 'irq-on' | 'irq-save' | 'irq-restore';

/** One step on the lock. The first step is the entry; a step without `next` is the last. */
export interface LockStep {
    /** Judged first, in order: the step fails with the bug. */
    readonly misuse: readonly LockMisuse[];
    /** Enabled only while this holds. */
    readonly guard?: LockExpr;
    /** What it waits for while the guard is false: `mode` for people, and who (`it`) stands in its way. */
    readonly waits?: { readonly mode: string; readonly holders: LockExpr };
    /** Under `tso`: whether the own store buffer must be empty. */
    readonly drains: 'always' | 'never' | { readonly when: LockExpr };
    /** `strong` for a blocking acquisition. */
    readonly fairness: 'weak' | 'strong';
    readonly actions: readonly LockAction[];
    /** Where to go: the first whose condition holds, else `done`, which leaves the operation. Absent: done. */
    readonly next?: readonly { readonly when: LockExpr; readonly to: number | 'done' }[];
}

export interface LockMisuse {
    readonly when: LockExpr;
    readonly bug: 'lock-misuse' | 'unbalanced' | 'range';
}

/**
 * Truth is 1 or 0. `it` is the actor asked about in `heldBy` and `holders`. A quantifier binds `other` (over actors), `place`
 * (over the places of a queue) or `entry` (over all entries: {@link LockKind.entries} for each actor, in the order of actors).
 */
export type LockExpr =
    | number
    /** What memory holds. */
    | { readonly kind: 'cell'; readonly cell: string; readonly index?: LockExpr }
    /** The same, but the own CPU's newest waiting store is seen first. */
    | { readonly kind: 'own'; readonly cell: string }
    /** `policy`: its number in `policies`. `actors`, `modes`: how many there are (`modes` is 2 where a kind has none: read, write). */
    | { readonly kind: 'self' | 'it' | 'other' | 'place' | 'entry' | 'policy' | 'actors' | 'modes' }
    | { readonly kind: 'parameter'; readonly name: string }
    /** The value that an earlier action of the operation put aside under this name. */
    | { readonly kind: 'local'; readonly name: string }
    /** In a `try`: the value read. */
    | { readonly kind: 'old' }
    /** Whether a signal that ends such a wait is pending for the caller. */
    | { readonly kind: 'signal'; readonly wait: 'killable' | 'interruptible' }
    | { readonly kind: 'not'; readonly operand: LockExpr }
    | { readonly kind: LockOperator; readonly left: LockExpr; readonly right: LockExpr }
    | {
          readonly kind: 'conditional';
          readonly condition: LockExpr;
          readonly whenTrue: LockExpr;
          readonly whenFalse: LockExpr;
      }
    | { readonly kind: 'any' | 'all' | 'count'; readonly over: 'actors' | 'queue' | 'entries'; readonly body: LockExpr }
    /** The place of the first entry of the queue that equals `value`; its length where there is none. */
    | { readonly kind: 'position'; readonly queue: string; readonly value: LockExpr }
    /** Whether two modes (their numbers) of a mode lock may be held together. */
    | { readonly kind: 'compatible'; readonly left: LockExpr; readonly right: LockExpr };

export type LockOperator = '==' | '!=' | '<' | '<=' | '+' | '-' | '*' | '/' | '%' | '&&' | '||' | '&' | '>>';

export type LockAction =
    /** On memory at once. */
    | { readonly kind: 'write'; readonly cell: string; readonly index?: LockExpr; readonly value: LockExpr }
    /** Enters the store buffer under `tso` (spin_unlock, seqcount increments). At most one access (`store`, `load`, `try`) in a step. */
    | { readonly kind: 'store'; readonly cell: string; readonly value: LockExpr }
    /** Reads through the store buffer. */
    | { readonly kind: 'load'; readonly cell: string; readonly local: string }
    /** A read-modify-write that drains where `condition` (over `old`) holds, and else is a load; `local` is 1 where it wrote. */
    | {
          readonly kind: 'try';
          readonly cell: string;
          readonly condition: LockExpr;
          readonly value: LockExpr;
          readonly local: string;
      }
    | { readonly kind: 'let'; readonly local: string; readonly value: LockExpr }
    | { readonly kind: 'result'; readonly value: LockExpr }
    | { readonly kind: 'enqueue'; readonly queue: string; readonly value: LockExpr }
    /** Removes the first entry that equals `value`, which is there; those behind it move up. */
    | { readonly kind: 'dequeue'; readonly queue: string; readonly value: LockExpr }
    | {
          readonly kind: 'if';
          readonly condition: LockExpr;
          readonly then: readonly LockAction[];
          readonly else: readonly LockAction[];
      }
    /** Once for each entry `entry`. */
    | { readonly kind: 'for-each-entry'; readonly actions: readonly LockAction[] };
