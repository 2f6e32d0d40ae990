// One CPU runs one actor at a time.
//
// A handler keeps the threads of its CPU off it until it returns, and a thread that has switched off preemption or interrupts keeps the
// others off. Otherwise any thread may be next: a spin with preemption on may be preempted, and a thread that sleeps has left the CPU.
// Under `tso` the threads of a CPU share its store buffer, which is empty before another of them steps.
import type { Action, CellId, Expr } from '@faultline/checker';
import type { ActorPlan, Contexts, ExcludedBy, MayRun, ProgramContext, SwitchOf } from '../context.ts';
import {
    add,
    and,
    bound,
    conditional,
    constant,
    equal,
    inMemory,
    not,
    ONE,
    or,
    subtract,
    unequal,
    ZERO,
} from '../expr.ts';

/** Whether another actor has the same CPU. */
export function sharesCpu(program: Pick<ProgramContext, 'actors'>, { id, cpu }: ActorPlan): boolean {
    return program.actors.some(other => other.cpu === cpu && other.id !== id && runsOnCpu(other));
}

export const mayRun: MayRun = (program, actor) => {
    if (!isThread(actor)) return undefined;
    const isFree = and(
        not(handlerRuns(program, actor.cpu)),
        not(otherWalks(program, actor)),
        ...threadsOf(program, actor.cpu)
            .filter(({ id }) => id !== actor.id)
            .map(({ id }) => not(keepsCpu(program, constant(id)))),
    );
    return isFree.kind === 'const' ? undefined : isFree;
};

export const excludedBy: ExcludedBy = (program, actor) => {
    if (mayRun(program, actor) === undefined) return undefined;
    const it = bound(0);
    const others = threadsOf(program, actor.cpu).filter(({ id }) => id !== actor.id);
    return or(
        isRunningHandler(program, actor.cpu, it),
        ...others.map(({ id }) =>
            and(equal(it, constant(id)), or(keepsCpu(program, constant(id)), walks(program, actor.cpu, id))),
        ),
    );
};

export const switchOf: SwitchOf = context => {
    const { running } = context.program.contexts;
    const { plan, self, cpu } = context.actor;
    if (running === undefined || !isThread(plan) || threadsOf(context.program, plan.cpu).length < 2) return undefined;
    const isOther = unequal(inMemory(running, cpu), add(self, ONE));
    const actions: readonly Action[] = [{ kind: 'write', cell: running, index: cpu, value: add(self, ONE) }];
    return { drains: context.program.memory.kind === 'tso' ? isOther : undefined, actions };
};

/** The ActorId of the thread that a handler has interrupted: the one that stepped on its CPU last. */
export function interruptedBy(program: ProgramContext, handler: ActorPlan): Expr {
    if (handler.interrupts !== undefined) return constant(handler.interrupts);
    const [first, second] = threadsOf(program, handler.cpu);
    if (first === undefined) return constant(handler.id);
    const { running } = program.contexts;
    if (second === undefined || running === undefined) return constant(first.id);
    const last = inMemory(running, constant(handler.cpu));
    return conditional(equal(last, ZERO), constant(first.id), subtract(last, ONE));
}

/** Whether a handler may start on its CPU now. */
export function isInterruptible(program: ProgramContext, handler: ActorPlan): Expr {
    const { running } = program.contexts;
    const threads = threadsOf(program, handler.cpu);
    const isItsTurn =
        handler.interrupts === undefined || running === undefined || threads.length < 2
            ? ONE
            : or(
                  equal(inMemory(running, constant(handler.cpu)), ZERO),
                  equal(inMemory(running, constant(handler.cpu)), constant(handler.interrupts + 1)),
              );
    const areOn = threads.map(({ id }) => not(irqsAreOff(program, id)));
    const isQuiet = not(otherWalks(program, handler));
    return and(not(handlerRuns(program, handler.cpu)), ...areOn, isQuiet, isItsTurn);
}

/** Whether an interrupt could be taken on the CPU now, as far as it is for the CPU to say. */
export function interruptibleOn(program: ProgramContext, cpu: number): Expr {
    return and(
        not(handlerRuns(program, cpu)),
        ...threadsOf(program, cpu).map(({ id }) => not(irqsAreOff(program, id))),
    );
}

/** Who (bound 0) keeps a handler from starting. */
export function keepsOut(program: ProgramContext, handler: ActorPlan): Expr {
    const it = bound(0);
    const threads = threadsOf(program, handler.cpu);
    return or(
        isRunningHandler(program, handler.cpu, it),
        ...threads.map(({ id }) =>
            and(equal(it, constant(id)), or(irqsAreOff(program, id), walks(program, handler.cpu, id))),
        ),
    );
}

/** Whether the thread that the handler is taken in goes on; a handler of a CPU needs none. */
export function goesOn({ interrupts }: ActorPlan): Expr {
    return interrupts === undefined ? ONE : not({ kind: 'ended', actor: constant(interrupts) });
}

export function declareCpuCells(program: Omit<ProgramContext, 'contexts'>): Pick<Contexts, 'running' | 'handler'> {
    const { actors, cpus } = program;
    const interrupts = actors.filter(({ kind }) => kind === 'interrupt');
    const isShared = (cpu: number): boolean => threadsOf(program, cpu).length > 1;
    const needsRunning =
        (program.memory.kind === 'tso' && cpus.some((_, cpu) => isShared(cpu))) ||
        interrupts.some(({ cpu }) => isShared(cpu));
    return {
        running: needsRunning ? declarePerCpu(program, 'runs', 'hidden') : undefined,
        handler: interrupts.length > 0 ? declarePerCpu(program, 'handler', 'shown') : undefined,
    };
}

function declarePerCpu(program: Omit<ProgramContext, 'contexts'>, name: string, role: 'hidden' | 'shown'): CellId {
    const { actors, builder, cpus } = program;
    return builder.cell({
        name,
        domain: { kind: 'int', low: 0, high: actors.length },
        length: cpus.length,
        initial: cpus.map(() => 0),
        elements: cpus.map(cpu => `${cpu}: ${name}`),
        class: 'machine',
        valueNames: ['nobody', ...actors.map(actor => actor.name)],
        ...(role === 'hidden' ? { hidden: true } : {}),
    });
}

const isThread = ({ kind }: ActorPlan): boolean => kind === 'thread' || kind === 'daemon';
/** Events, callbacks and devices have what CPU they need. */
const runsOnCpu = (actor: ActorPlan): boolean => isThread(actor) || actor.kind === 'interrupt';

function threadsOf({ actors }: Pick<ProgramContext, 'actors'>, cpu: number): readonly ActorPlan[] {
    return actors.filter(actor => actor.cpu === cpu && isThread(actor));
}

/** Whether a thread with preemption or interrupts off keeps the others off its CPU. */
function keepsCpu({ contexts }: ProgramContext, actor: Expr): Expr {
    return or(
        ...[contexts.preempt, contexts.irqOff].map(cell =>
            cell === undefined ? ZERO : unequal(inMemory(cell, actor), ZERO),
        ),
    );
}

/** Whether the thread has a memory access under way: what the hardware has begun it ends, before anything else happens there. */
function walks({ contexts }: ProgramContext, cpu: number, id: number): Expr {
    return contexts.walker === undefined ? ZERO : equal(inMemory(contexts.walker, constant(cpu)), constant(id + 1));
}

/** Whether the CPU has something else under way: an access of another thread, or the machine's own doing. */
function otherWalks({ contexts }: ProgramContext, { id, cpu }: ActorPlan): Expr {
    if (contexts.walker === undefined) return ZERO;
    const walker = inMemory(contexts.walker, constant(cpu));
    return and(unequal(walker, ZERO), unequal(walker, constant(id + 1)));
}

function handlerRuns({ actors, contexts }: ProgramContext, cpu: number): Expr {
    const has = actors.some(actor => actor.cpu === cpu && actor.kind === 'interrupt');
    return has && contexts.handler !== undefined ? unequal(inMemory(contexts.handler, constant(cpu)), ZERO) : ZERO;
}

function isRunningHandler({ actors, contexts }: ProgramContext, cpu: number, actor: Expr): Expr {
    const has = actors.some(other => other.cpu === cpu && other.kind === 'interrupt');
    return has && contexts.handler !== undefined
        ? equal(inMemory(contexts.handler, constant(cpu)), add(actor, ONE))
        : ZERO;
}

function irqsAreOff({ contexts }: ProgramContext, id: number): Expr {
    return contexts.irqOff === undefined ? ZERO : unequal(inMemory(contexts.irqOff, constant(id)), ZERO);
}
