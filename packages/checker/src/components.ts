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

/** After so many states it is judged whether most lead back. */
const LOOK = 1 << 12;

const MOST_SWEEPS = 8;

/**
 * The components of a graph whose states are all reached from the first. Where most of them lead back to that, they are found with a
 * look at few of the transitions: a state leads back if it leads to a state of a lower number that does.
 */
export function componentsFromFirst(
    { states: size, transitions }: Graph,
    states: Int32Array,
    findComponents: FindComponents,
    watch: Watch,
): Components {
    /** For each state a state of a lower number that it leads to, -1 where none was found. */
    const lower = new Int32Array(size).fill(-1);
    let count = 0;
    for (let place = states.length - 1; place > 0; place--) {
        watch.tick();
        const state = states[place]!;
        for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
            const target = transitions.target(edge);
            const found = target > state ? lower[target]! : target;
            if (found < 0 || found >= state) continue;
            lower[state] = found;
            count++;
            break;
        }
        // too few to be worth it
        if ((states.length - place) % LOOK === 0 && 2 * count < states.length - place)
            return findComponents(states, SKIP_NONE);
    }
    const leadsBack = new Uint8Array(size);
    let isAlone = true;
    for (let place = 0; place < states.length; place++) {
        watch.tick();
        const state = states[place]!;
        leadsBack[state] = place === 0 ? 1 : lower[state]! < 0 ? 0 : leadsBack[lower[state]!]!;
        if (place > 0 && leadsBack[state] === 1) isAlone = false;
    }
    // those whose lower state does not lead back, but another one
    for (let grew = true, sweep = 0; grew; sweep++) {
        if (isAlone || sweep === MOST_SWEEPS) return findComponents(states, SKIP_NONE);
        grew = false;
        for (let place = states.length - 1; place > 0; place--) {
            watch.tick();
            const state = states[place]!;
            if (leadsBack[state] === 1) continue;
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                if (target < 0 || leadsBack[target] === 0) continue;
                leadsBack[state] = 1;
                grew = true;
                break;
            }
        }
    }
    const members = new Int32Array(states.length);
    let placed = 0;
    for (const state of states) if (leadsBack[state] === 0) members[placed++] = state;
    const others = findComponents(members.slice(0, placed), SKIP_NONE);
    members.set(others.members);
    for (const state of states) if (leadsBack[state] === 1) members[placed++] = state;
    const start = new Int32Array(others.count + 2);
    start.set(others.start);
    start[others.count + 1] = states.length;
    const isCyclic = new Uint8Array(others.count + 1);
    isCyclic.set(others.isCyclic.subarray(0, others.count));
    isCyclic[others.count] = 1;
    return { count: others.count + 1, members, start, isCyclic };
}

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
