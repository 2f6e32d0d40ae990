// What a thread has switched off: preemption, interrupts, page faults; and whether it may sleep.
//
// Each is a count, or for interrupts a bit, of the actor. A change is a step of its own where somebody can tell it from its neighbours:
// always where the script says it (`preempt_disable()`), and where a lock implies it (`spin_lock`) if another actor shares the CPU or a
// grace period may wait for the region.
import type { Action, CellId, Expr, RegisterId, StepId } from '@faultline/checker';
import type { LockOperation, SyntaxNode } from '@faultline/language';
import { lockKinds } from '@faultline/language';
import { branch, local, visible } from '../builder.ts';
import type {
    AtomicContext,
    DeclareContexts,
    Failure,
    LowerContext,
    LowerEndOfThread,
    ProgramContext,
    SleepCheck,
} from '../context.ts';
import { bug, failing } from '../context.ts';
import { add, and, constant, equal, inMemory, not, ONE, or, subtract, unequal, ZERO } from '../expr.ts';
import { declareCpuCells, sharesCpu } from './cpu.ts';
import { holdsAny } from './locks.ts';
import { declareGrace, isCounted, leaveSection } from './rcu.ts';
import { declareSignals } from './signals.ts';

/** What changes, all of it in one step. */
export interface Change {
    /** `always`: a step of its own. `if-observable`: part of the step before where nobody can tell. `never`: nobody ever can. */
    readonly visibility: 'always' | 'if-observable' | 'never';
    readonly preempt?: 'off' | 'on';
    readonly irq?: 'off' | 'on' | 'save' | 'restore';
    /** For `restore`: whether interrupts were off. */
    readonly flags?: Expr;
    readonly pagefault?: 'off' | 'on';
    readonly rcu?: 'lock' | 'unlock';
}

export const declareContexts: DeclareContexts = (program, uses) => {
    const changes = (word: string): boolean =>
        usedOperations(uses).some(({ context }) => context.some(part => part.startsWith(word)));
    const irqs = ['local_irq_disable', 'local_irq_enable', 'local_irq_save', 'local_irq_restore', 'irqs_disabled'];
    const preempt = ['preempt_disable', 'preempt_enable'];
    const pagefault = ['pagefault_disable', 'pagefault_enable'];
    const rcu = ['rcu_read_lock', 'rcu_read_unlock'];
    const declare = (name: string, high: number, names: readonly string[], word?: string): CellId | undefined =>
        names.some(other => uses.has(other)) || (word !== undefined && changes(word))
            ? declarePerActor(program, name, high)
            : undefined;
    return {
        preempt: declare('preemption off', DEEPEST, preempt, 'preempt'),
        irqOff: declare('interrupts off', 1, irqs, 'irq'),
        pagefault: declare('page faults off', DEEPEST, pagefault),
        rcu: declare('RCU read sections', DEEPEST, rcu),
        signals: declareSignals(program, uses),
        ...declareCpuCells(program),
        grace: declareGrace(program, uses),
    };
};

/** Lowers a change of the actor's context; `result` receives what interrupts were. */
export function lowerChange(
    context: LowerContext,
    change: Change,
    result: RegisterId | undefined,
    node: SyntaxNode,
    next: StepId,
): StepId {
    const { program } = context;
    const parts = partsOf(context, change);
    const counted = isCounted(program) && parts.some(({ isReader }) => isReader) && !isSectionThroughout(context);
    const isStep =
        change.visibility === 'always' ||
        (change.visibility === 'if-observable' && (counted || sharesCpu(program, context.actor.plan)));
    const saved = irqsWereOff(context);
    const actions: readonly Action[] = [
        ...failing(parts.flatMap(({ failures }) => failures)),
        ...(result === undefined ? [] : [{ kind: 'set', register: result, value: saved } as const]),
        ...parts.map(({ cell, after }): Action => ({ kind: 'write', cell, index: context.actor.self, value: after })),
    ];
    const origin = context.origin(node);
    if (!counted) return context.step(isStep ? visible(actions, next) : local(actions, next), origin);

    const before = readerDepth(context);
    const after = parts.reduce(
        (depth, part) => (part.isReader ? add(subtract(depth, part.before), part.after) : depth),
        before,
    );
    if (parts.every(({ direction }) => direction === 'deeper')) {
        const enter: Action = { kind: 'if', condition: equal(before, ZERO), then: sectionBegins(context), else: [] };
        return context.step(visible([enter, ...actions], next), origin);
    }
    const plain = context.step(visible(actions, next), origin);
    const leaves = leaveSection(context, actions, node, next);
    return context.step(branch(and(unequal(before, ZERO), equal(after, ZERO)), leaves, plain), origin);
}

/** The actions by which a read section begins to count. */
export function sectionBegins(context: LowerContext): readonly Action[] {
    const { grace } = context.program.contexts;
    if (grace === undefined) return [];
    const { self } = context.actor;
    return [{ kind: 'write', cell: grace.sections, index: self, value: add(inMemory(grace.sections, self), ONE) }];
}

export const atomicContext: AtomicContext = context => {
    if (isHandler(context)) return ONE;
    const { preempt, irqOff, rcu } = context.program.contexts;
    return or(...[preempt, irqOff, rcu].map(cell => isNonzero(context, cell)));
};

export const sleepCheck: SleepCheck = context =>
    failing([{ when: atomicContext(context), outcome: bug('sleep-in-atomic') }]);

/** Whether interrupts are off for the actor. */
export function irqsWereOff(context: LowerContext): Expr {
    const { irqOff } = context.program.contexts;
    return irqOff === undefined
        ? context.actor.plan.kind === 'interrupt'
            ? ONE
            : ZERO
        : inMemory(irqOff, context.actor.self);
}

export function pagefaultsOff(context: LowerContext): Expr {
    return isNonzero(context, context.program.contexts.pagefault);
}

export const lowerEndOfThread: LowerEndOfThread = (context, node) => {
    const failures = endFailures(context);
    return context.step(
        { local: true, actions: failing(failures), next: { kind: 'end' }, fairness: 'weak', optional: false },
        context.origin(node, 'end'),
    );
};

/** What is wrong with ending here: a lock is held, or a context is not what it was. */
export function endFailures(context: LowerContext): readonly Failure[] {
    const { program, actor } = context;
    const { preempt, irqOff, pagefault, rcu } = program.contexts;
    const locks = actor.plan.kind === 'daemon' ? [] : program.locks.filter(({ kind }) => !kind.mayOutliveThread);
    const isIrqWrong = actor.plan.kind === 'interrupt' ? not(irqsWereOff(context)) : isNonzero(context, irqOff);
    return [
        ...locks.map(lock => ({ when: holdsAny(program, lock, actor.self), outcome: bug('lock-misuse') })),
        {
            when: or(isIrqWrong, ...[preempt, pagefault, rcu].map(cell => isNonzero(context, cell))),
            outcome: bug('unbalanced'),
        },
    ];
}

/** With interrupts off from start to end, a handler is one read section. */
export function isSectionThroughout({ program, actor }: LowerContext): boolean {
    return actor.plan.kind === 'interrupt' && isCounted(program) && program.machine.rcu === 'sched';
}

/** Handlers and callbacks may not sleep, whatever they switch. */
function isHandler({ actor }: LowerContext): boolean {
    return actor.plan.kind === 'interrupt' || actor.plan.kind === 'callback';
}

// ------------------------------------------------------------------------------------------- the change

/** How deep a context nests before it is told as unbalanced. */
const DEEPEST = 7;

interface Part {
    readonly cell: CellId;
    readonly before: Expr;
    readonly after: Expr;
    readonly failures: readonly Failure[];
    /** Whether grace periods wait for the region. */
    readonly isReader: boolean;
    readonly direction: 'deeper' | 'outwards';
}

function partsOf(context: LowerContext, change: Change): readonly Part[] {
    const { preempt, irqOff, pagefault, rcu } = context.program.contexts;
    const isSched = context.program.machine.rcu === 'sched';
    const parts: Part[] = [];
    const nest = (cell: CellId | undefined, direction: Part['direction'], isReader: boolean): void => {
        if (cell === undefined) return;
        const before = inMemory(cell, context.actor.self);
        const limit = direction === 'deeper' ? DEEPEST : 0;
        parts.push({
            cell,
            before,
            after: direction === 'deeper' ? add(before, ONE) : subtract(before, ONE),
            failures: [{ when: equal(before, constant(limit)), outcome: bug('unbalanced') }],
            isReader,
            direction,
        });
    };
    if (change.irq !== undefined && irqOff !== undefined) {
        const before = inMemory(irqOff, context.actor.self);
        const isOff = change.irq === 'off' || change.irq === 'save';
        parts.push({
            cell: irqOff,
            before,
            after: change.irq === 'restore' ? unequal(change.flags ?? ZERO, ZERO) : isOff ? ONE : ZERO,
            failures: change.irq === 'on' ? [{ when: not(before), outcome: bug('unbalanced') }] : [],
            isReader: isSched,
            direction: isOff ? 'deeper' : 'outwards',
        });
    }
    if (change.preempt !== undefined) nest(preempt, directionOf(change.preempt), isSched);
    if (change.pagefault !== undefined) nest(pagefault, directionOf(change.pagefault), false);
    if (change.rcu !== undefined) nest(rcu, change.rcu === 'lock' ? 'deeper' : 'outwards', true);
    return parts;
}

const directionOf = (change: 'off' | 'on'): Part['direction'] => (change === 'off' ? 'deeper' : 'outwards');

/** How deep the actor is in regions that grace periods wait for. */
function readerDepth(context: LowerContext): Expr {
    const { preempt, irqOff, rcu } = context.program.contexts;
    const cells = context.program.machine.rcu === 'sched' ? [rcu, preempt, irqOff] : [rcu];
    return cells
        .filter(cell => cell !== undefined)
        .map(cell => inMemory(cell, context.actor.self))
        .reduce<Expr>(add, ZERO);
}

function isNonzero(context: LowerContext, cell: CellId | undefined): Expr {
    return cell === undefined ? ZERO : unequal(inMemory(cell, context.actor.self), ZERO);
}

function declarePerActor(program: Omit<ProgramContext, 'contexts'>, name: string, high: number): CellId {
    const { actors, builder } = program;
    return builder.cell({
        name,
        domain: { kind: 'int', low: 0, high },
        length: actors.length,
        initial: actors.map(() => 0),
        elements: actors.map(actor => `${actor.name}: ${name}`),
        class: 'machine',
    });
}

/** The operations of locks that the script's code can come to. */
function usedOperations(uses: ReadonlySet<string>): readonly LockOperation[] {
    return lockKinds.flatMap(kind => kind.operations).filter(operation => uses.has(operation.name));
}
