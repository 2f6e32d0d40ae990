// The search with partial-order reduction, as often as it takes until no state on a cycle is reduced.
//
// A state on a cycle of which only some transitions are taken may put off the others for ever, and does not show who is able to
// step in it. So all states on cycles are expanded in full: where one is not, the agents that went along the
// cycle are not to go alone any more where they did (their steps are sticky, as in Kurshan, Levin, Minea, Peled, Yenigün, "Static
// Partial Order Reduction", TACAS 1998, but found by searching), and the search begins anew. It begins with few states, so
// that most of them are found early.
import type { Executable } from '../executable.ts';
import type { Exploration } from '../explore.ts';
import { explore } from '../explore.ts';
import { agentOf, runsOn } from '../graph.ts';
import { findCycles } from '../on-cycles.ts';
import type { Budget } from '../verdict.ts';
import type { StateId } from '../visited.ts';
import type { Watch } from '../watch.ts';
import { limitOf } from '../watch.ts';
import type { Mistake, Reducer } from './persistent.ts';
import { createReducer } from './persistent.ts';
import { runOf } from './unfold.ts';

/** How many states the first searches see. */
const FIRST_LOOKS = [2_000, 20_000, 200_000];

/** From then on an agent that closed a cycle is forbidden everywhere, so that not many more begin anew. */
const MOST_WHOLE = 2;

/** How many it takes to judge whether it pays. */
const MOST_TO_JUDGE = 20_000;

/** How many states are reduced, or passed, for each that is kept, where it is worth while. */
const WORTH = 0.3;

export interface ReducedSearch {
    /** Whether few enough states are to be expected; looks at the beginning. Throws `Stopped`. */
    readonly pays: () => boolean;
    readonly run: () => Exploration;
}

export function createReducedSearch(
    executable: Executable,
    budget: Budget,
    watch: Watch,
    mistake?: Mistake,
): ReducedSearch {
    const reducer = createReducer(executable, mistake);
    const { onProgress: _, ...quietly } = budget;
    const looks = FIRST_LOOKS.filter(maxStates => maxStates < budget.maxStates);
    let done: Exploration | undefined;
    let wholeSearches = 0;
    const forbid: Reducer['forbid'] = (agent, state) =>
        reducer.forbid(agent, wholeSearches < MOST_WHOLE ? state : undefined);

    /** Searches so far; answers how many states are reduced, or passed, for each that is kept. */
    const look = (budgeted: Budget): number => {
        const exploration = explore(executable, budgeted, watch, reducer);
        const { limit, graph, reduced = NONE } = exploration;
        const isOver = limit === 'time' || limit === 'cancelled';
        try {
            const isSound =
                isOver || forbidCycles(executable, exploration, forbid, watch) === 0 || mistake === 'cycles';
            if (isSound && (limit !== 'states' || budgeted.maxStates === budget.maxStates)) done = exploration;
        } catch (error) {
            done = { ...exploration, limit: limitOf(error) };
        }
        let count = 0;
        for (let state = 0; state < graph.expanded; state++) count += reduced[state] ?? 0;
        const { transitions } = graph;
        for (let edge = 0, end = transitions.start(graph.expanded); edge < end; edge++) {
            if (runsOn(transitions.label(edge))) count++;
        }
        return count / Math.max(1, graph.expanded);
    };
    /** Looks that see at most so many states. */
    const lookUpTo = (most: number): number => {
        let share = 1;
        while (done === undefined && looks.length > 0 && looks[0]! <= most) {
            share = look({ ...quietly, maxStates: looks.shift()! });
        }
        return share;
    };

    return {
        pays: () => lookUpTo(MOST_TO_JUDGE) >= WORTH || done !== undefined,
        run: () => {
            lookUpTo(Number.POSITIVE_INFINITY);
            for (; done === undefined; wholeSearches++) look(budget);
            return done;
        },
    };
}

/** Forbids what closes cycles through reduced states. Answers how many transitions that are. */
function forbidCycles(
    executable: Executable,
    { graph, visited, reduced = NONE }: Exploration,
    forbid: Reducer['forbid'],
    watch: Watch,
): number {
    const cycleOf = findCycles(graph, watch);
    if (cycleOf === undefined) return 0;
    const { transitions } = graph;
    const { size } = executable.layout;
    const [vector, end] = [new Int32Array(size), new Int32Array(size)];
    let forbidden = 0;
    const forbidFrom = (state: StateId): void => {
        let isLoaded = false;
        for (let edge = transitions.start(state), last = transitions.start(state + 1); edge < last; edge++) {
            const target = transitions.target(edge);
            if (target < 0 || target >= graph.expanded || cycleOf[target] !== cycleOf[state]) continue;
            const label = transitions.label(edge);
            const isReduced = reduced[state] === 1;
            if (!isReduced && !runsOn(label)) continue;
            if (!isLoaded) visited.load(state, vector);
            isLoaded = true;
            if (isReduced) forbid(agentOf(label), vector);
            forbidden++;
            if (!runsOn(label)) continue;
            visited.load(target, end);
            for (const taken of runOf(executable, vector, label, end).slice(1)) {
                watch.tick();
                forbid(agentOf(label), taken.state);
            }
        }
    };
    for (let state = 0; state < graph.expanded; state++) {
        watch.tick();
        if (cycleOf[state] !== 0) forbidFrom(state);
    }
    return forbidden;
}

const NONE = new Uint8Array(0);
