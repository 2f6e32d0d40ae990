// A program as closures: what each actor, and each store buffer, can do in a state vector.
//
// A step is compiled when it is first looked at: of the thousands that a script with a page table has, a check executes hundreds.
//
// The numbers of `agents` name both: agent `a` below the number of actors is that actor, the others are the store
// buffers of the CPUs, in order. An agent has a number of choices in a state (1 for a step that does not choose); each
// of them is a transition, or not enabled.
import type { FailSite } from './action.ts';
import { compileActions } from './action.ts';
import { invariant } from './broken-invariant.ts';
import type { Evaluate, Frame, Scope } from './expression.ts';
import { compileExpression, createFrame, toEvaluate } from './expression.ts';
import type { Layout, Slot } from './layout.ts';
import { createLayout } from './layout.ts';
import type { Memory, Perform } from './memory/memory.ts';
import { STATUS } from './memory/memory.ts';
import { createSc } from './memory/sc.ts';
import { createTso } from './memory/tso.ts';
import type { ActorId, Next, Program, Property, StepId } from './program.ts';

export type AgentId = number;

export interface Executable {
    readonly program: Program;
    readonly layout: Layout;
    /** What the transition that was fired last left behind: access, progress, covers, local steps. */
    readonly frame: Frame;
    readonly agents: number;
    /** How many transitions the agent may have in the state: 0 where it may not run or its guard (chosen values apart) fails. */
    readonly choices: (agent: AgentId, state: Int32Array) => number;
    /** The value that a choosing step takes as its choice number `choice`; `undefined` for a step that does not choose. */
    readonly choiceValue: (agent: AgentId, choice: number, state: Int32Array) => number | undefined;
    /** Fires one of the choices: `into` becomes the state after it, unless the answer is not `STATUS.done`. */
    readonly fire: (agent: AgentId, choice: number, state: Int32Array, into: Int32Array) => number;
    /** Whether the actor's step has a guard that does not hold, whatever it chooses. */
    readonly isBlocked: (actor: ActorId, state: Int32Array) => boolean;
    /** Whether the actor may step at all. */
    readonly mayRun: (actor: ActorId, state: Int32Array) => boolean;
    /** Fail site `n` stands for a status of `STATUS.failed + n`. There are more when more steps are compiled. */
    readonly failSites: readonly FailSite[];
    /** The number of a fail site. */
    readonly siteOf: (site: FailSite) => number;
    readonly properties: readonly {
        readonly property: Property;
        readonly holds: Evaluate;
        readonly unreadable: Evaluate | undefined;
    }[];
    /** A scope for an expression over memory, of an actor or of nobody. */
    readonly scopeOf: (self: ActorId | undefined) => Scope;
}

/** Hears of steps, local ones too, before their actions run. */
export interface Listener {
    readonly steps: ReadonlySet<StepId>;
    readonly before: (actor: ActorId, step: StepId, state: Int32Array) => void;
}

/** One step, for one actor. */
interface CompiledStep {
    readonly id: StepId;
    readonly choose: { readonly slot: Slot; readonly low: Evaluate; readonly high: Evaluate } | undefined;
    readonly guard: Evaluate | undefined;
    /** Whether the memory model lets the step run, as far as `drains` goes. */
    readonly admits: Evaluate | undefined;
    readonly perform: Perform;
    readonly next: Evaluate;
    /** Where the actor comes to rest at this step: the registers to reset, and what to. */
    readonly resets: Int32Array;
    readonly resetValues: Int32Array;
}

const ENDED = -1;
/** How many local steps one transition may take again, in functions that are shared by their calls. */
export const REPEATED = 10_000;

export function createExecutable(program: Program, listener?: Listener): Executable {
    const layout = createLayout(program);
    const frame = createFrame();
    const failSites: FailSite[] = [];
    const siteNumbers = new Map<string, number>();
    const siteOf = (site: FailSite): number => {
        const key = `${site.outcome.kind} ${site.outcome.name} ${site.step}`;
        const number = siteNumbers.get(key) ?? failSites.push(site) - 1;
        siteNumbers.set(key, number);
        return number;
    };
    const scopeOf = (self: ActorId | undefined): Scope => ({ program, layout, frame, self, bound: [] });
    const deferred: (Perform | undefined)[] = program.deferred.map(() => undefined);
    const compileDeferred = (operation: number): Perform => {
        const { actions, step } = program.deferred[operation]!;
        return compileActions(actions, { ...scopeOf(undefined), cpu: 0, step, siteOf });
    };
    const runDeferred = (operation: number, state: Int32Array): number => {
        deferred[operation] ??= compileDeferred(operation);
        return deferred[operation](state);
    };
    const memory =
        program.memory.kind === 'sc'
            ? createSc(frame, runDeferred)
            : createTso(layout, frame, program.deferred, runDeferred);

    const actorCount = program.actors.length;
    const compilers = program.actors.map((_, actor) =>
        createStepCompiler(program, layout, frame, memory, siteOf, actor, listener),
    );
    const counters = layout.actors.map(({ counter }) => counter);
    const mayRun = program.actors.map(
        (actor, id) => actor.mayRun && toEvaluate(compileExpression(actor.mayRun, scopeOf(id))),
    );
    const flushes = program.cpus.map((_, cpu) => memory.flush(cpu));
    const isLocal = program.steps.map(step => step.local);
    /** By program counter. */
    const resting = layout.actors.map(({ steps }): (CompiledStep | undefined)[] =>
        new Array(steps.length + 1).fill(undefined),
    );
    const stepAt = (actor: ActorId, counter: number): CompiledStep => {
        const known = resting[actor]!;
        known[counter] ??= compilers[actor]!(layout.actors[actor]!.steps[counter - 1]!);
        return known[counter];
    };
    const stepOf = (actor: ActorId, state: Int32Array): CompiledStep | undefined => {
        const counter = state[counters[actor]!]!;
        return counter === 0 ? undefined : stepAt(actor, counter);
    };

    const fireStep = (actor: ActorId, choice: number, state: Int32Array, into: Int32Array): number => {
        const { counters: counterOf, counter } = layout.actors[actor]!;
        const compile = compilers[actor]!;
        const step = stepAt(actor, state[counter]!);
        into.set(state);
        if (step.choose !== undefined) {
            into[step.choose.slot] = step.choose.low(state) + choice;
            if (step.guard !== undefined && step.guard(into) === 0) return STATUS.disabled;
        }
        if (step.admits !== undefined && step.admits(into) === 0) return STATUS.disabled;
        let status = step.perform(into);
        if (status !== STATUS.done) return status;
        let next = step.next(into);
        while (next !== ENDED && isLocal[next] === true) {
            const local = compile(next);
            frame.locals[frame.localCount++] = next;
            invariant(frame.localCount <= isLocal.length + REPEATED, 'no cycle consists of local steps only');
            status = local.perform(into);
            if (status !== STATUS.done) return status;
            next = local.next(into);
        }
        const { resets, resetValues } = compile(next);
        for (let i = 0; i < resets.length; i++) into[resets[i]!] = resetValues[i]!;
        into[counter] = next === ENDED ? 0 : counterOf[next]!;
        return STATUS.done;
    };

    return {
        program,
        layout,
        frame,
        agents: actorCount + program.cpus.length,
        choices: (agent, state) => {
            if (agent >= actorCount) return flushes[agent - actorCount] === undefined ? 0 : 1;
            const counter = state[counters[agent]!]!;
            if (counter === 0) return 0;
            const runs = mayRun[agent];
            if (runs !== undefined && runs(state) === 0) return 0;
            const { choose, guard } = stepAt(agent, counter);
            if (choose === undefined) return guard !== undefined && guard(state) === 0 ? 0 : 1;
            return Math.max(0, choose.high(state) - choose.low(state) + 1);
        },
        choiceValue: (agent, choice, state) => {
            const choose = agent < actorCount ? stepOf(agent, state)?.choose : undefined;
            return choose && choose.low(state) + choice;
        },
        fire: (agent, choice, state, into) => {
            frame.element = -1;
            frame.progressed = false;
            frame.coverCount = 0;
            frame.localCount = 0;
            if (agent < actorCount) return fireStep(agent, choice, state, into);
            into.set(state);
            return flushes[agent - actorCount]!(into);
        },
        isBlocked: (actor, state) => {
            const step = stepOf(actor, state);
            if (step?.guard === undefined) return false;
            if (step.choose === undefined) return step.guard(state) === 0;
            const copy = state.slice();
            for (let value = step.choose.low(state); value <= step.choose.high(state); value++) {
                copy[step.choose.slot] = value;
                if (step.guard(copy) !== 0) return false;
            }
            return true;
        },
        mayRun: (actor, state) => (mayRun[actor]?.(state) ?? 1) !== 0,
        failSites,
        siteOf,
        properties: program.properties.map(property => ({
            property,
            holds: toEvaluate(compileExpression(property.holds, scopeOf(undefined))),
            unreadable: property.unreadable && toEvaluate(compileExpression(property.unreadable, scopeOf(undefined))),
        })),
        scopeOf,
    };
}

/** Compiles a step of the actor, once; `ENDED` is where it rests that has ended. */
function createStepCompiler(
    program: Program,
    layout: Layout,
    frame: Frame,
    memory: Memory,
    siteOf: (site: FailSite) => number,
    self: ActorId,
    listener: Listener | undefined,
): (step: StepId | typeof ENDED) => CompiledStep {
    const actor = program.actors[self]!;
    const { registers } = layout.actors[self]!;
    const readOwn = memory.ownView(actor.cpu);
    const scope: Scope = { program, layout, frame, self, bound: [], ...(readOwn && { readOwn }) };
    const evaluate = (expression: Parameters<typeof compileExpression>[0]): Evaluate =>
        toEvaluate(compileExpression(expression, scope));
    const initials = Int32Array.from(actor.registers, ({ initial }) => initial);
    const resetsBut = (live: readonly number[] | undefined): Pick<CompiledStep, 'resets' | 'resetValues'> => {
        if (live === undefined) return { resets: NOTHING, resetValues: NOTHING };
        // An actor of the kernel library has hundreds of registers, and thousands of steps.
        const isLive = new Uint8Array(initials.length);
        for (const register of live) isLive[register] = 1;
        const resets = new Int32Array(initials.length);
        const resetValues = new Int32Array(initials.length);
        let count = 0;
        for (let register = 0; register < initials.length; register++) {
            if (isLive[register] === 1) continue;
            resets[count] = registers + register;
            resetValues[count++] = initials[register]!;
        }
        return { resets: resets.slice(0, count), resetValues: resetValues.slice(0, count) };
    };
    const compileStep = (id: StepId): CompiledStep => {
        const step = program.steps[id]!;
        const { choose } = step;
        const drained = step.drains && memory.isDrained(actor.cpu);
        const drains = drained && step.drains && evaluate(step.drains);
        return {
            id,
            choose: choose && {
                slot: registers + choose.register,
                low: evaluate(choose.low),
                high: evaluate(choose.high),
            },
            guard: step.guard && evaluate(step.guard),
            admits: drained && drains && (state => (drains(state) === 0 ? 1 : drained(state))),
            perform: heard(
                listener,
                self,
                id,
                compileActions(step.actions, { ...scope, cpu: actor.cpu, step: id, memory, siteOf }),
            ),
            next: compileNext(step.next, evaluate),
            ...resetsBut(step.live),
        };
    };
    const compileEnd = (): CompiledStep => ({
        id: ENDED,
        choose: undefined,
        guard: undefined,
        admits: undefined,
        perform: () => STATUS.disabled,
        next: () => ENDED,
        ...resetsBut(actor.liveAtEnd),
    });
    const known: (CompiledStep | undefined)[] = new Array(program.steps.length).fill(undefined);
    let end: CompiledStep | undefined;
    return step => {
        if (step === ENDED) {
            end ??= compileEnd();
            return end;
        }
        known[step] ??= compileStep(step);
        return known[step];
    };
}

const NOTHING = new Int32Array(0);

function heard(listener: Listener | undefined, actor: ActorId, step: StepId, perform: Perform): Perform {
    if (listener?.steps.has(step) !== true) return perform;
    return state => {
        listener.before(actor, step, state);
        return perform(state);
    };
}

function compileNext(
    next: Next,
    evaluate: (expression: Parameters<typeof compileExpression>[0]) => Evaluate,
): Evaluate {
    switch (next.kind) {
        case 'goto': {
            const { step } = next;
            return () => step;
        }
        case 'branch': {
            const condition = evaluate(next.condition);
            const { then: whenTrue, else: whenFalse } = next;
            return state => (condition(state) !== 0 ? whenTrue : whenFalse);
        }
        case 'switch': {
            const on = evaluate(next.on);
            const { steps } = next;
            return state => {
                const target = steps[on(state)];
                invariant(target !== undefined, 'a switch has a target for each value');
                return target;
            };
        }
        case 'end':
            return () => ENDED;
    }
}
