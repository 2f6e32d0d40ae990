// The program that the checker explores: cells, actors, steps and guards, and nothing else.
//
// There is no lock here, no page table and no kernel: a lock is a few cells and guarded steps, a page-table
// entry is a cell of the `bits` domain, a fault is control flow on a value that was read. Because the search,
// the reductions, the memory models and the exports see only this, each of them works for every feature of
// the language.
//
// What one transition of an actor is. Let `s` be the step its program counter rests at (always a visible one):
//   1. `choose`: a value is picked (one transition for each value);
//   2. `guard` holds, the actor's `mayRun` holds, and the memory model admits the step's access and `drains`;
//   3. the `actions` run in order, then `next` is evaluated;
//   4. while the step reached is `local`, its actions and its `next` run on in the same transition (a function that is
//      shared by its calls may do so more than once; thousands of steps are a cycle, which is a mistake of the compiler);
//   5. at the visible step (or the end) where it comes to rest, registers that are not live are reset.
// A `fail` or a `discard` on the way makes the transition a cut: it has no successor state. One that stands before the
// access cuts whatever the memory model would say of the access, which is then not reached.

export type CellId = number;
export type RegisterId = number;
export type ActorId = number;
export type StepId = number;
export type CpuId = number;
export type ClassId = number;

export interface Program {
    readonly memory: MemoryModel;
    /** Names of the CPUs. Under `tso` each has one store buffer. */
    readonly cpus: readonly string[];
    /** Object classes whose references have a lifetime; see {@link RefDomain}. */
    readonly classes: readonly ObjectClass[];
    readonly cells: readonly Cell[];
    readonly actors: readonly Actor[];
    /** Indexed by {@link StepId}. Replicated actors share their steps. */
    readonly steps: readonly Step[];
    /** The operations that wait in a store buffer, named by {@link DeferAccess}. */
    readonly deferred: readonly Deferred[];
    readonly properties: readonly Property[];
    /** Names of the `cover` goals, indexed by the `cover` action. */
    readonly covers: readonly string[];
    /** Whether concurrent conflicting plain accesses are reported. */
    readonly detectRaces: boolean;
    /** What a `pass` rests on, one sentence each, for people. */
    readonly assumptions: readonly string[];
}

export type MemoryModel =
    | { readonly kind: 'sc' }
    | { readonly kind: 'tso' /** Store buffer capacity, in entries, of each CPU. */; readonly entries: number };

/** What a cell or register may hold. Every value is an integer, so that a state is a vector of integers. */
export type Domain = IntDomain | RefDomain | BitsDomain;
/** Integers `low..high`, both included. A bool is `0..1`, an enum is `0..n-1`. */
export interface IntDomain {
    readonly kind: 'int';
    readonly low: number;
    readonly high: number;
}
/** A reference: 0 is null, `2*i+1` names object i, `2*i+2` names object i through a copy that outlived its free (stale). */
export interface RefDomain {
    readonly kind: 'ref';
    readonly class: ClassId;
}
/** A machine word of named fields, read and written whole; the fields do not overlap; at most 32 bits (values are unsigned). */
export interface BitsDomain {
    readonly kind: 'bits';
    readonly fields: readonly BitsField[];
}
export interface BitsField {
    readonly name: string;
    readonly shift: number;
    readonly width: number;
    /** `low` is 0 for an int. A `ref` field is marked by {@link RetireAction} like any other copy. */
    readonly domain: IntDomain | RefDomain;
    /** Names of the values of an enum. */
    readonly valueNames?: readonly string[];
}

export interface ObjectClass {
    readonly name: string;
    /** How many objects: their indices are `0..size-1`. */
    readonly size: number;
    /** A name for each object, for people. */
    readonly objects: readonly string[];
}

export interface Cell {
    /** The path to show a person: `x.glock`. */
    readonly name: string;
    readonly domain: Domain;
    /** 1, or the number of elements of an array; every use is `cell[index]`. */
    readonly length: number;
    /** One value for each element. */
    readonly initial: readonly number[];
    /** Names of the elements, where `name[i]` would not be what a person wrote (fields of objects). */
    readonly elements?: readonly string[];
    /** `memory` goes through the memory model, `machine` (locks, contexts, TLBs) is always atomic, `ghost` is specification. */
    readonly class: 'memory' | 'machine' | 'ghost';
    /** How a value is shown: names of an enum (by value), or of lock holders. Absent: as a number, or by its domain. */
    readonly valueNames?: readonly string[];
    /** Bookkeeping that a story leaves out (queue slots, counters behind a lock's own cell). */
    readonly hidden?: boolean;
}

export type ActorKind = 'thread' | 'daemon' | 'device' | 'interrupt' | 'event' | 'callback' | 'machine';

export interface Actor {
    readonly name: string;
    readonly kind: ActorKind;
    /** The CPU whose store buffer its accesses go through. */
    readonly cpu: CpuId;
    readonly registers: readonly Register[];
    /** Where it starts; visible, or `undefined` for an actor that has ended before it began. */
    readonly entry: StepId | undefined;
    /** Holds in every state in which the actor may step at all (one CPU runs one actor at a time). Over memory. */
    readonly mayRun?: Expr;
    /** For stories and wait-for chains: whether actor {@link BoundExpr} 0 keeps this one off its CPU now. */
    readonly excludedBy?: Expr;
    /**
     * Whether it must come to its end (or, `idle` steps apart, to rest). False for devices, for daemons without
     * `idle` steps and for actors of the machine. See {@link Step.rest} for the places where it may stay.
     */
    readonly obliged: boolean;
    /** Registers that properties read after the end; the others are reset there. */
    readonly liveAtEnd: readonly RegisterId[];
    /** Name and index within a group of replicated threads. */
    readonly group?: { readonly name: string; readonly index: number };
}

export interface Register {
    readonly name: string;
    readonly domain: Domain;
    readonly initial: number;
    readonly valueNames?: readonly string[];
    /** Made by the compiler (return points, temporaries): a story leaves it out. */
    readonly hidden?: boolean;
}

export interface Step {
    /** A local step runs on in the transition that reaches it; it has no guard, no choose, no access, no drains. */
    readonly local: boolean;
    /** Enabled only while this holds in memory. Absent: always. */
    readonly guard?: Expr;
    /** Under `tso`: where this is nonzero, enabled only while the own CPU's store buffer is empty. */
    readonly drains?: Expr;
    /** One transition for each value of `low..high`, put into `register` before the guard is judged. */
    readonly choose?: { readonly register: RegisterId; readonly low: Expr; readonly high: Expr };
    readonly actions: readonly Action[];
    readonly next: Next;
    /** `strong`: a blocking acquisition, granted infinitely often enabled means granted. */
    readonly fairness: 'weak' | 'strong';
    /** An optional start (event, `times` interrupt, speculative fill): never has to be taken. */
    readonly optional: boolean;
    /**
     * Absent: an obliged actor that rests here is obliged to go on. `always`: it may rest here (an `idle` label, a
     * start that nothing demands). `unless`: it is obliged exactly while `raised` holds (a level-triggered interrupt).
     * Coming to rest at such a step is the end of what was begun: a handler that gets here again is not livelocked.
     */
    readonly rest?: { readonly kind: 'always' } | { readonly kind: 'unless'; readonly raised: Expr };
    /** What a disabled step waits for. */
    readonly waits?: Waits;
    /** Registers that may still be read: all others are reset on arrival. Absent on local steps. */
    readonly live?: readonly RegisterId[];
}

export interface Waits {
    /** The object, as the cell that stands for it. Absent: a plain condition. */
    readonly object?: { readonly cell: CellId; readonly index?: Expr };
    readonly kind: 'lock' | 'rcu' | 'condition' | 'queue' | 'signal' | 'cpu';
    /** As people say it: `read`, `write`, `EX`. */
    readonly mode?: string;
    /** Whether actor {@link BoundExpr} 0 holds it, or stands before this one in its queue. Absent: nobody in particular. */
    readonly holders?: Expr;
}

/**
 * Whether an access is told where it races: two at once race where one writes, one is `plain` and none is `unraced`
 * (`data_race()`, what goes through the kernel's mapping of a frame, the walks of the hardware).
 */
export type Mark = 'plain' | 'marked' | 'unraced';

/** At most one action of a visible step is an access (`load`, `store`, `rmw`, `defer`), and none of them stands inside an `if`. */
export type Action =
    | SetAction
    | WriteAction
    | LoadAction
    | StoreAction
    | RmwAction
    | DeferAccess
    | IfAction
    | FailAction
    | RetireAction
    | { readonly kind: 'discard' }
    | { readonly kind: 'progress' }
    | { readonly kind: 'cover'; readonly cover: number };

export interface SetAction {
    readonly kind: 'set';
    readonly register: RegisterId;
    readonly value: Expr;
    /** Made by the compiler, which forgets what nobody reads on this way: a story leaves it out. */
    readonly hidden?: boolean;
}
/** Acts on memory at once under every memory model (machine and ghost cells; memory cells inside `atomic` or by the machine). */
export interface WriteAction {
    readonly kind: 'write';
    readonly cell: CellId;
    readonly index?: Expr;
    readonly value: Expr;
}
/** Reads through the memory model. Under `tso`: the newest own entry, else memory; not enabled while an own deferred operation on the cell waits. */
export interface LoadAction {
    readonly kind: 'load';
    readonly register: RegisterId;
    readonly cell: CellId;
    readonly index?: Expr;
    readonly mark: Mark;
}
/** Writes through the memory model. Under `tso`: enters the store buffer; not enabled while that is full. */
export interface StoreAction {
    readonly kind: 'store';
    readonly cell: CellId;
    readonly index?: Expr;
    readonly value: Expr;
    readonly mark: Mark;
}
/**
 * A value-returning read-modify-write. `old` ({@link OldExpr}) is the value read as by a load. Where `condition` holds (absent:
 * always) memory becomes `value`; then it drains: enabled only while the own buffer is empty. Where it does not hold it is a load.
 */
export interface RmwAction {
    readonly kind: 'rmw';
    readonly cell: CellId;
    readonly index?: Expr;
    readonly condition?: Expr;
    readonly value: Expr;
    /** Receives `old`. */
    readonly result?: RegisterId;
    /** Receives 1 where memory was changed, else 0. */
    readonly succeeded?: RegisterId;
    readonly mark: Exclude<Mark, 'plain'>;
}
/**
 * A void read-modify-write (`atomic_inc`), or whatever else becomes visible in store-buffer order (leaving an RCU read section).
 * Under `sc` its actions run at once. Under `tso` an entry (deferred, index, operand) waits in the buffer, not enabled while that
 * is full, and the actions run when it leaves, blamed on this step.
 */
export interface DeferAccess {
    readonly kind: 'defer';
    readonly deferred: number;
    readonly index?: Expr;
    readonly operand?: Expr;
}
export interface Deferred {
    /** The cell it is an operation on: own loads of `cell[index]` wait for it. Absent: none. */
    readonly cell?: CellId;
    /** What the operand may be; references in it are marked by {@link RetireAction} while it waits. Absent: there is none. */
    readonly operand?: Domain;
    /** `write`, `if`, `fail` and `retire` only; expressions over memory, {@link OperandExpr} and {@link SlotExpr}; no registers, no `self`. */
    readonly actions: readonly Action[];
    /** For stories: `atomic_inc(refs)`. */
    readonly text: string;
    /** The step that issued it. */
    readonly step: StepId;
}
export interface IfAction {
    readonly kind: 'if';
    readonly condition: Expr;
    readonly then: readonly Action[];
    readonly else: readonly Action[];
}
/** The transition is a cut with this outcome. */
export interface FailAction {
    readonly kind: 'fail';
    readonly outcome: Outcome;
}
/** The object is freed: every copy of its reference, in cells, registers, `bits` fields and store buffers (operands too), becomes stale. */
export interface RetireAction {
    readonly kind: 'retire';
    readonly class: ClassId;
    /** The object's index, not a reference. */
    readonly index: Expr;
}

export type Next =
    | { readonly kind: 'goto'; readonly step: StepId }
    | { readonly kind: 'branch'; readonly condition: Expr; readonly then: StepId; readonly else: StepId }
    /** `on` is an index into `steps` (the return points of a shared function). */
    | { readonly kind: 'switch'; readonly on: Expr; readonly steps: readonly StepId[] }
    | { readonly kind: 'end' };

/** What can come out of a check; `name` is the bug's kind, or the name of the property. */
export interface Outcome {
    readonly kind: 'bug' | 'violation' | 'deadlock' | 'livelock';
    /** Empty for deadlock and livelock. */
    readonly name: string;
}

/** Judged over memory. An `invariant` in every state; a `final` in every terminal state; an `exists` in some terminal state. */
export interface Property {
    readonly kind: 'invariant' | 'final' | 'exists';
    readonly outcome: Outcome;
    readonly holds: Expr;
    /** True where a part of `holds` counts as false only because it would be read through null or a freed object. */
    readonly unreadable?: Expr;
}

/** Integer expressions without effects; truth is 1 or 0. `&&`, `||` and `?:` do not evaluate what they skip. */
export type Expr =
    | { readonly kind: 'const'; readonly value: number }
    | { readonly kind: 'register'; readonly register: RegisterId }
    /** A register of another actor, in properties. */
    | { readonly kind: 'actor-register'; readonly actor: ActorId; readonly register: RegisterId }
    | CellExpr
    /** The id of the actor that steps. */
    | { readonly kind: 'self' }
    | BoundExpr
    | OldExpr
    | OperandExpr
    | SlotExpr
    | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expr }
    | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr }
    | { readonly kind: 'conditional'; readonly condition: Expr; readonly then: Expr; readonly else: Expr }
    | QuantifierExpr
    /** Whether the actor rests at one of the steps. */
    | { readonly kind: 'at'; readonly actor: Expr; readonly steps: readonly StepId[] }
    /** Whether the actor has come to its end, and (under `tso`) its CPU's store buffer is empty. */
    | { readonly kind: 'ended'; readonly actor: Expr }
    /** Whether any cell, register or store buffer entry holds a fresh (not stale) reference to the object. */
    | { readonly kind: 'is-referenced'; readonly class: ClassId; readonly index: Expr };

/**
 * `memory`: what memory holds. `own`: as the stepping actor's CPU sees it, with the own entries (deferred operations too) applied.
 * The index is in range.
 */
export interface CellExpr {
    readonly kind: 'cell';
    readonly cell: CellId;
    readonly index?: Expr;
    readonly view: 'memory' | 'own';
}
/** A variable bound by the quantifier (or `holders`, `excludedBy`) `depth` levels out: 0 is the innermost. */
export interface BoundExpr {
    readonly kind: 'bound';
    readonly depth: number;
}
/** In an {@link RmwAction}: the value read. */
export interface OldExpr {
    readonly kind: 'old';
}
/** In a {@link Deferred}: the operand evaluated at issue. */
export interface OperandExpr {
    readonly kind: 'operand';
}
/** In a {@link Deferred}: the index evaluated at issue. */
export interface SlotExpr {
    readonly kind: 'slot';
}
export interface QuantifierExpr {
    readonly kind: 'quantifier';
    readonly quantifier: 'all' | 'any' | 'count';
    readonly low: Expr;
    readonly high: Expr;
    readonly body: Expr;
}

/** `~` is of 32 bits, unsigned. */
export type UnaryOperator = '!' | '-' | '~';
/** `/` and `%` truncate towards zero, as in C, and never meet a zero divisor. `&`, `|`, `^`, `<<`, `>>` are of 32 bits, unsigned. */
export type BinaryOperator =
    | '+'
    | '-'
    | '*'
    | '/'
    | '%'
    | '=='
    | '!='
    | '<'
    | '<='
    | '>'
    | '>='
    | '&&'
    | '||'
    | '&'
    | '|'
    | '^'
    | '<<'
    | '>>';
