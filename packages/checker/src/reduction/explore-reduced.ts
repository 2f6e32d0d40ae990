// The search with partial-order reduction, as often as it takes until no state on a cycle is reduced.
//
// A state on a cycle of which only some transitions are taken may put off the others for ever, and does not show who is able to
// step in it. So all states on cycles are expanded in full: where one is not, the agents that went along the
// cycle are not to go alone any more where they did (their steps are sticky, as in Kurshan, Levin, Minea, Peled, Yenigün, "Static
// Partial Order Reduction", TACAS 1998, but found by searching), and the search begins anew. It begins with few states, so
// that most of them are found early, and goes on as long as no transition leads back.
import type { Executable } from '../executable.ts';
import type { Exploration, SoFar } from '../explore.ts';
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

/** After so many states a search in which some transition leads back looks for cycles, and begins anew. */
const LOOKS = [2_000, 20_000, 200_000];

/** After so many searches an agent that closes a cycle is forbidden everywhere, so that not many more begin anew. */
const MOST_SEARCHES = 5;

/** The same of searches that went to the end of a large space. */
const MOST_WHOLE = 2;

/** How many states are reduced, or passed, for each that is kept, where it is worth while: after the second look. */
const WORTH = 0.3;

/** The same after the first look, of states that lie on no cycle. */
const LEAST_WORTH = 0.1;

/** What was decided may take so many bytes, and no more than an eighth of what there is. */
const MOST_TO_REMEMBER = 2 ** 28;

export interface ReducedSearch {
    readonly run: () => Exploration;
    /** `undefined`: not few enough states are to be expected; that shows at the beginning. */
    readonly runIfItPays: () => Exploration | undefined;
}

export function createReducedSearch(
    executable: Executable,
    given: Budget,
    watch: Watch,
    mistake?: Mistake,
): ReducedSearch {
    const room = Math.min(MOST_TO_REMEMBER, given.maxBytes / 8);
    const budget = { ...given, maxBytes: given.maxBytes - room };
    const reducer = createReducer(executable, room, mistake);
    const { onProgress } = budget;
    const told: Budget = onProgress
        ? { ...budget, onProgress: progress => void (progress.states > LOOKS.at(-1)! && onProgress(progress)) }
        : budget;
    let searches = 0;
    let wholeSearches = 0;
    const forbid: Reducer['forbid'] = (agent, state) =>
        reducer.forbid(agent, searches < MOST_SEARCHES && wholeSearches < MOST_WHOLE ? state : undefined);

    /** `worth`: what the first looks have to find. */
    const search = (worth: readonly [number, number]): Exploration | undefined => {
        for (let look = 0; ; ) {
            let isOver = true;
            let pays = true;
            const upTo = ({ saved, expanded, goesBack }: SoFar): number => {
                pays = look !== 1 || saved >= worth[1] * expanded;
                look++;
                isOver = pays && !goesBack;
                return isOver ? (LOOKS[look] ?? budget.maxStates) : 0;
            };
            const at = LOOKS[look] ?? budget.maxStates;
            const exploration = explore(executable, told, watch, reducer, { at, upTo });
            const { limit, soFar } = exploration;
            if (!pays) return undefined;
            if (limit === 'time' || limit === 'cancelled') return exploration;
            try {
                const { forbidden, lost } = forbidCycles(executable, exploration, forbid, watch);
                if (isOver && (forbidden === 0 || mistake === 'cycles')) return exploration;
                // what has none so far is not asked again before it is over
                if (forbidden === 0 && look > 1) look = LOOKS.length;
                if (!isOver && look === 1 && soFar!.saved - lost < worth[0] * soFar!.expanded) return undefined;
            } catch (error) {
                return { ...exploration, limit: limitOf(error) };
            }
            searches++;
            if (exploration.graph.states > LOOKS.at(-1)!) wholeSearches++;
        }
    };

    return {
        run: () => search([0, 0])!,
        runIfItPays: () => search([LEAST_WORTH, WORTH]),
    };
}

/**
 * Forbids what closes cycles through reduced states. Answers how many transitions that are, and of how many states that are
 * reduced, or passed, that is the end.
 */
function forbidCycles(
    executable: Executable,
    { graph, visited, reduced = NONE, soFar }: Exploration,
    forbid: Reducer['forbid'],
    watch: Watch,
): { readonly forbidden: number; readonly lost: number } {
    const cycleOf = soFar?.goesBack === true ? findCycles(graph, watch) : undefined;
    if (cycleOf === undefined) return { forbidden: 0, lost: 0 };
    const { transitions } = graph;
    const { size } = executable.layout;
    const [vector, end] = [new Int32Array(size), new Int32Array(size)];
    let forbidden = 0;
    let lost = 0;
    const forbidFrom = (state: StateId): void => {
        let isLoaded = false;
        if (reduced[state] === 1) lost++;
        for (let edge = transitions.start(state), last = transitions.start(state + 1); edge < last; edge++) {
            const target = transitions.target(edge);
            if (target < 0 || target >= graph.expanded || cycleOf[target] !== cycleOf[state]) continue;
            const label = transitions.label(edge);
            const isReduced = reduced[state] === 1;
            if (!isReduced && !runsOn(label)) continue;
            if (!isLoaded) visited.load(state, vector);
            isLoaded = true;
            if (isReduced) forbid(agentOf(label), vector);
            if (isReduced) forbidden++;
            if (!runsOn(label)) continue;
            lost++;
            visited.load(target, end);
            // a run that goes round before it ends passes nothing that need be passed
            for (const taken of runOf(executable, vector, label, end).slice(1)) {
                watch.tick();
                forbid(agentOf(label), taken.state);
                forbidden++;
            }
        }
    };
    for (let state = 0; state < graph.expanded; state++) {
        watch.tick();
        if (cycleOf[state] !== 0) forbidFrom(state);
    }
    return { forbidden, lost };
}

const NONE = new Uint8Array(0);
