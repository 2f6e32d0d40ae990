// The meaning of a Program, read aloud: a tree-walking interpreter over states that are nested arrays.
//
// It is the yardstick that the fast checker is measured with, so it shares nothing with it but the contract in
// `program.ts`, and prefers the sentence of the contract to every saving: a state is copied for each transition,
// an expression is walked for each use.
import type {
    Action,
    ActorId,
    CellId,
    CpuId,
    Deferred,
    Domain,
    Expr,
    Mark,
    Next,
    Outcome,
    Program,
    Step,
    StepId,
} from '../program.ts';
import type { BufferEntry } from '../trace.ts';

/** A state: everything that two futures may differ by, and nothing else. */
export interface State {
    /** `cells[cell][index]`. */
    readonly cells: number[][];
    /** Where each actor rests; `undefined`: it has ended. */
    readonly at: (StepId | undefined)[];
    /** `registers[actor][register]`. */
    readonly registers: number[][];
    /** `buffers[cpu]`, oldest entry first; always empty under `sc`. */
    readonly buffers: BufferEntry[][];
}

/** Who took a transition: an actor, or the store buffer of a CPU. */
export type Mover =
    | { readonly kind: 'actor'; readonly actor: ActorId }
    | { readonly kind: 'buffer'; readonly cpu: CpuId };

/** What an enabled transition leads to. */
export type Result = { readonly kind: 'state'; readonly state: State } | Cut;

/** The end of an execution that is not followed; `outcome` is absent where an assumption discarded it. */
export interface Cut {
    readonly kind: 'cut';
    readonly outcome: Outcome | undefined;
    /** The step whose action failed; for a buffer the step that issued the entry. */
    readonly step: StepId | undefined;
}

export interface Transition {
    readonly mover: Mover;
    /** The step the actor rested at; absent for a buffer. */
    readonly step: StepId | undefined;
    /** The value picked, where the step chooses. */
    readonly choice: number | undefined;
    /** An optional start: nothing ever demands it. */
    readonly optional: boolean;
    /** Whether a `progress` action ran. */
    readonly progress: boolean;
    /** Every step that was executed, the local ones in order behind the first. */
    readonly executed: readonly StepId[];
    readonly covered: readonly number[];
    /** The memory that the step touches, for data races. */
    readonly access: Access | undefined;
    readonly result: Result;
}

export interface Access {
    readonly cell: CellId;
    readonly index: number;
    readonly writes: boolean;
    readonly mark: Mark;
}

/** Two states are the same state iff their keys are equal. */
export const keyOf = (state: State): string =>
    JSON.stringify([state.cells, state.at.map(step => step ?? -1), state.registers, state.buffers.map(keysOfEntries)]);

export function initialState(program: Program): State {
    return {
        cells: program.cells.map(cell => [...cell.initial]),
        at: program.actors.map(actor => actor.entry),
        registers: program.actors.map(actor => actor.registers.map(register => register.initial)),
        buffers: program.cpus.map(() => []),
    };
}

/** Every transition that is enabled in the state: actors in order, then the buffers. */
export function transitionsOf(program: Program, state: State): readonly Transition[] {
    const steps = program.actors.flatMap((_, actor) => stepsOf(program, state, actor));
    const flushes = state.buffers.flatMap((buffer, cpu) => (buffer.length > 0 ? [flush(program, state, cpu)] : []));
    return [...steps, ...flushes];
}

/** Whether an obliged actor must go on from where it is. */
export function isObliged(program: Program, state: State, actor: ActorId): boolean {
    const at = state.at[actor];
    if (at === undefined || !program.actors[actor]!.obliged) return false;
    const rest = program.steps[at]!.rest;
    if (rest === undefined) return true;
    return rest.kind === 'unless' && holds(rest.raised, scope(program, state, actor));
}

/** Whether a property holds; it has no actor of its own. */
export const isTrueIn = (program: Program, state: State, expr: Expr): boolean => holds(expr, scope(program, state, -1));

/** Whether the guard of an actor's step does not hold, whatever it picks. */
export function isBlockedIn(program: Program, state: State, actor: ActorId): boolean {
    const at = state.at[actor];
    if (at === undefined) return false;
    const { guard, choose } = program.steps[at]!;
    if (guard === undefined) return false;
    if (choose === undefined) return !holds(guard, scope(program, state, actor));
    const before = scope(program, state, actor);
    for (let value = evaluate(choose.low, before); value <= evaluate(choose.high, before); value++) {
        const picked = copyOf(state);
        picked.registers[actor]![choose.register] = value;
        if (holds(guard, scope(program, picked, actor))) return false;
    }
    return true;
}

/** The element that an actor's step says it waits for. */
export function awaitedIn(
    program: Program,
    state: State,
    actor: ActorId,
): { readonly cell: number; readonly index: number } | undefined {
    const at = state.at[actor];
    const object = at === undefined ? undefined : program.steps[at]!.waits?.object;
    return object && { cell: object.cell, index: indexOf(object.index, scope(program, state, actor)) };
}

/**
 * The actors that keep this one from going on: the holders of what its step waits for; where it waits for nothing,
 * whoever has its CPU.
 */
export function waitsFor(program: Program, state: State, actor: ActorId): readonly ActorId[] {
    const at = state.at[actor];
    if (at === undefined) return [];
    const { mayRun, excludedBy } = program.actors[actor]!;
    const { guard, waits } = program.steps[at]!;
    const from = scope(program, state, actor);
    // A step that chooses is blocked if it is for each value.
    const isBlocked =
        guard !== undefined &&
        !picksOf(program, state, actor, at).some(({ picked }) => holds(guard, scope(program, picked, actor)));
    const isExcluded = mayRun !== undefined && !holds(mayRun, from);
    const keeps = isBlocked ? waits?.holders : isExcluded ? excludedBy : undefined;
    if (keeps === undefined) return [];
    return program.actors.flatMap((_, other) => (holds(keeps, { ...from, bound: [other] }) ? [other] : []));
}

// ---------------------------------------------------------------------------------------------- transitions

function stepsOf(program: Program, state: State, actor: ActorId): readonly Transition[] {
    const at = state.at[actor];
    if (at === undefined) return [];
    return picksOf(program, state, actor, at).flatMap(({ picked, value }) => take(program, picked, actor, at, value));
}

/** The state with each value that the step may choose; as it is where the step does not choose. */
function picksOf(
    program: Program,
    state: State,
    actor: ActorId,
    at: StepId,
): readonly { readonly picked: State; readonly value: number | undefined }[] {
    const { choose } = program.steps[at]!;
    if (choose === undefined) return [{ picked: state, value: undefined }];
    const before = scope(program, state, actor);
    const low = evaluate(choose.low, before);
    const high = evaluate(choose.high, before);
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => {
        const picked = copyOf(state);
        picked.registers[actor]![choose.register] = low + i;
        return { picked, value: low + i };
    });
}

/** The transition of an actor from the step it rests at (none if it is not enabled), its choice already made. */
function take(
    program: Program,
    picked: State,
    actor: ActorId,
    at: StepId,
    choice: number | undefined,
): readonly Transition[] {
    const step = program.steps[at]!;
    const { mayRun } = program.actors[actor]!;
    const before = scope(program, picked, actor);
    if (mayRun !== undefined && !holds(mayRun, before)) return [];
    if (step.guard !== undefined && !holds(step.guard, before)) return [];
    const buffer = picked.buffers[before.cpu]!;
    if (step.drains !== undefined && buffer.length > 0 && holds(step.drains, before)) return [];

    const run = startRun(program, copyOf(picked), actor);
    const result = runOn(run, actor, at);
    if (result === 'not admitted') return [];
    return [
        {
            mover: { kind: 'actor', actor },
            step: at,
            choice,
            optional: step.optional,
            progress: run.progress,
            executed: run.executed,
            covered: run.covered,
            access: run.access,
            result,
        },
    ];
}

/** How many local steps one transition may take again, in functions that are shared by their calls. */
const REPEATED = 10_000;

/** Runs the visible step and every local one behind it, until the actor rests, ends or is cut. */
function runOn(run: Run, actor: ActorId, first: StepId): Result | 'not admitted' {
    const { program, state } = run.scope;
    let at: StepId | undefined = first;
    do {
        run.executed.push(at);
        if (run.executed.length > program.steps.length + REPEATED)
            throw new Error(`local steps cycle behind step ${first}`);
        const step: Step = program.steps[at]!;
        const cut = perform(step.actions, run, at);
        if (cut !== undefined) return cut;
        at = nextOf(step.next, run.scope);
    } while (at !== undefined && program.steps[at]!.local);

    state.at[actor] = at;
    const live = at === undefined ? program.actors[actor]!.liveAtEnd : program.steps[at]!.live;
    program.actors[actor]!.registers.forEach((register, id) => {
        if (live !== undefined && !live.includes(id)) state.registers[actor]![id] = register.initial;
    });
    return { kind: 'state', state };
}

function flush(program: Program, state: State, cpu: CpuId): Transition {
    const run = startRun(program, copyOf(state), -1);
    const entry = run.scope.state.buffers[cpu]!.shift()!;
    const cut = leave(run, entry);
    if (cut === 'not admitted') throw new Error('a deferred operation has no access');
    return {
        mover: { kind: 'buffer', cpu },
        step: undefined,
        choice: undefined,
        optional: false,
        progress: false,
        executed: [],
        covered: [],
        access: undefined,
        result: cut ?? { kind: 'state', state: run.scope.state },
    };
}

function leave(run: Run, entry: BufferEntry): Stop | undefined {
    if (entry.kind === 'deferred') return performDeferred(run, entry.deferred, entry.index, entry.operand);
    run.scope.state.cells[entry.cell]![entry.index] = entry.value;
    return undefined;
}

function nextOf(next: Next, at: Scope): StepId | undefined {
    switch (next.kind) {
        case 'goto':
            return next.step;
        case 'branch':
            return holds(next.condition, at) ? next.then : next.else;
        case 'switch':
            return next.steps[evaluate(next.on, at)]!;
        case 'end':
            return undefined;
    }
}

// --------------------------------------------------------------------------------------------- memory model

/** Whether the memory model lets the access happen now. */
function isAdmitted(at: Scope, action: AccessAction): boolean {
    const { program, state } = at;
    if (program.memory.kind === 'sc') return true;
    const buffer = state.buffers[at.cpu]!;
    switch (action.kind) {
        case 'load':
            return !isPending(program, buffer, action.cell, indexOf(action.index, at));
        case 'store':
        case 'defer':
            return buffer.length < program.memory.entries;
        case 'rmw': {
            const index = indexOf(action.index, at);
            if (isPending(program, buffer, action.cell, index)) return false;
            const old = { ...at, old: readOwn(at, action.cell, index) };
            const writes = action.condition === undefined || holds(action.condition, old);
            return !writes || buffer.length === 0;
        }
    }
}

/** Whether an operation on the cell, not a plain value, waits in the buffer. */
const isPending = (program: Program, buffer: readonly BufferEntry[], cell: CellId, index: number): boolean =>
    buffer.some(
        entry => entry.kind === 'deferred' && program.deferred[entry.deferred]!.cell === cell && entry.index === index,
    );

/** What the CPU of the actor sees: what the cell would hold if all that waits for it in the buffer had left. */
function readOwn(at: Scope, cell: CellId, index: number): number {
    const waiting = (at.state.buffers[at.cpu] ?? []).filter(
        entry =>
            entry.index === index &&
            cell === (entry.kind === 'store' ? entry.cell : at.program.deferred[entry.deferred]!.cell),
    );
    if (waiting.length === 0) return at.state.cells[cell]![index]!;
    const run = startRun(at.program, copyOf(at.state), -1);
    for (const entry of waiting) leave(run, entry);
    return run.scope.state.cells[cell]![index]!;
}

type AccessAction = Extract<Action, { kind: 'load' | 'store' | 'rmw' | 'defer' }>;

const isAccess = (action: Action): action is AccessAction =>
    action.kind === 'load' || action.kind === 'store' || action.kind === 'rmw' || action.kind === 'defer';

/** The cell of memory that an access touches, for data races. */
function accessOf(at: Scope, action: AccessAction): Access | undefined {
    const { program } = at;
    const cell = action.kind === 'defer' ? program.deferred[action.deferred]!.cell : action.cell;
    if (cell === undefined || program.cells[cell]!.class !== 'memory') return undefined;
    const index = indexOf(action.index, at);
    switch (action.kind) {
        case 'load':
            return { cell, index, writes: false, mark: action.mark };
        case 'store':
            return { cell, index, writes: true, mark: action.mark };
        case 'defer':
            return { cell, index, writes: true, mark: 'marked' };
        case 'rmw': {
            const old = { ...at, old: readOwn(at, cell, index) };
            return {
                cell,
                index,
                writes: action.condition === undefined || holds(action.condition, old),
                mark: action.mark,
            };
        }
    }
}

// -------------------------------------------------------------------------------------------------- actions

/** A transition in the making. */
interface Run {
    readonly scope: Scope;
    readonly executed: StepId[];
    readonly covered: number[];
    progress: boolean;
    access: Access | undefined;
}

/** Why a run did not go on: a cut, or an access that the memory model does not admit, so that there is no transition. */
type Stop = Cut | 'not admitted';

const startRun = (program: Program, state: State, actor: ActorId): Run => ({
    scope: scope(program, state, actor),
    executed: [],
    covered: [],
    progress: false,
    access: undefined,
});

/** Runs the actions in order on the state of the run, up to what stops it. */
function perform(actions: readonly Action[], run: Run, step: StepId): Stop | undefined {
    for (const action of actions) {
        const cut = performOne(action, run, step);
        if (cut !== undefined) return cut;
    }
    return undefined;
}

function performOne(action: Action, run: Run, step: StepId): Stop | undefined {
    const at = run.scope;
    if (isAccess(action)) {
        if (!isAdmitted(at, action)) return 'not admitted';
        run.access = accessOf(at, action);
    }
    const { program, state } = at;
    const isBuffered = program.memory.kind === 'tso';
    switch (action.kind) {
        case 'set':
            setRegister(at, action.register, evaluate(action.value, at));
            return undefined;
        case 'write': {
            const value = evaluate(action.value, at);
            state.cells[action.cell]![indexOf(action.index, at)] = value;
            return undefined;
        }
        case 'load':
            setRegister(at, action.register, readOwn(at, action.cell, indexOf(action.index, at)));
            return undefined;
        case 'store': {
            const index = indexOf(action.index, at);
            const value = evaluate(action.value, at);
            if (isBuffered) state.buffers[at.cpu]!.push({ kind: 'store', cell: action.cell, index, value });
            else state.cells[action.cell]![index] = value;
            return undefined;
        }
        case 'rmw': {
            const index = indexOf(action.index, at);
            const old = readOwn(at, action.cell, index);
            const withOld = { ...at, old };
            const writes = action.condition === undefined || holds(action.condition, withOld);
            if (writes) state.cells[action.cell]![index] = evaluate(action.value, withOld);
            if (action.result !== undefined) setRegister(at, action.result, old);
            if (action.succeeded !== undefined) setRegister(at, action.succeeded, Number(writes));
            return undefined;
        }
        case 'defer': {
            const index = indexOf(action.index, at);
            const operand = action.operand === undefined ? 0 : evaluate(action.operand, at);
            if (!isBuffered) return performDeferred(run, action.deferred, index, operand);
            state.buffers[at.cpu]!.push({ kind: 'deferred', deferred: action.deferred, index, operand });
            return undefined;
        }
        case 'if':
            return perform(holds(action.condition, at) ? action.then : action.else, run, step);
        case 'fail':
            return { kind: 'cut', outcome: action.outcome, step };
        case 'discard':
            return { kind: 'cut', outcome: undefined, step };
        case 'retire':
            retire(program, state, action.class, evaluate(action.index, at));
            return undefined;
        case 'progress':
            run.progress = true;
            return undefined;
        case 'cover':
            run.covered.push(action.cover);
            return undefined;
    }
}

function performDeferred(run: Run, id: number, slot: number, operand: number): Stop | undefined {
    const deferred: Deferred = run.scope.program.deferred[id]!;
    return perform(deferred.actions, { ...run, scope: { ...run.scope, slot, operand } }, deferred.step);
}

function setRegister(at: Scope, register: number, value: number): void {
    at.state.registers[at.actor]![register] = value;
}

/** Marks every copy of the reference stale. */
function retire(program: Program, state: State, ofClass: number, index: number): void {
    const mark = (domain: Domain, value: number): number => {
        switch (domain.kind) {
            case 'int':
                return value;
            case 'ref':
                return domain.class === ofClass && value === 2 * index + 1 ? 2 * index + 2 : value;
            case 'bits':
                return domain.fields.reduce((word, field) => {
                    const mask = (2 ** field.width - 1) * 2 ** field.shift;
                    const old = Math.floor(word / 2 ** field.shift) % 2 ** field.width;
                    const rest = ((word & ~mask) >>> 0) + 0;
                    return rest + mark(field.domain, old) * 2 ** field.shift;
                }, value);
        }
    };
    state.cells.forEach((values, cell) => {
        values.forEach((value, i) => {
            values[i] = mark(program.cells[cell]!.domain, value);
        });
    });
    state.registers.forEach((values, actor) => {
        values.forEach((value, i) => {
            values[i] = mark(program.actors[actor]!.registers[i]!.domain, value);
        });
    });
    for (const buffer of state.buffers) {
        buffer.forEach((entry, i) => {
            if (entry.kind === 'store') {
                buffer[i] = { ...entry, value: mark(program.cells[entry.cell]!.domain, entry.value) };
                return;
            }
            const { operand } = program.deferred[entry.deferred]!;
            if (operand !== undefined) buffer[i] = { ...entry, operand: mark(operand, entry.operand) };
        });
    }
}

// ---------------------------------------------------------------------------------------------- expressions

/** What an expression may speak of. */
interface Scope {
    readonly program: Program;
    readonly state: State;
    /** -1: nobody steps. */
    readonly actor: ActorId;
    /** -1: nobody steps. */
    readonly cpu: CpuId;
    /** Bound variables, the innermost first. */
    readonly bound: readonly number[];
    readonly old?: number;
    readonly operand?: number;
    readonly slot?: number;
}

const scope = (program: Program, state: State, actor: ActorId): Scope => ({
    program,
    state,
    actor,
    cpu: program.actors[actor]?.cpu ?? -1,
    bound: [],
});

const holds = (expr: Expr, at: Scope): boolean => evaluate(expr, at) !== 0;

const indexOf = (index: Expr | undefined, at: Scope): number => (index === undefined ? 0 : evaluate(index, at));

function evaluate(expr: Expr, at: Scope): number {
    switch (expr.kind) {
        case 'const':
            return expr.value;
        case 'register':
            return at.state.registers[at.actor]![expr.register]!;
        case 'actor-register':
            return at.state.registers[expr.actor]![expr.register]!;
        case 'cell': {
            const index = indexOf(expr.index, at);
            return expr.view === 'own' ? readOwn(at, expr.cell, index) : at.state.cells[expr.cell]![index]!;
        }
        case 'self':
            return at.actor;
        case 'bound':
            return at.bound[expr.depth]!;
        case 'old':
            return at.old!;
        case 'operand':
            return at.operand!;
        case 'slot':
            return at.slot!;
        case 'unary':
            return unary(expr.operator, evaluate(expr.operand, at));
        case 'binary':
            if (expr.operator === '&&') return Number(holds(expr.left, at) && holds(expr.right, at));
            if (expr.operator === '||') return Number(holds(expr.left, at) || holds(expr.right, at));
            return binary(expr.operator, evaluate(expr.left, at), evaluate(expr.right, at));
        case 'conditional':
            return evaluate(holds(expr.condition, at) ? expr.then : expr.else, at);
        case 'quantifier': {
            const low = evaluate(expr.low, at);
            const high = evaluate(expr.high, at);
            let count = 0;
            for (let i = low; i <= high; i++) count += Number(holds(expr.body, { ...at, bound: [i, ...at.bound] }));
            if (expr.quantifier === 'count') return count;
            return Number(expr.quantifier === 'any' ? count > 0 : count === Math.max(0, high - low + 1));
        }
        case 'at': {
            const step = at.state.at[evaluate(expr.actor, at)];
            return Number(step !== undefined && expr.steps.includes(step));
        }
        case 'ended': {
            // a thread has ended only when its stores have reached memory
            const actor = evaluate(expr.actor, at);
            const cpu = at.program.actors[actor]!.cpu;
            return Number(at.state.at[actor] === undefined && at.state.buffers[cpu]!.length === 0);
        }
        case 'is-referenced':
            return Number(isReferenced(at.program, at.state, expr.class, evaluate(expr.index, at)));
    }
}

function unary(operator: '!' | '-' | '~', value: number): number {
    switch (operator) {
        case '!':
            return Number(value === 0);
        case '-':
            return 0 - value;
        case '~':
            return ~value >>> 0;
    }
}

function binary(operator: string, left: number, right: number): number {
    switch (operator) {
        case '+':
            return left + right;
        case '-':
            return left - right;
        case '*':
            return left * right + 0;
        case '/':
            return Math.trunc(left / right) + 0;
        case '%':
            return (left % right) + 0;
        case '==':
            return Number(left === right);
        case '!=':
            return Number(left !== right);
        case '<':
            return Number(left < right);
        case '<=':
            return Number(left <= right);
        case '>':
            return Number(left > right);
        case '>=':
            return Number(left >= right);
        case '&':
            return (left & right) >>> 0;
        case '|':
            return (left | right) >>> 0;
        case '^':
            return (left ^ right) >>> 0;
        case '<<':
            return (left << right) >>> 0;
        case '>>':
            return left >>> right;
    }
    throw new Error(`unknown operator ${operator}`);
}

function isReferenced(program: Program, state: State, ofClass: number, index: number): boolean {
    const refers = (domain: Domain, value: number): boolean => {
        switch (domain.kind) {
            case 'int':
                return false;
            case 'ref':
                return domain.class === ofClass && value === 2 * index + 1;
            case 'bits':
                return domain.fields.some(field =>
                    refers(field.domain, Math.floor(value / 2 ** field.shift) % 2 ** field.width),
                );
        }
    };
    return (
        state.cells.some((values, cell) => values.some(value => refers(program.cells[cell]!.domain, value))) ||
        state.registers.some((values, actor) =>
            values.some((value, i) => refers(program.actors[actor]!.registers[i]!.domain, value)),
        ) ||
        state.buffers.some(buffer =>
            buffer.some(entry => {
                if (entry.kind === 'store') return refers(program.cells[entry.cell]!.domain, entry.value);
                const { operand } = program.deferred[entry.deferred]!;
                return operand !== undefined && refers(operand, entry.operand);
            }),
        )
    );
}

// --------------------------------------------------------------------------------------------------- states

const copyOf = (state: State): State => ({
    cells: state.cells.map(values => [...values]),
    at: [...state.at],
    registers: state.registers.map(values => [...values]),
    buffers: state.buffers.map(buffer => [...buffer]),
});

const keysOfEntries = (buffer: readonly BufferEntry[]): readonly (readonly number[])[] =>
    buffer.map(entry =>
        entry.kind === 'store'
            ? [0, entry.cell, entry.index, entry.value]
            : [1, entry.deferred, entry.index, entry.operand],
    );
