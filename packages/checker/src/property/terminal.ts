// Where an execution is over (language reference, verdicts), and what is judged there: `final` and `exists`.
//
// A terminal state lies in a bottom component in which nobody is stuck; in it nobody but a daemon is obliged, all store
// buffers are empty, and each daemon and device is unable to step or rests where it may. A component without such a
// state (a daemon polls for ever) has as terminal states all those that come so far without the daemons and devices.
import type { End } from '../ends.ts';
import { agentOf, isOptional } from '../graph.ts';
import { buffersAreEmpty, restsAt } from '../layout.ts';
import type { Property } from '../program.ts';
import type { StateId } from '../visited.ts';
import type { Space } from './space.ts';
import { has, selected } from './space.ts';
import type { Stuck } from './stuck.ts';

export interface Terminal {
    readonly exists: boolean;
    /** For each `final` that fails somewhere: the shallowest terminal states where it does. */
    readonly failed: readonly { readonly property: Property; readonly ends: readonly End[] }[];
    /** Each `exists` that no terminal state satisfies. */
    readonly unreached: readonly Property[];
    /** Those that could not be read in some terminal state. */
    readonly unreadable: ReadonlySet<Property>;
}

export function judgeTerminalStates(space: Space, stuck: Stuck, depthOf: (state: StateId) => number): Terminal {
    const { executable, visited, watch } = space;
    const finals = executable.properties
        .filter(({ property }) => property.kind === 'final')
        .map(each => ({ ...each, depth: Number.POSITIVE_INFINITY, ends: [] as End[] }));
    const goals = executable.properties
        .filter(({ property }) => property.kind === 'exists')
        .map(each => ({ ...each, reached: false }));
    const unreadable = new Set<Property>();
    const vector = new Int32Array(executable.layout.size);
    let exists = false;
    for (const state of terminalStates(space, stuck)) {
        watch.tick();
        exists = true;
        visited.load(state, vector);
        for (const judged of [...finals, ...goals]) {
            if (judged.unreadable !== undefined && judged.unreadable(vector) !== 0) unreadable.add(judged.property);
        }
        for (const final of finals) {
            const depth = depthOf(state);
            if (depth > final.depth || final.holds(vector) !== 0) continue;
            if (depth < final.depth) final.ends = [];
            final.depth = depth;
            final.ends.push({ state, label: undefined });
        }
        for (const goal of goals) goal.reached ||= goal.holds(vector) !== 0;
    }
    return {
        exists,
        failed: finals.filter(({ ends }) => ends.length > 0),
        unreached: goals.filter(({ reached }) => !reached).map(({ property }) => property),
        unreadable,
    };
}

function* terminalStates(space: Space, stuck: Stuck): Iterable<StateId> {
    const { components, isBottom, isStuck } = stuck;
    const { program, layout } = space.executable;
    const vector = new Int32Array(layout.size);
    for (let component = 0; component < components.count; component++) {
        if (isBottom[component] === 0) continue;
        if (program.actors.some((_, actor) => isStuck(component, actor))) continue;
        const members = components.members.subarray(components.start[component], components.start[component + 1]);
        const over = selected(members, state => isOver(space, state, vector));
        const quiet = selected(over, state => isQuiet(space, state, vector));
        yield* quiet.length > 0 ? quiet : over;
    }
}

function isOver({ executable, visited, obliged, words, watch }: Space, state: StateId, vector: Int32Array): boolean {
    watch.tick();
    const { program, layout } = executable;
    const hasDuty = program.actors.some((actor, id) => actor.kind !== 'daemon' && has(obliged, words, state, id));
    if (hasDuty) return false;
    visited.load(state, vector);
    return buffersAreEmpty(layout, vector);
}

function isQuiet({ executable, visited, graph, watch }: Space, state: StateId, vector: Int32Array): boolean {
    const { transitions } = graph;
    watch.tick();
    const { program, layout } = executable;
    visited.load(state, vector);
    for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
        const label = transitions.label(edge);
        const actor = program.actors[agentOf(label)];
        if (isOptional(label) || (actor?.kind !== 'daemon' && actor?.kind !== 'device')) continue;
        const step = restsAt(layout, vector, agentOf(label));
        if (step === undefined || program.steps[step]!.rest?.kind !== 'always') return false;
    }
    return true;
}
