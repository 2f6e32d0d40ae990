// Strongly connected components of a part of the state graph.
//
// Pearce, "A Space-Efficient Algorithm for Finding Strongly Connected Components" (2016), which is Tarjan's with one
// number for each state, without recursion: a state space is deeper than any call stack. Components come out in reverse
// topological order: every edge leads to the same or an earlier one.
import type { Graph } from './graph.ts';
import type { StateId } from './visited.ts';
import type { Watch } from './watch.ts';

export interface Components {
    readonly count: number;
    /** The states, component by component. */
    readonly members: Int32Array;
    /** Component `c` is `members[start[c]] .. members[start[c + 1] - 1]`. */
    readonly start: Int32Array;
    /** For each component 1 if it has a cycle. */
    readonly isCyclic: Uint8Array;
}

/** Transitions that do not count: those whose label has `value` in the bits of `mask`. */
export interface Skip {
    readonly mask: number;
    readonly value: number;
}

export const SKIP_NONE: Skip = { mask: 0, value: 1 };

/** The components of the states given, all of them expanded, with the transitions from one of them to another. */
export type FindComponents = (states: Int32Array, skip: Skip) => Components;

/** Beyond every number that a state in the making has: of a finished component, or not of this part at all. */
const OUTSIDE = 0x7f_ff_ff_ff;

/** What holds of a state on the way down: it is not the first of its component, or leads to itself. */
const JOINS = 1;
const LOOPS = 2;

/** Keeps its working memory from one call to the next; a refinement makes many small ones. */
export function createComponentFinder({ states: size, transitions }: Graph, watch: Watch): FindComponents {
    /** 0: not yet reached; else the least order of arrival, from 1, that it is known to lead back to. */
    const index = new Int32Array(size).fill(OUTSIDE);
    /** From below the way down, from above the states that wait for the first one of their component: never both. */
    const stack = new Int32Array(size);
    const edges = new Int32Array(size);
    const flags = new Uint8Array(size);

    return (states, { mask, value }) => {
        const members = new Int32Array(states.length);
        const start = new Int32Array(states.length + 1);
        const isCyclic = new Uint8Array(states.length);
        let count = 0;
        let placed = 0;
        let arrived = 0;
        let waiting = size;
        let depth = 0;
        for (const state of states) {
            watch.tick();
            index[state] = 0;
        }
        for (const root of states) {
            if (index[root] !== 0) continue;
            let state: StateId = root;
            let edge = transitions.start(state);
            let low = ++arrived;
            let flag = 0;
            index[state] = low;
            for (;;) {
                watch.tick();
                const end = transitions.start(state + 1);
                let next = -1;
                for (; edge < end; edge++) {
                    const target = transitions.target(edge);
                    if (target < 0) continue;
                    const reached = index[target]!;
                    if (reached >= low && target !== state) continue;
                    if ((transitions.label(edge) & mask) === value) continue;
                    if (target === state) {
                        flag |= LOOPS;
                    } else if (reached === 0) {
                        next = target;
                        break;
                    } else {
                        low = reached;
                        flag |= JOINS;
                    }
                }
                if (next >= 0) {
                    index[state] = low;
                    stack[depth] = state;
                    flags[depth] = flag;
                    edges[depth++] = edge + 1;
                    state = next;
                    edge = transitions.start(state);
                    low = ++arrived;
                    flag = 0;
                    index[state] = low;
                    continue;
                }
                let back = low;
                if ((flag & JOINS) === 0) {
                    const begin = placed;
                    members[placed++] = state;
                    while (waiting < size && index[stack[waiting]!]! >= low) {
                        watch.tick();
                        const member = stack[waiting++]!;
                        index[member] = OUTSIDE;
                        members[placed++] = member;
                    }
                    index[state] = OUTSIDE;
                    back = OUTSIDE;
                    if ((flag & LOOPS) !== 0 || placed > begin + 1) isCyclic[count] = 1;
                    start[++count] = placed;
                } else {
                    index[state] = low;
                    stack[--waiting] = state;
                }
                if (depth === 0) break;
                state = stack[--depth]!;
                edge = edges[depth]!;
                flag = flags[depth]!;
                low = index[state]!;
                if (back < low) {
                    low = back;
                    flag |= JOINS;
                }
            }
        }
        return { count, members, start: start.subarray(0, count + 1), isCyclic };
    };
}
