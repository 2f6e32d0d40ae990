// What was found where only hashes of states were kept, looked at again with the states themselves, before it is told.
//
// Two states of one hash are one in the graph: so a transition of it may lead to a state that it does not lead to, and a path through it need
// not be an execution. Each state of the graph is one, though, and was reached along its way; and where an execution fails, a race
// shows or an invariant breaks is known from the state and its transition alone. What depends on more (a deadlock, a terminal
// state, who is not stuck) is judged again, from that state on, by a search that keeps states. That is cut short when it gets
// large, and then says only what it knows.
import type { Executable } from './executable.ts';
import type { Exploration } from './explore.ts';
import { explore } from './explore.ts';
import { agentOf, choiceOf } from './graph.ts';
import { STATUS } from './memory/memory.ts';
import type { ActorId, Property } from './program.ts';
import { createChainFinder } from './property/deadlock.ts';
import { createJudge } from './property/fairness.ts';
import { findLivelocks } from './property/livelock.ts';
import type { Space } from './property/space.ts';
import { createSpace } from './property/space.ts';
import { findStuck } from './property/stuck.ts';
import type { Lasso } from './property/whole-graph.ts';
import { judgeWholeGraph } from './property/whole-graph.ts';
import type { Recall } from './recall.ts';
import type { Path } from './shortest-path.ts';
import type { Budget, WaitEdge } from './verdict.ts';
import type { StateId } from './visited.ts';
import type { Watch } from './watch.ts';
import { Stopped } from './watch.ts';

export interface Confirm {
    /** The path itself, if it is an execution that ends where it says; else the way along which its end was found. */
    readonly path: (path: Path) => Path;
    /** Whom the actor waits for in the state, and these for whom, if it is certain that this is a deadlock. */
    readonly deadlock: (state: StateId, actor: ActorId) => readonly WaitEdge[] | undefined;
    /** Whether the state is certainly a terminal one, and fails the final there. */
    readonly final: (state: StateId, property: Property) => boolean;
    /**
     * Whether the cycle is one, and its actors are certainly not stuck on it. That it is fair, and that they are obliged and do not get on, is known
     * of its states and transitions.
     */
    readonly lasso: (lasso: Lasso) => boolean;
}

/** How many states are looked at again from one of them. */
const MOST = 20_000;
/** Likewise, to see only that somebody is not stuck. */
const MOST_NEARBY = 1_000;

export function createConfirm(
    executable: Executable,
    { recall, bytes }: Pick<Exploration, 'bytes'> & { readonly recall: Recall },
    budget: Budget,
    watch: Watch,
): Confirm {
    const { layout, choices, fire } = executable;
    const vectorOf = (id: StateId): Int32Array => {
        const vector = new Int32Array(layout.size);
        recall.load(id, vector);
        return vector;
    };
    const spaceFrom = (initial: Int32Array, most: number): Space => {
        const { maxStates, maxBytes, shouldStop, code } = budget;
        const from = { ...executable, layout: { ...layout, initial } };
        const exact = {
            maxStates: Math.min(maxStates, most),
            maxBytes: maxBytes - bytes,
            shouldStop,
            ...(code && { code }),
        };
        const { graph, visited, limit } = explore(from, exact, watch);
        if (limit === 'time' || limit === 'cancelled') throw new Stopped(limit);
        return createSpace(from, graph, visited, watch);
    };
    /** The states along a path, or `undefined` where it is none. */
    const along = (from: Int32Array, labels: readonly number[]): readonly Int32Array[] | undefined => {
        const states = [from];
        for (const label of labels) {
            const [agent, choice, before] = [agentOf(label), choiceOf(label), states.at(-1)!];
            const after = new Int32Array(layout.size);
            if (choice >= choices(agent, before) || fire(agent, choice, before, after) !== STATUS.done)
                return undefined;
            states.push(after);
        }
        return states;
    };

    return {
        path: path => {
            const { labels, end } = path;
            const last = along(layout.initial, end.label === undefined ? labels : labels.slice(0, -1))?.at(-1);
            if (last !== undefined && isSame(last, vectorOf(end.state))) return path;
            return { labels: [...recall.wayTo(end.state), ...(end.label === undefined ? [] : [end.label])], end };
        },
        deadlock: (state, actor) => {
            const space = spaceFrom(vectorOf(state), MOST);
            if (space.states[0] !== 0) return undefined;
            const judge = createJudge(space);
            const stuck = findStuck(space, judge);
            const chains = createChainFinder(space, stuck, findLivelocks(space, stuck, judge))(0);
            return chains.find(({ waits }) => waits[0]!.actor === actor)?.waits;
        },
        final: (state, property) => {
            const { terminal } = judgeWholeGraph(spaceFrom(vectorOf(state), MOST));
            return terminal.failed.some(
                failed => failed.property === property && [...failed.ends].some(end => end.state === 0),
            );
        },
        lasso: ({ cycle, at }) => {
            const states = along(vectorOf(cycle.entry), cycle.labels);
            const expected = [...cycle.states, cycle.entry];
            if (states?.every((state, place) => isSame(state, vectorOf(expected[place]!))) !== true) return false;
            const actors = [...new Set(at.map(({ actor }) => actor))];
            return states.slice(1).every(state => {
                const space = spaceFrom(state, MOST_NEARBY);
                const { isFree, componentOf } = findStuck(space, createJudge(space));
                return actors.every(actor => isFree(componentOf[0]!, actor));
            });
        },
    };
}

function isSame(one: Int32Array, other: Int32Array): boolean {
    return one.every((value, slot) => value === other[slot]);
}
