// What the transitions of a program touch: which elements each reads and writes, whatever the state.
//
// Besides the elements of cells, what actors can tell of each other counts as an element too: where an actor rests, that
// it has ended, whether objects are referenced, and the two ends of a store buffer. Two transitions of which neither
// writes what the other touches can be swapped: neither makes the other possible or impossible, and both orders lead to the
// same state.
import type { Range } from '../domain.ts';
import { rangeOfDomain, rangeOfExpression, referencesOfDomain } from '../domain.ts';
import type { Layout } from '../layout.ts';
import type { Action, ActorId, CellId, ClassId, CpuId, Domain, Expr, Program, StepId } from '../program.ts';
import { successorsOf } from '../program-graph.ts';

/** The number of something that transitions touch. */
export type Item = number;

export interface Footprint {
    readonly reads: Set<Item>;
    /** What is read as the own CPU sees it: it makes no difference whether the own store buffer has let it out. */
    readonly own: Set<Item>;
    readonly writes: Set<Item>;
    /** What is touched when the entries that it puts into the store buffer leave it. */
    readonly laterReads: Set<Item>;
    readonly laterWrites: Set<Item>;
    /** Whether it puts something into the store buffer, or may have to wait until that is empty. */
    readonly buffer: 'none' | 'fills' | 'waits';
}

/** What an actor may do in one go from where it rests. */
export interface Move extends Footprint {
    /** Where it may come to rest; the end apart. */
    readonly targets: readonly StepId[];
    /** Whether it comes to rest where it is obliged only while something is raised. */
    readonly mayRestUnless: boolean;
}

export interface Footprints {
    /** How many items there are. */
    readonly items: number;
    /** The transition of the actor from a step where it rests. */
    readonly move: (actor: ActorId, step: StepId) => Move;
    /** What leaves a store buffer: by what its entry is (`ENTRY.what`), less 1. */
    readonly entry: (what: number) => Footprint;
    /** What evaluating an expression over memory touches. */
    readonly expression: (expression: Expr, self: ActorId | undefined) => Footprint;
    /** What a flush of the buffer changes whatever leaves it: a wait for the empty buffer reads it. */
    readonly head: (cpu: CpuId) => Item;
}

export function createFootprints(program: Program, layout: Layout): Footprints {
    const isTso = program.memory.kind === 'tso';
    const { elements } = layout;
    const actors = program.actors.length;
    const place = (actor: ActorId): Item => elements + 3 * actor;
    const end = (actor: ActorId): Item => elements + 3 * actor + 1;
    const registersOf = (actor: ActorId): Item => elements + 3 * actor + 2;
    const afterActors = elements + 3 * actors;
    const copies = (id: ClassId): Item => afterActors + 2 * id;
    const holders = (id: ClassId): Item => afterActors + 2 * id + 1;
    const afterClasses = afterActors + 2 * program.classes.length;
    const tail = (cpu: CpuId): Item => afterClasses + 2 * cpu;
    const head = (cpu: CpuId): Item => afterClasses + 2 * cpu + 1;
    const afterCpus = afterClasses + 2 * program.cpus.length;
    /** The access to an element as a race sees it: at issue. */
    const race = (element: Item): Item => afterCpus + element;

    const ranges = program.actors.map(actor => actor.registers.map(({ domain }) => rangeOfDomain(program, domain)));
    const asked = stepsAskedFor(program);
    let operations: readonly Footprint[] | undefined;

    const indicesOf = (cell: CellId, index: Expr | undefined, scope: Scope): Range => {
        const last = program.cells[cell]!.length - 1;
        if (index === undefined) return { low: 0, high: 0 };
        const { low, high } = rangeOf(index, scope);
        return { low: Math.max(0, low), high: Math.min(last, high) };
    };

    function rangeOf(expression: Expr, scope: Scope): Range {
        switch (expression.kind) {
            case 'self':
                return scope.self === undefined ? ANY : { low: scope.self, high: scope.self };
            case 'bound':
                return scope.bound.at(-1 - expression.depth) ?? ANY;
            case 'binary': {
                const { operator } = expression;
                if (operator !== '+' && operator !== '-') break;
                const left = rangeOf(expression.left, scope);
                const right = rangeOf(expression.right, scope);
                return operator === '+'
                    ? { low: left.low + right.low, high: left.high + right.high }
                    : { low: left.low - right.high, high: left.high - right.low };
            }
            default:
        }
        return rangeOfExpression(program, expression, scope.self === undefined ? [] : ranges[scope.self]!);
    }

    const addElements = (to: Set<Item>, cell: CellId, { low, high }: Range): void => {
        for (let index = low; index <= high; index++) to.add(layout.cells[cell]! + index);
    };
    /** Handling a reference: an end of the object's life marks it, and makes it count no more. */
    const handle = (domain: Domain, to: Collected): void => {
        for (const { class: id } of referencesOfDomain(domain)) {
            to.reads.add(copies(id));
            to.reads.add(holders(id));
        }
    };
    const actorsOf = (expression: Expr, scope: Scope): readonly ActorId[] => {
        const { low, high } = rangeOf(expression, scope);
        return [...program.actors.keys()].filter(actor => actor >= low && actor <= high);
    };

    const visit = (expression: Expr, scope: Scope, to: Collected): void => {
        switch (expression.kind) {
            case 'const':
            case 'self':
            case 'bound':
            case 'old':
            case 'operand':
            case 'slot':
                return;
            case 'register':
                if (scope.self !== undefined)
                    handle(program.actors[scope.self]!.registers[expression.register]!.domain, to);
                return;
            case 'actor-register':
                handle(program.actors[expression.actor]!.registers[expression.register]!.domain, to);
                to.reads.add(registersOf(expression.actor));
                return;
            case 'cell': {
                const { cell, index, view } = expression;
                if (index !== undefined) visit(index, scope, to);
                const isOwn = isTso && view === 'own' && scope.self !== undefined;
                addElements(isOwn ? to.own : to.reads, cell, indicesOf(cell, index, scope));
                handle(program.cells[cell]!.domain, to);
                if (!isOwn || scope.self === undefined) return;
                // the operations that wait are applied first
                to.reads.add(tail(program.actors[scope.self]!.cpu));
                operations ??= program.deferred.map((_, operation) => leaving(operation));
                for (const { reads } of operations) merge(reads, to.own);
                return;
            }
            case 'unary':
                visit(expression.operand, scope, to);
                return;
            case 'binary':
                visit(expression.left, scope, to);
                visit(expression.right, scope, to);
                return;
            case 'conditional':
                visit(expression.condition, scope, to);
                visit(expression.then, scope, to);
                visit(expression.else, scope, to);
                return;
            case 'quantifier': {
                visit(expression.low, scope, to);
                visit(expression.high, scope, to);
                const range = { low: rangeOf(expression.low, scope).low, high: rangeOf(expression.high, scope).high };
                visit(expression.body, { ...scope, bound: [...scope.bound, range] }, to);
                return;
            }
            case 'at':
                visit(expression.actor, scope, to);
                for (const actor of actorsOf(expression.actor, scope)) to.reads.add(place(actor));
                return;
            case 'ended':
                visit(expression.actor, scope, to);
                for (const actor of actorsOf(expression.actor, scope)) {
                    to.reads.add(end(actor));
                    if (!isTso) continue;
                    to.reads.add(tail(program.actors[actor]!.cpu));
                    to.reads.add(head(program.actors[actor]!.cpu));
                }
                return;
            case 'is-referenced':
                // all that handle references are on the other side, and do not mind each other
                visit(expression.index, scope, to);
                to.writes.add(holders(expression.class));
                return;
        }
    };

    const act = (action: Action, scope: Scope, to: Collected): void => {
        const cpu = scope.self === undefined ? undefined : program.actors[scope.self]!.cpu;
        const index = 'index' in action ? action.index : undefined;
        if (index !== undefined) visit(index, scope, to);
        const setRegister = (register: number | undefined): void => {
            if (register === undefined || scope.self === undefined) return;
            handle(program.actors[scope.self]!.registers[register]!.domain, to);
        };
        const noteRace = (cell: CellId, isWrite: boolean): void => {
            const { low, high } = indicesOf(cell, index, scope);
            for (let at = low; at <= high; at++) {
                const element = layout.cells[cell]! + at;
                if (raced.has(element)) (isWrite ? to.writes : to.reads).add(race(element));
            }
        };
        switch (action.kind) {
            case 'set':
                visit(action.value, scope, to);
                setRegister(action.register);
                return;
            case 'write':
                visit(action.value, scope, to);
                addElements(to.writes, action.cell, indicesOf(action.cell, index, scope));
                handle(program.cells[action.cell]!.domain, to);
                return;
            case 'load':
            case 'rmw': {
                const isOwn = isTso && cpu !== undefined;
                addElements(isOwn ? to.own : to.reads, action.cell, indicesOf(action.cell, index, scope));
                if (isOwn) to.reads.add(tail(cpu));
                handle(program.cells[action.cell]!.domain, to);
                if (action.mark !== 'unraced') noteRace(action.cell, action.kind === 'rmw');
                const waits = action.kind === 'rmw' || program.deferred.some(({ cell }) => cell === action.cell);
                if (isOwn && waits) to.waits();
                if (action.kind === 'load') {
                    setRegister(action.register);
                    return;
                }
                addElements(to.writes, action.cell, indicesOf(action.cell, index, scope));
                if (action.condition !== undefined) visit(action.condition, scope, to);
                visit(action.value, scope, to);
                setRegister(action.result);
                setRegister(action.succeeded);
                return;
            }
            case 'store':
                visit(action.value, scope, to);
                handle(program.cells[action.cell]!.domain, to);
                if (action.mark !== 'unraced') noteRace(action.cell, true);
                if (isTso && cpu !== undefined) {
                    addElements(to.laterWrites, action.cell, indicesOf(action.cell, index, scope));
                    to.writes.add(tail(cpu));
                    to.fills();
                } else {
                    addElements(to.writes, action.cell, indicesOf(action.cell, index, scope));
                }
                return;
            case 'defer': {
                if (action.operand !== undefined) visit(action.operand, scope, to);
                const { cell, operand } = program.deferred[action.deferred]!;
                if (operand !== undefined) handle(operand, to);
                if (cell !== undefined) noteRace(cell, true);
                const left = leaving(action.deferred);
                if (isTso && cpu !== undefined) {
                    merge(left.reads, to.laterReads);
                    merge(left.writes, to.laterWrites);
                    to.writes.add(tail(cpu));
                    to.fills();
                } else {
                    merge(left.reads, to.reads);
                    merge(left.writes, to.writes);
                }
                return;
            }
            case 'if':
                visit(action.condition, scope, to);
                for (const inner of [...action.then, ...action.else]) act(inner, scope, to);
                return;
            case 'retire':
                to.writes.add(copies(action.class));
                to.reads.add(holders(action.class));
                return;
            case 'fail':
            case 'discard':
            case 'progress':
            case 'cover':
                return;
        }
    };

    /** What a deferred operation touches when it acts. */
    function leaving(deferred: number): Collected {
        const to = collect();
        const { operand, actions } = program.deferred[deferred]!;
        if (operand !== undefined) handle(operand, to);
        for (const action of actions) act(action, { self: undefined, bound: [] }, to);
        return to;
    }

    /** Registers that are reset on arrival let go of what they refer to. */
    const reset = (actor: ActorId, live: readonly number[] | undefined, to: Collected): void => {
        for (const [register, { domain, initial }] of program.actors[actor]!.registers.entries()) {
            if (live === undefined || live.includes(register)) continue;
            for (const { class: id } of referencesOfDomain(domain)) {
                to.reads.add(holders(id));
                if (initial !== 0) to.reads.add(copies(id));
            }
        }
    };

    const moveOf = (actor: ActorId, from: StepId): Move => {
        const to = collect();
        const scope: Scope = { self: actor, bound: [] };
        const { mayRun, liveAtEnd, cpu } = program.actors[actor]!;
        const start = program.steps[from]!;
        if (mayRun !== undefined) visit(mayRun, scope, to);
        if (start.guard !== undefined) visit(start.guard, scope, to);
        if (start.choose !== undefined) {
            visit(start.choose.low, scope, to);
            visit(start.choose.high, scope, to);
        }
        if (start.drains !== undefined && isTso) {
            visit(start.drains, scope, to);
            to.reads.add(tail(cpu));
            to.waits();
        }
        to.writes.add(registersOf(actor));
        let isAskedFor = asked.has(from);
        let mayRestUnless = false;
        const targets = new Set<StepId>();
        const through = new Set([from]);
        for (const id of through) {
            const step = program.steps[id]!;
            for (const action of step.actions) act(action, scope, to);
            if (step.next.kind === 'branch') visit(step.next.condition, scope, to);
            if (step.next.kind === 'switch') visit(step.next.on, scope, to);
            if (step.next.kind === 'end') {
                to.writes.add(end(actor));
                reset(actor, liveAtEnd, to);
            }
            for (const next of successorsOf(step)) {
                const { local, live, rest } = program.steps[next]!;
                if (local) {
                    through.add(next);
                    continue;
                }
                targets.add(next);
                reset(actor, live, to);
                isAskedFor ||= asked.has(next);
                mayRestUnless ||= rest?.kind === 'unless';
            }
        }
        if (isAskedFor) to.writes.add(place(actor));
        return { ...to, buffer: to.buffer, targets: [...targets], mayRestUnless };
    };

    const raced = isTso && program.detectRaces ? plainElements() : new Set<Item>();
    const moves = new Map<number, Move>();
    return {
        items: afterCpus + (raced.size === 0 ? 0 : elements),
        move: (actor, step) => {
            const key = actor * program.steps.length + step;
            const known = moves.get(key) ?? moveOf(actor, step);
            moves.set(key, known);
            return known;
        },
        entry: what => {
            if (what >= elements) return leaving(what - elements);
            const to = collect();
            to.writes.add(what);
            const cell = layout.cells.findLastIndex(base => base <= what);
            handle(program.cells[cell]!.domain, to);
            return to;
        },
        expression: (expression, self) => {
            const to = collect();
            visit(expression, { self, bound: [] }, to);
            return to;
        },
        head,
    };

    /** The elements that some plain access may touch. */
    function plainElements(): Set<Item> {
        const found = new Set<Item>();
        program.actors.forEach((_, self) => {
            for (const step of layout.actors[self]!.executes) {
                for (const action of program.steps[step]!.actions) {
                    if (action.kind !== 'load' && action.kind !== 'store') continue;
                    if (action.mark !== 'plain') continue;
                    addElements(found, action.cell, indicesOf(action.cell, action.index, { self, bound: [] }));
                }
            }
        });
        return found;
    }
}

interface Scope {
    readonly self: ActorId | undefined;
    readonly bound: readonly Range[];
}

interface Collected extends Footprint {
    readonly fills: () => void;
    readonly waits: () => void;
}

const ANY: Range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

function collect(): Collected {
    let buffer: Footprint['buffer'] = 'none';
    return {
        reads: new Set(),
        own: new Set(),
        writes: new Set(),
        laterReads: new Set(),
        laterWrites: new Set(),
        get buffer() {
            return buffer;
        },
        fills: () => {
            if (buffer === 'none') buffer = 'fills';
        },
        waits: () => {
            buffer = 'waits';
        },
    };
}

function merge(from: ReadonlySet<Item>, into: Set<Item>): void {
    for (const item of from) into.add(item);
}

/** The steps that some expression asks for by `at`. */
function stepsAskedFor(program: Program): ReadonlySet<StepId> {
    const found = new Set<StepId>();
    const look = (value: unknown): void => {
        if (typeof value !== 'object' || value === null) return;
        if ('kind' in value && value.kind === 'at' && 'steps' in value) {
            for (const step of value.steps as readonly StepId[]) found.add(step);
        }
        for (const part of Object.values(value)) look(part);
    };
    look([program.steps, program.actors, program.properties, program.deferred]);
    return found;
}
