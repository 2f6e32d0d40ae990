// What holds where, over all reachable states: for each step, the values of the objects somebody asks for before and after it, and who
// wrote them.
//
// A pass over the graph of a search that is over, so that a search pays nothing for it. Every transition is fired once more, because the
// graph does not keep which local steps ran and which element was accessed.
//
// Invariant: a value that is told occurs in some reachable state. Whether each value that occurs is told, `limit` and `hasMore` say.
import { invariant } from './broken-invariant.ts';
import { isUnsigned } from './domain.ts';
import type { Executable } from './executable.ts';
import { createExecutable } from './executable.ts';
import type { Exploration } from './explore.ts';
import { ACCESS } from './expression.ts';
import type { Graph } from './graph.ts';
import { agentOf, choiceOf, DISCARDED } from './graph.ts';
import type { Layout, Slot } from './layout.ts';
import { elementAt } from './layout.ts';
import { STATUS } from './memory/memory.ts';
import type { ActorId, CellId, CpuId, RegisterId, StepId } from './program.ts';
import type { Trace } from './trace.ts';
import type { Limit } from './verdict.ts';
import type { StateId } from './visited.ts';

/** What the facts are about. */
export interface FactsQuery {
    /** Each object is the tuple of what some elements and registers hold. */
    readonly objects: readonly (readonly Part[])[];
    /** Local steps whose execution is noted, with what registers of the actor hold then. */
    readonly notes: ReadonlyMap<StepId, readonly RegisterId[]>;
}
export type Part =
    | { readonly kind: 'element'; readonly cell: CellId; readonly index: number }
    | { readonly kind: 'register'; readonly actor: ActorId; readonly register: RegisterId };

export interface FactsBudget {
    /** Of a larger graph nothing is told. */
    readonly maxStates: number;
    /** Of an object; at most 254. */
    readonly maxValues: number;
    /** Of lists of notes. */
    readonly maxNotes: number;
    /** Polled often: whether to stop. */
    readonly isStopped: () => boolean;
}

export interface Facts {
    /** Why values may be missing: what stopped the search; `too-large`: the graph, so that nothing is told. */
    readonly limit: Limit | 'too-large' | undefined;
    /** By the order of the query. */
    readonly objects: readonly ObjectFacts[];
    /** One for each actor and step that some transition executes, local ones too. */
    readonly visits: readonly Visit[];
    /** The distinct lists of notes of single transitions, in order of execution. */
    readonly notes: readonly NoteList[];
    /** Whether there are lists of notes that are not told. */
    readonly hasMoreNotes: boolean;
    /**
     * Follows all executions with something that depends on the notes of one actor: `next` says what it becomes by a list of notes (an
     * index into `notes`). It starts with 0. Answers false, and has not followed all, where it takes more than `most` different values
     * for a state on average.
     */
    readonly follow: (actor: ActorId, next: (carried: number, list: number) => number, most: number) => boolean;
    /** The notes of each event of a trace of the program, as an index into `notes`; -1: there are none, or they are not kept. */
    readonly along: (trace: Trace) => readonly number[];
}

export interface ObjectFacts {
    /** In sets of values: the bit of its first value. */
    readonly bit: number;
    /** The initial one first, then as the search comes upon them. */
    readonly values: readonly (readonly number[])[];
    readonly hasMore: boolean;
    /** For each value, whose transitions change the object to it. */
    readonly writers: readonly (readonly Writer[])[];
}
export type Writer =
    | { readonly kind: 'step'; readonly actor: ActorId; readonly step: StepId }
    /** An entry of the store buffer reaches memory. */
    | { readonly kind: 'flush'; readonly cpu: CpuId };

export interface Visit {
    readonly actor: ActorId;
    readonly step: StepId;
    /** Sets of values ({@link valuesIn}): in states from which a transition executes the step. */
    readonly before: Int32Array;
    /** In the states to which such transitions lead. */
    readonly after: Int32Array;
    /** The objects that some such transition changes. */
    readonly changes: readonly number[];
    /** The elements that the step accesses through the memory model. */
    readonly accesses: readonly { readonly cell: CellId; readonly index: number; readonly writes: boolean }[];
}

export interface NoteList {
    readonly actor: ActorId;
    /** The step that the transition begins with. */
    readonly from: StepId;
    readonly notes: readonly Note[];
}
export interface Note {
    readonly step: StepId;
    readonly values: readonly number[];
}

const NOTHING: Facts = {
    limit: 'too-large',
    objects: [],
    visits: [],
    notes: [],
    hasMoreNotes: false,
    follow: () => false,
    along: () => [],
};
const STOPPED: Facts = { ...NOTHING, limit: 'cancelled' };

/** The values of an object in a set, as indices into {@link ObjectFacts.values}. */
export function valuesIn(set: Int32Array, { bit, values }: Pick<ObjectFacts, 'bit' | 'values'>): readonly number[] {
    return membersOf(set, bit, values.length);
}

/** How many states or transitions pass between two looks at the budget. */
const PERIOD = 256;

/** Of an exploration that may have been cut short. */
export function collectFacts(
    { program }: Executable,
    exploration: Exploration,
    query: FactsQuery,
    budget: FactsBudget,
): Facts {
    const { graph, visited, limit } = exploration;
    const { transitions } = graph;
    if (graph.states > budget.maxStates) return NOTHING;
    const heard = createNotes(budget.maxNotes);
    const listening = createExecutable(program, {
        steps: new Set(query.notes.keys()),
        before: (actor, step, state) => heard.note(layout, actor, step, query.notes.get(step)!, state),
    });
    const { layout, frame, fire } = listening;
    const values = valuesOf(layout, exploration, query, budget);
    if (values === undefined) return STOPPED;
    const { ids, first, width, columns, hasMore } = values;

    const words = (width + 31) >> 5;
    const rowOf = (state: StateId, row: Int32Array): void => {
        row.fill(0);
        for (let object = 0, at = state * columns; object < columns; object++, at++) {
            const bit = first[object]! + ids[at]!;
            row[bit >> 5]! |= 1 << (bit & 31);
        }
    };
    const places = program.actors.map(() => new Array<Place | undefined>(program.steps.length).fill(undefined));
    const placeOf = (actor: ActorId, step: StepId): Place => {
        places[actor]![step] ??= createPlace(words);
        return places[actor]![step];
    };
    const flushes = program.cpus.map(() => createPlace(words));
    /** 1 + the list of notes of each transition; 0: none. */
    const listOf = new Int32Array(transitions.start(graph.expanded));
    const before = new Int32Array(words);
    const after = new Int32Array(words);
    const current = new Int32Array(layout.size);
    const into = new Int32Array(layout.size);

    for (let state = 0; state < graph.expanded; state++) {
        if (state % PERIOD === 0 && budget.isStopped()) return STOPPED;
        const end = transitions.start(state + 1);
        if (transitions.start(state) === end) continue;
        visited.load(state, current);
        rowOf(state, before);
        for (let edge = transitions.start(state); edge < end; edge++) {
            const target = transitions.target(edge);
            const agent = agentOf(transitions.label(edge));
            const reached = target >= 0 ? target : target < DISCARDED ? -3 - target : undefined;
            const cpu = agent - program.actors.length;
            heard.begin();
            const status = fire(agent, choiceOf(transitions.label(edge)), current, into);
            invariant(status !== STATUS.disabled, 'a transition of the graph fires again');
            if (target === DISCARDED) continue;
            if (reached !== undefined) rowOf(reached, after);
            if (cpu >= 0) {
                if (reached !== undefined) gain(flushes[cpu]!, before, after);
                continue;
            }
            const { counter, steps } = layout.actors[agent]!;
            const step = steps[current[counter]! - 1]!;
            const place = placeOf(agent, step);
            const then = reached === undefined ? undefined : after;
            merge(place, before, then);
            if (then !== undefined) gain(place, before, then);
            if (frame.element >= 0) {
                const writes = (frame.access & ACCESS.write) !== 0;
                if (place.accesses.get(frame.element) !== true) place.accesses.set(frame.element, writes);
            }
            for (let i = 0; i < frame.localCount; i++) merge(placeOf(agent, frame.locals[i]!), before, then);
            listOf[edge] = heard.end(agent, step) + 1;
        }
    }

    const writers = Array.from({ length: width }, (): Writer[] => []);
    const writes = (place: Place, writer: Writer): void => {
        for (const bit of membersOf(place.gained, 0, width)) writers[bit]!.push(writer);
    };
    const objectAt = new Int32Array(width);
    for (let object = 0; object < columns; object++) objectAt.fill(object, first[object]!, first[object + 1] ?? width);
    const visits = places.flatMap((steps, actor) =>
        steps.flatMap((place, step): readonly Visit[] => {
            if (place === undefined) return [];
            writes(place, { kind: 'step', actor, step });
            const accesses = [...place.accesses].map(([slot, isWrite]) => ({
                ...elementAt(program, layout, slot),
                writes: isWrite,
            }));
            const changes = new Set(membersOf(place.gained, 0, width).map(bit => objectAt[bit]!));
            return [{ actor, step, before: place.before, after: place.after, changes: [...changes], accesses }];
        }),
    );
    for (const [cpu, place] of flushes.entries()) writes(place, { kind: 'flush', cpu });
    const objects = values.all.map(
        (tuples, object): ObjectFacts => ({
            bit: first[object]!,
            values: tuples,
            hasMore: hasMore[object] === 1,
            writers: tuples.map((_, value) => writers[first[object]! + value]!),
        }),
    );
    return {
        limit,
        objects,
        visits,
        notes: heard.all(),
        hasMoreNotes: heard.hasMore(),
        follow: (actor, next, most) => follow(graph, listOf, actor, next, most),
        along: trace => along(listening, heard, trace),
    };
}

/** Pairs of a state and what is carried there, each once. */
function follow(
    graph: Graph,
    listOf: Int32Array,
    actor: ActorId,
    next: (carried: number, list: number) => number,
    most: number,
): boolean {
    const { transitions } = graph;
    const seen = new Set([0]);
    // In the order in which they are found.
    for (const pair of seen) {
        if (seen.size > most * graph.states) return false;
        const state = pair % graph.states;
        const carried = (pair - state) / graph.states;
        if (state >= graph.expanded) continue;
        for (let edge = transitions.start(state); edge < transitions.start(state + 1); edge++) {
            const list = listOf[edge]!;
            const isOwn = list > 0 && agentOf(transitions.label(edge)) === actor;
            const then = isOwn ? next(carried, list - 1) : carried;
            const target = transitions.target(edge);
            if (target >= 0) seen.add(then * graph.states + target);
        }
    }
    return true;
}

function along(
    { program, layout, fire, choices, choiceValue }: Executable,
    heard: Notes,
    { events }: Trace,
): readonly number[] {
    let state = layout.initial.slice();
    return events.map(event => {
        const agent = event.kind === 'step' ? event.actor : program.actors.length + event.cpu;
        const wanted = event.kind === 'step' ? event.choice : undefined;
        const count = wanted === undefined ? 1 : choices(agent, state);
        let choice = 0;
        while (choice < count && wanted !== undefined && choiceValue(agent, choice, state) !== wanted) choice++;
        const into = new Int32Array(layout.size);
        heard.begin();
        const status = fire(agent, choice, state, into);
        invariant(status !== STATUS.disabled, 'an event of a trace fires again');
        if (status === STATUS.done) state = into;
        return event.kind === 'step' ? heard.end(event.actor, event.step) : -1;
    });
}

interface Place {
    readonly before: Int32Array;
    readonly after: Int32Array;
    /** The values that its own transitions bring. */
    readonly gained: Int32Array;
    /** Whether it writes, by the slot. */
    readonly accesses: Map<Slot, boolean>;
}

function createPlace(words: number): Place {
    const empty = () => new Int32Array(words);
    return { before: empty(), after: empty(), gained: empty(), accesses: new Map() };
}

function merge(place: Place, before: Int32Array, after: Int32Array | undefined): void {
    for (let word = 0; word < before.length; word++) place.before[word]! |= before[word]!;
    if (after === undefined) return;
    for (let word = 0; word < after.length; word++) place.after[word]! |= after[word]!;
}

/** What the object did not hold before, it holds by this transition. */
function gain(place: Place, before: Int32Array, after: Int32Array): void {
    for (let word = 0; word < after.length; word++) place.gained[word]! |= after[word]! & ~before[word]!;
}

interface Values {
    /** For each state and object the number of the value; `maxValues` stands for all that came later. */
    readonly ids: Uint8Array;
    readonly columns: number;
    readonly all: readonly (readonly (readonly number[])[])[];
    readonly hasMore: Uint8Array;
    /** Of each object, its first bit in a row; one more bit than values where there are more. */
    readonly first: Int32Array;
    readonly width: number;
}

function valuesOf(
    layout: Layout,
    { graph, visited }: Exploration,
    { objects }: FactsQuery,
    { maxValues, isStopped }: FactsBudget,
): Values | undefined {
    invariant(maxValues < 255, 'the number of a value fits into a byte');
    const slots = objects.map(parts => Int32Array.from(parts, part => slotOf(layout, part)));
    const columns = objects.length;
    const ids = new Uint8Array(graph.states * columns);
    const known = objects.map(() => new Map<number | string, number>());
    const all = objects.map((): number[][] => []);
    const hasMore = new Uint8Array(columns);
    const latest = new Uint8Array(columns);
    let previous = new Int32Array(layout.size);
    let current = new Int32Array(layout.size);
    const read = (slot: Slot): number => (isUnsigned(layout.ranges[slot]!) ? current[slot]! >>> 0 : current[slot]!);

    for (let state = 0; state < graph.states; state++) {
        if (state % PERIOD === 0 && isStopped()) return undefined;
        visited.load(state, current);
        for (let object = 0; object < columns; object++) {
            const own = slots[object]!;
            let isSame = state > 0;
            for (let i = 0; isSame && i < own.length; i++) isSame = current[own[i]!] === previous[own[i]!];
            // States that follow each other in the search differ little.
            if (!isSame) latest[object] = numberOf(object, own);
            ids[state * columns + object] = latest[object]!;
        }
        [previous, current] = [current, previous];
    }
    const first = new Int32Array(columns);
    let width = 0;
    for (let object = 0; object < columns; object++) {
        first[object] = width;
        width += all[object]!.length + hasMore[object]!;
    }
    return { ids, columns, all, hasMore, first, width };

    function numberOf(object: number, own: Int32Array): number {
        const tuple = Array.from(own, read);
        const key = tuple.length === 1 ? tuple[0]! : tuple.join();
        const found = known[object]!.get(key);
        if (found !== undefined) return found;
        if (all[object]!.length === maxValues) {
            hasMore[object] = 1;
            return maxValues;
        }
        const number = all[object]!.push(tuple) - 1;
        known[object]!.set(key, number);
        return number;
    }
}

function slotOf(layout: Layout, part: Part): Slot {
    switch (part.kind) {
        case 'element':
            return layout.cells[part.cell]! + part.index;
        case 'register':
            return layout.actors[part.actor]!.registers + part.register;
    }
}

function membersOf(row: Int32Array, first: number, count: number): readonly number[] {
    const members: number[] = [];
    for (let member = 0; member < count; member++) {
        const bit = first + member;
        if ((row[bit >> 5]! & (1 << (bit & 31))) !== 0) members.push(member);
    }
    return members;
}

interface Notes {
    readonly begin: () => void;
    readonly note: (
        layout: Layout,
        actor: ActorId,
        step: StepId,
        registers: readonly RegisterId[],
        state: Int32Array,
    ) => void;
    /** The number of the list; -1: there is none, or it is not kept. */
    readonly end: (actor: ActorId, from: StepId) => number;
    readonly all: () => readonly NoteList[];
    readonly hasMore: () => boolean;
}

function createNotes(most: number): Notes {
    const lists: NoteList[] = [];
    const numbers = new Map<string, number>();
    let current: Note[] = [];
    let hasMore = false;
    return {
        begin: () => {
            if (current.length > 0) current = [];
        },
        note: (layout, actor, step, registers, state) => {
            const base = layout.actors[actor]!.registers;
            const values = registers.map(register => {
                const slot = base + register;
                return isUnsigned(layout.ranges[slot]!) ? state[slot]! >>> 0 : state[slot]!;
            });
            current.push({ step, values });
        },
        end: (actor, from) => {
            if (current.length === 0) return -1;
            const key = `${actor} ${from} ${current.map(({ step, values }) => `${step}:${values}`).join(' ')}`;
            const known = numbers.get(key);
            if (known !== undefined) return known;
            if (lists.length >= most) {
                hasMore = true;
                return -1;
            }
            numbers.set(key, lists.length);
            return lists.push({ actor, from, notes: current }) - 1;
        },
        all: () => lists,
        hasMore: () => hasMore,
    };
}
