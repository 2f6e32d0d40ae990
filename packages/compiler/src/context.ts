// What lowering works with: the program that grows, the actor whose code is being lowered, and the places that
// expressions name. This is the seam between the lowering of the language proper and that of its features
// (`lower/locks.ts`, `lower/contexts.ts`, `lower/rcu.ts`, `lower/signals.ts`, `lower/cpu.ts`).
//
// Code is built backwards: a lowering function is given the step that follows and returns the step to enter.
import type {
    Action,
    ActorId,
    ActorKind,
    CellId,
    CpuId,
    Domain,
    Expr,
    MemoryModel,
    Outcome,
    RegisterId,
    Step,
    StepId,
} from '@faultline/checker';
import type { LockKind, SyntaxNode } from '@faultline/language';
import type { Builder } from './builder.ts';
import type { Origin } from './source-map.ts';

/** What all code of one program shares. Everything but `contexts` and `locks` is known before any code is lowered. */
export interface ProgramContext {
    readonly builder: Builder;
    readonly memory: MemoryModel;
    readonly machine: Machine;
    /** All actors, indexed by ActorId: cells that are arrays over actors have `actors.length` elements. */
    readonly actors: readonly ActorPlan[];
    readonly cpus: readonly string[];
    /** Filled by `declareContexts` before any code is lowered. */
    readonly contexts: Contexts;
    /** Every lock that was declared, for the ends of threads and for properties. */
    readonly locks: readonly LoweredLock[];
    /** What a `pass` rests on; whoever lowers something bounded or simplified adds a sentence (once). */
    readonly assume: (sentence: string) => void;
}

/** The knobs of `machine { … }` that the lowering of this stage reads. */
export interface Machine {
    readonly storeBuffer: number;
    readonly rwsem: 'fair' | 'reader_pref';
    readonly rcu: 'sched' | 'preempt';
}

/** An actor before it has code. */
export interface ActorPlan {
    readonly id: ActorId;
    readonly name: string;
    readonly kind: ActorKind;
    readonly cpu: CpuId;
    /** Members of a replicated group share their code and follow each other: `first` is the id of the first. */
    readonly group: { readonly name: string; readonly first: ActorId; readonly index: number; readonly size: number };
    /** For an interrupt: the thread it is taken in, or `undefined` where it is taken on a CPU, whoever runs there. */
    readonly interrupts: ActorId | undefined;
    /** For a callback: who asks for it, and the call of `call_rcu` or the `kfree_rcu`. */
    readonly callback: { readonly caller: ActorId; readonly site: SyntaxNode } | undefined;
}

/** The actor (or replicated group) whose code is being lowered. Values of the members differ only through these. */
export interface ActorContext {
    /** The first member. */
    readonly plan: ActorPlan;
    readonly members: readonly ActorPlan[];
    /** Its ActorId, as an expression. */
    readonly self: Expr;
    /** Its CpuId. */
    readonly cpu: Expr;
    /** The ActorId of the thread that `current` names: itself, or for a handler the interrupted thread. */
    readonly current: Expr;
}

export interface LowerContext {
    readonly program: ProgramContext;
    readonly actor: ActorContext;
    /**
     * Adds a step. Always add through this, never through the builder: inside `atomic` it makes the step local and its
     * accesses direct; it also carries the checks of the place that is used (a lock in a freed object).
     */
    readonly step: (step: Step, origin: Origin) => StepId;
    readonly reserve: () => StepId;
    readonly define: (id: StepId, step: Step, origin: Origin) => void;
    /** Where a step comes from; `text` replaces the source text. */
    readonly origin: (node: SyntaxNode, text?: string) => Origin;
    /** A hidden register, free again after the statement that asks for it. */
    readonly temporary: (domain: Domain) => RegisterId;
    /** Inside `atomic`: everything happens in one step, on memory. */
    readonly isAtomic: boolean;
}

/** A shared cell, or an element of it. */
export interface Place {
    readonly cell: CellId;
    readonly index?: Expr;
}

/** A lock: an element of a declared lock. */
export interface LockPlace {
    readonly lock: LoweredLock;
    /** Which instance; absent where there is one only. */
    readonly index?: Expr;
}

/** The cells of a lock declaration; all instances (array elements, objects of a struct) share them. */
export interface LoweredLock {
    readonly kind: LockKind;
    readonly name: string;
    readonly instances: readonly string[];
    /** By the name of the kind's cell. Element `instance * width + place`. */
    readonly cells: ReadonlyMap<string, { readonly cell: CellId; readonly width: number }>;
    readonly policy: string | undefined;
    readonly modes: readonly LockMode[];
}
/** `compatible`: indices of the modes that may be held together with it. */
export interface LockMode {
    readonly name: string;
    readonly compatible: readonly number[];
}

/** An argument of a builtin, evaluated. */
export type LoweredArgument =
    | { readonly kind: 'value'; readonly value: Expr }
    | { readonly kind: 'place'; readonly place: Place }
    | { readonly kind: 'lock'; readonly lock: LockPlace }
    /** The number of the mode of a mode lock. */
    | { readonly kind: 'mode'; readonly mode: number };

/**
 * Cells of the contexts. Arrays over actors unless a name says otherwise; a cell is absent where the program has
 * nothing that changes it.
 */
export interface Contexts {
    readonly preempt: CellId | undefined;
    readonly irqOff: CellId | undefined;
    readonly pagefault: CellId | undefined;
    readonly rcu: CellId | undefined;
    readonly signals: CellId | undefined;
    /** By CPU: the actor that stepped there last (0 nobody, a+1), for CPUs with more than one thread. */
    readonly running: CellId | undefined;
    /** By CPU: the handler that runs there (0 none, a+1). */
    readonly handler: CellId | undefined;
    /** By CPU: the thread that has a memory access under way there (0 nobody, a+1). */
    readonly walker: CellId | undefined;
    /** Absent where nothing waits for a grace period. */
    readonly grace: Grace | undefined;
}

/** What grace periods of RCU need. */
export interface Grace {
    /** By actor: its read sections whose end has not been seen yet (ends wait in the store buffer). */
    readonly sections: CellId;
    /** `slot * actors + a`: how many ends of sections of actor a the waiter in this slot still has to see. */
    readonly pending: CellId;
    readonly slots: number;
    /** By actor: its slot, or -1 where it never waits. */
    readonly slotOf: readonly number[];
    /** By the `call_rcu` or `kfree_rcu`: arrays over the callbacks of its callers. Filled as they are lowered. */
    readonly callbacks: Map<SyntaxNode, { readonly armed: CellId; readonly argument: CellId }>;
}

/** `when` holds: the step fails with the outcome. */
export interface Failure {
    readonly when: Expr;
    readonly outcome: Outcome;
}

export const bug = (name: string): Outcome => ({ kind: 'bug', name });

/** The failures of a step, judged in order before anything else. */
export const failing = (failures: readonly Failure[]): readonly Action[] =>
    failures
        .filter(({ when }) => when.kind !== 'const' || when.value !== 0)
        .map(({ when, outcome }) => ({ kind: 'if', condition: when, then: [{ kind: 'fail', outcome }], else: [] }));

// What the features export; their files declare functions of these types.

/** lower/locks.ts */
export type DeclareLock = (
    program: ProgramContext,
    kind: LockKind,
    name: string,
    instances: readonly string[],
    policy: string | undefined,
    modes: readonly LockMode[],
) => LoweredLock;
/** `operation` is the function's name. `parameters`: beyond the lock; a mode is its number. */
export type LowerLockOperation = (
    context: LowerContext,
    operation: import('@faultline/language').LockOperation,
    place: LockPlace,
    parameters: readonly Expr[],
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
) => StepId;
/** Whether the actor holds the lock (in properties: view of memory). */
export type HeldBy = (program: ProgramContext, place: LockPlace, actor: Expr) => Expr;

/** lower/contexts.ts: fences, contexts, rcu and signals (loads, stores, RMWs, lists and properties are elsewhere). */
export type LowerBuiltin = (
    context: LowerContext,
    builtin: import('@faultline/language').Builtin,
    parameters: readonly LoweredArgument[],
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
) => StepId;
/** `uses`: the names of the builtins and lock operations that occur anywhere in the script's reachable code. */
export type DeclareContexts = (
    program: Omit<ProgramContext, 'contexts'>,
    uses: ReadonlySet<string>,
) => Omit<Contexts, 'walker'>;
/** Whether the actor is in atomic context now; constant 0 where it cannot be. */
export type AtomicContext = (context: LowerContext) => Expr;
/** Fails with sleep-in-atomic: the first actions of a sleeping step, whose guard must also admit {@link AtomicContext}. */
export type SleepCheck = (context: LowerContext) => readonly Action[];
/** The last step of a thread or daemon: unbalanced contexts, locks still held. Its next is `end`. */
export type LowerEndOfThread = (context: LowerContext, node: SyntaxNode) => StepId;

/** lower/signals.ts: whether a signal ends the wait. */
export type SignalPending = (context: LowerContext, kind: 'killable' | 'interruptible') => Expr;

/** lower/cpu.ts (and interrupts, events): one CPU runs one actor at a time. */
export type MayRun = (program: ProgramContext, actor: ActorPlan) => Expr | undefined;
export type ExcludedBy = (program: ProgramContext, actor: ActorPlan) => Expr | undefined;
/** What every visible step of the actor does besides, where its CPU has other threads: a switch drains. */
export type SwitchOf = (
    context: LowerContext,
) => { readonly drains: Expr | undefined; readonly actions: readonly Action[] } | undefined;

/** How a handler or an event begins. */
export interface Start {
    readonly node: SyntaxNode;
    /** Level-triggered while this holds in memory. */
    readonly when: Expr | undefined;
    readonly failures: readonly Failure[];
    /** The start is optional and may happen this often. */
    readonly times: number | undefined;
    /** An event's parameter. */
    readonly choose: { readonly register: RegisterId; readonly low: Expr; readonly high: Expr } | undefined;
}
/** Lowers the start and the end of an interrupt or event; `body` is given the step behind the body's last. Returns the start. */
export type LowerHandler = (context: LowerContext, start: Start, body: (end: StepId) => StepId) => StepId;
/** Lowers the start and the end of an RCU callback; `argument` receives what `call_rcu` was given. */
export type LowerCallback = (
    context: LowerContext,
    argument: RegisterId,
    node: SyntaxNode,
    body: (end: StepId) => StepId,
) => StepId;
