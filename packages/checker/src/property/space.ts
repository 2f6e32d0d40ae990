// What the judgements about the whole graph share: the graph, and for each state who is obliged to go on.
//
// Sets of agents are bits: `words` words for each state (or component), one after another.

import type { FindComponents, Skip } from '../components.ts';
import { createComponentFinder } from '../components.ts';
import type { Executable } from '../executable.ts';
import type { Evaluate } from '../expression.ts';
import { compileExpression, toEvaluate } from '../expression.ts';
import type { Graph } from '../graph.ts';
import { agentOf, isAcquisition, isOptional, MARK } from '../graph.ts';
import type { ActorId } from '../program.ts';
import type { Symmetry } from '../symmetry/renaming.ts';
import type { StateId, Visited } from '../visited.ts';
import type { Watch } from '../watch.ts';
import { inOrderOfControl } from './order.ts';

/** What judging a graph takes at most, in bytes for each state, the paths to the witnesses included: the sum of the columns. */
export function bytesOfJudging(agents: number): number {
    return 88 + 36 * wordsFor(agents);
}

export interface Space {
    readonly executable: Executable;
    readonly graph: Graph;
    readonly visited: Visited;
    readonly watch: Watch;
    readonly findComponents: FindComponents;
    readonly words: number;
    /** For each expanded state, the actors that are obliged there. */
    readonly obliged: Int32Array;
    /** The agents that have a transition there, those that have one that is no optional start, and those that have an acquisition. */
    readonly moving: Int32Array;
    readonly able: Int32Array;
    readonly acquiring: Int32Array;
    /** The states that are judged at all: expanded, and no cut themselves. */
    readonly states: Int32Array;
    /** The states in an order in which each transition leads to a later one; `undefined`: there may be cycles. */
    readonly order: Int32Array | undefined;
    /** Whether some transition is an optional start; without any, `able` is `moving`. */
    readonly hasOptional: boolean;
    /** Where one state stands for all orders of alike actors: then a transition may change who is who, but on no cycle. */
    readonly symmetry?: Symmetry;
}

/** What is asked about a part of the graph: all its transitions but these. */
export const SKIP_OPTIONAL: Skip = { mask: MARK.optional, value: MARK.optional };

export function has(sets: Int32Array, words: number, place: number, member: number): boolean {
    return (sets[place * words + (member >> 5)]! & (1 << (member & 31))) !== 0;
}

export function hasAny(sets: Int32Array, words: number, place: number): boolean {
    for (let word = 0; word < words; word++) if (sets[place * words + word] !== 0) return true;
    return false;
}

export function include(sets: Int32Array, words: number, place: number, member: number): void {
    sets[place * words + (member >> 5)]! |= 1 << (member & 31);
}

export function createSpace(
    executable: Executable,
    graph: Graph,
    visited: Visited,
    watch: Watch,
    symmetry?: Symmetry,
): Space {
    const words = wordsFor(executable.agents);
    const states = new Int32Array(graph.expanded);
    let count = 0;
    for (let state = 0; state < graph.expanded; state++) if (graph.broken[state] === 0) states[count++] = state;
    const judged = count === states.length ? states : states.slice(0, count);
    const { isAscending, ...abilities } = abilitiesIn(graph, words, watch, judged);
    return {
        executable,
        graph,
        visited,
        watch,
        findComponents: createComponentFinder(graph, watch),
        words,
        obliged: obligedIn(executable, graph, visited, watch, judged),
        ...abilities,
        states: judged,
        order: isAscending ? judged : symmetry ? undefined : inOrderOfControl(executable, visited, judged, watch),
        ...(symmetry && { symmetry }),
    };
}

/**
 * What is known of agents behind a transition, in the names of the state before it: into `words` words from `at` on, in addition
 * to what is there.
 */
export function carryBack(
    { graph, words, symmetry }: Space,
    { state, edge }: { readonly state: StateId; readonly edge: number },
    sets: Int32Array,
    place: number,
    into: Int32Array,
    at: number,
): void {
    let isAlike = symmetry === undefined;
    if (!isAlike) {
        isAlike = true;
        for (let word = 0; word < words; word++) {
            const members = sets[place * words + word]!;
            isAlike &&= members === sets[place * words] && (members === 0 || members === -1);
        }
    }
    if (isAlike || symmetry === undefined) {
        for (let word = 0; word < words; word++) into[at * words + word]! |= sets[place * words + word]!;
        return;
    }
    for (const [actor, before] of symmetry.actorsBehind(state, graph.transitions.label(edge)).entries()) {
        if (has(sets, words, place, actor)) include(into, words, at, before);
    }
}

interface Abilities extends Pick<Space, 'moving' | 'able' | 'acquiring' | 'hasOptional'> {
    /** Whether each transition leads to a state of a higher number. */
    readonly isAscending: boolean;
}

function abilitiesIn(graph: Graph, words: number, watch: Watch, states: Int32Array): Abilities {
    const { transitions, expanded } = graph;
    const moving = new Int32Array(expanded * words);
    const acquiring = new Int32Array(expanded * words);
    let able = moving;
    let isAscending = true;
    for (const state of states) {
        watch.tick();
        for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
            const label = transitions.label(edge);
            const target = transitions.target(edge);
            if (target >= 0 && target <= state) isAscending = false;
            // until the first optional start there is nothing in which they differ
            if (isOptional(label)) able = able === moving ? moving.slice() : able;
            else if (able !== moving) include(able, words, state, agentOf(label));
            include(moving, words, state, agentOf(label));
            if (isAcquisition(label)) include(acquiring, words, state, agentOf(label));
        }
    }
    return { moving, able, acquiring, isAscending, hasOptional: able !== moving };
}

function obligedIn(
    executable: Executable,
    graph: Graph,
    visited: Visited,
    watch: Watch,
    states: Int32Array,
): Int32Array {
    const { layout, program, agents } = executable;
    const words = wordsFor(agents);
    const obliged = new Int32Array(graph.expanded * words);
    const rules = program.actors.map((_, actor) => obligationsOf(executable, actor));
    const counters = new Int32Array(rules.length);
    const vector = new Int32Array(layout.size);
    for (const state of states) {
        watch.tick();
        let isLoaded = false;
        visited.counters(state, counters);
        let bits = 0;
        for (let actor = 0; actor < rules.length; actor++) {
            const rule = rules[actor]![counters[actor]!]!;
            if (rule === 1) {
                bits |= 1 << (actor & 31);
            } else if (rule !== 0) {
                if (!isLoaded) visited.load(state, vector);
                isLoaded = true;
                if (rule(vector) !== 0) bits |= 1 << (actor & 31);
            }
            if ((actor & 31) === 31) {
                obliged[state * words + (actor >> 5)] = bits;
                bits = 0;
            }
        }
        if (bits !== 0) obliged[state * words + ((rules.length - 1) >> 5)] = bits;
    }
    return obliged;
}

const wordsFor = (agents: number): number => (agents + 31) >> 5;

/** Those for which the claim holds. The filter of a typed array makes a list of objects first. */
export function selected(states: Int32Array, claim: (state: StateId) => boolean): Int32Array {
    const kept = new Int32Array(states.length);
    let count = 0;
    for (const state of states) if (claim(state)) kept[count++] = state;
    return count === states.length ? kept : kept.slice(0, count);
}

/** Whether a state's transition leads to another state that has all its transitions. */
export function isKnown({ graph }: Pick<Space, 'graph'>, target: number): target is StateId {
    return target >= 0 && target < graph.expanded;
}

/** For each program counter of the actor whether it is obliged to go on there (language reference, verdicts). */
export function obligationsOf({ program, layout, scopeOf }: Executable, actor: ActorId): readonly (0 | 1 | Evaluate)[] {
    const resting = layout.actors[actor]!.steps.map(id => {
        const { rest } = program.steps[id]!;
        if (!program.actors[actor]!.obliged || rest?.kind === 'always') return 0;
        return rest === undefined ? 1 : toEvaluate(compileExpression(rest.raised, scopeOf(actor)));
    });
    return [0, ...resting];
}
