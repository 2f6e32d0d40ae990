// What a state of a search with symmetry calls an actor, and what it is called in the story.
//
// The states that were kept are sorted; a transition leads to a sorted state in which others may have the names. Which order
// that was is not kept: the transition is taken once more, and its end sorted again.
import { invariant } from '../broken-invariant.ts';
import type { Access } from '../ends.ts';
import type { Executable } from '../executable.ts';
import type { Graph } from '../graph.ts';
import { agentOf, choiceOf } from '../graph.ts';
import { STATUS } from '../memory/memory.ts';
import { createPacking } from '../packing.ts';
import type { ActorId } from '../program.ts';
import type { StateId, Visited } from '../visited.ts';
import type { Canonical } from './canonical.ts';
import type { Columns, Group } from './group.ts';
import type { SymmetryMistake } from './mistakes.ts';

/** New names, by old ones. */
export interface Renaming {
    readonly actors: readonly number[];
    readonly steps: readonly number[];
    readonly slots: readonly number[];
    readonly properties: readonly number[];
}

const KINDS = ['actors', 'steps', 'slots', 'properties'] as const;

/** What a search with symmetry leaves for those who judge it. */
export interface Symmetry {
    readonly groups: readonly Group[];
    /** For each actor of the state that a transition leads to, who that is in the state that it comes from. */
    readonly actorsBehind: (state: StateId, label: number) => readonly ActorId[];
    /** The path with these labels from the initial state as a path of the program, and how its last state's names are to be read. */
    readonly lift: (labels: readonly number[]) => { readonly labels: readonly number[]; readonly names: Renaming };
}

export function createSymmetry(
    executable: Executable,
    { graph, visited }: { readonly graph: Graph; readonly visited: Visited },
    groups: readonly Group[],
    canonical: Canonical,
    mistake?: SymmetryMistake,
): Symmetry {
    const { layout, fire, program } = executable;
    const packing = createPacking(layout);
    const from = new Int32Array(layout.size);
    const into = new Int32Array(layout.size);
    const packed = new Int32Array(packing.words);
    const identity = identityOf(executable);

    const sortBehind = (state: StateId, label: number): void => {
        visited.load(state, from);
        const status = fire(agentOf(label), choiceOf(label), from, into);
        invariant(status === STATUS.done, 'a transition that was taken can be taken again');
        packing.pack(into, packed);
        canonical.sort(packed, 0);
    };
    const orders = (): readonly (readonly number[])[] => canonical.orders.map(order => [...order]);
    const actorsBehind = (state: StateId, label: number): readonly ActorId[] => {
        if (mistake === 'edges') return identity.actors;
        sortBehind(state, label);
        return namesBefore(groups, orders(), 'actors', program.actors.length);
    };
    const namesBehind = (state: StateId, label: number): Renaming => {
        sortBehind(state, label);
        const sorted = orders();
        return mapKinds(identity, (kind, { length }) => namesBefore(groups, sorted, kind, length));
    };

    return {
        groups,
        actorsBehind,
        lift: labels => {
            const { transitions } = graph;
            let state: StateId = 0;
            let names = identity;
            const lifted = labels.map(label => {
                let edge = transitions.start(state);
                const last = transitions.start(state + 1);
                while (edge < last && transitions.label(edge) !== label) edge++;
                invariant(edge < last, 'a path is made of transitions');
                const taken = renamedLabel(names, label);
                const target = transitions.target(edge);
                if (target >= 0) {
                    names = composed(names, namesBehind(state, label));
                    state = target;
                }
                return taken;
            });
            // whoever comes first is called the first
            const first = inOrderOfAppearance(groups, identity, lifted);
            return { labels: lifted.map(label => renamedLabel(first, label)), names: composed(first, names) };
        },
    };
}

export function identityOf({ program, layout }: Executable): Renaming {
    const all = (length: number): readonly number[] => Array.from({ length }, (_, id) => id);
    return {
        actors: all(program.actors.length),
        steps: all(program.steps.length),
        slots: all(layout.size),
        properties: all(program.properties.length),
    };
}

/** First the second. */
export function composed(after: Renaming, before: Renaming): Renaming {
    return mapKinds(before, (kind, names) => names.map(name => after[kind][name]!));
}

export function inverseOf(names: readonly number[]): readonly number[] {
    const inverse = [...names];
    for (const [from, to] of names.entries()) inverse[to] = from;
    return inverse;
}

/** `runsOn` is not among the marks: nothing runs on in a search with symmetry. */
export function renamedLabel({ actors }: Renaming, label: number): number {
    const agent = agentOf(label);
    return (label - agent) | (actors[agent] ?? agent);
}

export function renamedAccess({ actors, steps, slots }: Renaming, { actor, step, element, access }: Access): Access {
    return { actor: actors[actor]!, step: steps[step]!, element: slots[element]!, access };
}

/** Exchanges of a member with the next one, all of them: every order of members is made of these. */
export function exchangesOf(groups: readonly Group[], identity: Renaming): readonly Renaming[] {
    return groups.flatMap((group, at) =>
        Array.from({ length: group.size - 1 }, (_, member) => {
            const orders = groups.map(({ size }) => Array.from({ length: size }, (_, place) => place));
            orders[at]![member] = member + 1;
            orders[at]![member + 1] = member;
            return mapKinds(identity, (kind, { length }) => namesBefore(groups, orders, kind, length));
        }),
    );
}

function inOrderOfAppearance(groups: readonly Group[], identity: Renaming, labels: readonly number[]): Renaming {
    const orders = groups.map(({ size, actors }) => {
        const appeared = labels.flatMap(label => {
            const member = actors.owner.get(agentOf(label));
            return member === undefined ? [] : [member];
        });
        const order = [...new Set([...appeared, ...Array.from({ length: size }, (_, member) => member)])];
        // the name of each is its place in the order
        return inverseOf(order);
    });
    return mapKinds(identity, (kind, { length }) => namesBefore(groups, orders, kind, length));
}

/** What each was called before the groups were sorted, one after another; `order`: who was put at each place. */
function namesBefore(
    groups: readonly Group[],
    orders: readonly (readonly number[])[],
    kind: (typeof KINDS)[number],
    length: number,
): readonly number[] {
    const before = ({ owner, column, at }: Columns, order: readonly number[], name: number): number => {
        const member = owner.get(name);
        return member === undefined ? name : at[order[member]!]![column.get(name)!]!;
    };
    return Array.from({ length }, (_, name) =>
        groups.reduceRight((now, group, place) => before(group[kind], orders[place]!, now), name),
    );
}

function mapKinds(
    renaming: Renaming,
    make: (kind: (typeof KINDS)[number], names: readonly number[]) => readonly number[],
): Renaming {
    return {
        actors: make('actors', renaming.actors),
        steps: make('steps', renaming.steps),
        slots: make('slots', renaming.slots),
        properties: make('properties', renaming.properties),
    };
}
