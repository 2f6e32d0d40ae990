// Strongly connected components of a part of the state graph.
//
// Tarjan, "Depth-First Search and Linear Graph Algorithms" (1972), without recursion: a state space is deeper than any
// call stack. Components come out in reverse topological order: every edge leads to the same or an earlier one.
import type { Graph } from './graph.ts';
import type { StateId } from './visited.ts';
import type { Watch } from './watch.ts';

export interface Components {
    readonly count: number;
    /** The states, component by component. */
    readonly members: Int32Array;
    /** Component `c` is `members[start[c]] .. members[start[c + 1] - 1]`. */
    readonly start: Int32Array;
}

/**
 * The components of the states given. `follows` says whether a transition counts; it must not let one through that is
 * a cut or leads to a state that is not given or not expanded.
 */
export type FindComponents = (
    states: Int32Array,
    follows: (source: StateId, edge: number, target: number) => boolean,
) => Components;

/** Keeps its working memory from one call to the next; a refinement makes many small ones. */
export function createComponentFinder({ states: size, first, targets }: Graph, watch: Watch): FindComponents {
    /** 0: not yet reached; -1: in a finished component; else the order of arrival, from 1. */
    const index = new Int32Array(size);
    const low = new Int32Array(size);
    const stack = new Int32Array(size);
    const calls = new Int32Array(size);
    const edges = new Int32Array(size);

    return (states, follows) => {
        const members = new Int32Array(states.length);
        const start = new Int32Array(states.length + 1);
        let count = 0;
        let placed = 0;
        let arrived = 0;
        let height = 0;
        let depth = 0;
        const enter = (state: StateId): void => {
            index[state] = low[state] = ++arrived;
            stack[height++] = state;
            calls[depth] = state;
            edges[depth++] = first[state]!;
        };
        for (const root of states) {
            if (index[root] !== 0) continue;
            enter(root);
            while (depth > 0) {
                watch.tick();
                const state = calls[depth - 1]!;
                const edge = edges[depth - 1]!;
                if (edge < first[state + 1]!) {
                    edges[depth - 1] = edge + 1;
                    const target = targets[edge]!;
                    if (!follows(state, edge, target)) continue;
                    if (index[target] === 0) enter(target);
                    else if (index[target]! > 0 && index[target]! < low[state]!) low[state] = index[target]!;
                    continue;
                }
                depth--;
                if (depth > 0) {
                    const caller = calls[depth - 1]!;
                    if (low[state]! < low[caller]!) low[caller] = low[state]!;
                }
                if (low[state] !== index[state]) continue;
                let member: StateId;
                do {
                    watch.tick();
                    member = stack[--height]!;
                    index[member] = -1;
                    members[placed++] = member;
                } while (member !== state);
                start[++count] = placed;
            }
        }
        for (const state of states) {
            watch.tick();
            index[state] = 0;
        }
        return { count, members, start: start.subarray(0, count + 1) };
    };
}
