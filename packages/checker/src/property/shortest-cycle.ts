// A shortest fair cycle through a state; of these, one with the fewest context switches.
//
// Breadth first over pairs: a state, and what fairness still asks of a walk that has come there. What is asked only
// becomes less, but for an acquisition that is met with on the way. A pair is dropped where another of the same state is
// asked no more, and was reached by fewer steps, or by as many with so few switches that it stays ahead; and where the
// way home alone, or what is still asked, makes it too long.
//
// A shortest one is hard to find: the pairs may be exponentially many in what is asked (E. Clarke, O. Grumberg,
// K. McMillan, X. Zhao, "Efficient Generation of Counterexamples and Witnesses in Symbolic Model Checking", DAC 1995).
// So effort is bounded, counted in transitions and pairs looked at, and who asks is told when that was not enough.
import type { AgentId } from '../executable.ts';
import { agentOf } from '../graph.ts';
import { isContext } from '../switches.ts';
import type { StateId } from '../visited.ts';
import { acquisitionOf, acquisitionsIn } from './fairness.ts';
import type { Livelock } from './livelock.ts';
import type { Region } from './region.ts';
import type { Space } from './space.ts';
import { has, hasAny } from './space.ts';

/** A cycle is better than a bound if it is shorter, or as long with fewer switches. */
export interface Bound {
    readonly length: number;
    readonly switches: number;
}

export interface Outcome {
    /** The edges of a best cycle through the state that is better than the bound; `undefined`: none was found. */
    readonly edges: readonly number[] | undefined;
    /** Whether there is no better one through this state and none of a lower number than `from`. */
    readonly isSure: boolean;
    /** How much was looked at. */
    readonly effort: number;
}

export interface CycleSearch {
    /** Among the states of the livelock from number `from` on; looks at no more than `most`, by and large. */
    readonly through: (start: StateId, from: StateId, bound: Bound, most: number) => Outcome;
    /** Every cycle has at least so many transitions. */
    readonly least: number;
}

/** How many may be asked at once, one bit each. */
const MOST_BITS = 30;
const NOBODY = -1;

export function createCycleSearch(space: Space, { states }: Livelock, region: Region): CycleSearch {
    const { able, acquiring, words, watch, executable } = space;
    const { transitions } = space.graph;
    const isAble = (state: StateId, agent: AgentId): boolean => has(able, words, state, agent);
    /** Those that are able to step in every state, so that every cycle has a step of theirs. */
    const always = ableIn(states[0]!).filter(agent => states.every(state => isAble(state, agent)));

    /** The bit of each acquisition, in the order in which they are met with. */
    const acquisitions = new Map<number, number>();
    const enabled = new Map<StateId, number>();
    let isOverfull = false;

    // Pairs, a column for each of their parts; `newest` and `earlier` link those of one state.
    const newest = region.zeros;
    const earlier: number[] = [];
    const stateOf: StateId[] = [];
    const edgeTo: number[] = [];
    const parents: number[] = [];
    const lengths: number[] = [];
    /** The agents asked for that have stepped or were unable somewhere, the acquisitions taken, those enabled and not taken. */
    const served: number[] = [];
    const taken: number[] = [];
    const owed: number[] = [];
    const lastOf: AgentId[] = [];
    const switchesOf: number[] = [];

    const findWaysHome = createWayHomeFinder(space, states, region);

    return { through, least: Math.max(1, always.length) };

    function through(start: StateId, from: StateId, bound: Bound, most: number): Outcome {
        const asked = ableIn(start);
        if (asked.length > MOST_BITS) return { edges: undefined, isSure: false, effort: 0 };
        const all = 2 ** asked.length - 1;
        const must = asked.reduce((bits, agent, bit) => (always.includes(agent) ? bits | (1 << bit) : bits), 0);
        const home = findWaysHome(start, from, bound.length);
        let { effort } = home;
        let best: { readonly pair: number; readonly edge: number; readonly switches: number } | undefined;
        add({
            state: start,
            edge: -1,
            parent: -1,
            length: 0,
            served: 0,
            taken: 0,
            owed: enabledIn(start),
            last: NOBODY,
            switches: 0,
        });
        let isCut = false;

        search: for (let pair = 0, layer = 1; pair < stateOf.length && layer <= bound.length; layer++) {
            const end = stateOf.length;
            for (; pair < end; pair++) {
                watch.tick();
                if (effort > most) {
                    isCut = true;
                    break search;
                }
                extend(pair, layer);
            }
            if (best !== undefined) break;
        }
        const edges = best === undefined ? undefined : [...wayTo(best.pair), best.edge];
        clear();
        return { edges: isOverfull ? undefined : edges, isSure: !isCut && !isOverfull, effort };

        function extend(pair: number, length: number): void {
            const source = stateOf[pair]!;
            for (let edge = transitions.start(source), end = transitions.start(source + 1); edge < end; edge++) {
                effort++;
                const target = transitions.target(edge);
                const label = transitions.label(edge);
                if (target < from || !region.isInner(target, label)) continue;
                const agent = agentOf(label);
                let nowServed = served[pair]!;
                for (let bit = 0; bit < asked.length; bit++) {
                    if (asked[bit] === agent || !isAble(target, asked[bit]!)) nowServed |= 1 << bit;
                }
                const acquisition = acquisitionOf(space, source, label);
                const nowTaken = taken[pair]! | (acquisition === undefined ? 0 : bitOf(acquisition));
                const nowOwed = (owed[pair]! | enabledIn(target)) & ~nowTaken;
                const last = lastOf[pair]!;
                const turns = isContext(executable.program, agent);
                const switches = switchesOf[pair]! + (turns && last !== NOBODY && last !== agent ? 1 : 0);
                if (target === start && nowServed === all && nowOwed === 0) {
                    const most = length === bound.length ? bound.switches : Number.POSITIVE_INFINITY;
                    if (switches < Math.min(most, best?.switches ?? most)) best = { pair, edge, switches };
                    continue;
                }
                if (best !== undefined) continue;
                const rest = Math.max(home.distanceOf(target), countOf(must & ~nowServed), countOf(nowOwed));
                if (length + rest > bound.length || (length + rest === bound.length && switches >= bound.switches)) {
                    continue;
                }
                const next = {
                    state: target,
                    edge,
                    parent: pair,
                    length,
                    served: nowServed,
                    taken: nowTaken,
                    owed: nowOwed,
                    last: turns ? agent : last,
                    switches,
                };
                if (!isBehind(next)) add(next);
            }
        }

        function isBehind(next: Pair): boolean {
            for (let other = newest[next.state]! - 1; other >= 0; other = earlier[other]!) {
                effort++;
                if ((served[other]! & next.served) !== next.served || (taken[other]! & next.taken) !== next.taken)
                    continue;
                if ((owed[other]! & ~next.owed) !== 0) continue;
                if (lengths[other]! < next.length) return true;
                if (switchesOf[other]! + (lastOf[other] === next.last ? 0 : 1) <= next.switches) return true;
            }
            return false;
        }
    }

    function add(pair: Pair): void {
        earlier.push(newest[pair.state]! - 1);
        newest[pair.state] = stateOf.push(pair.state);
        edgeTo.push(pair.edge);
        parents.push(pair.parent);
        lengths.push(pair.length);
        served.push(pair.served);
        taken.push(pair.taken);
        owed.push(pair.owed);
        lastOf.push(pair.last);
        switchesOf.push(pair.switches);
    }

    function clear(): void {
        for (const state of stateOf) newest[state] = 0;
        for (const column of [earlier, stateOf, edgeTo, parents, lengths, served, taken, owed, lastOf, switchesOf]) {
            column.length = 0;
        }
    }

    function wayTo(pair: number): number[] {
        const edges: number[] = [];
        for (let at = pair; parents[at]! >= 0; at = parents[at]!) edges.push(edgeTo[at]!);
        return edges.reverse();
    }

    function enabledIn(state: StateId): number {
        if (!hasAny(acquiring, words, state)) return 0;
        let bits = enabled.get(state);
        if (bits !== undefined) return bits;
        bits = acquisitionsIn(space, state).reduce((sum, acquisition) => sum | bitOf(acquisition), 0);
        enabled.set(state, bits);
        return bits;
    }

    function bitOf(acquisition: number): number {
        const known = acquisitions.get(acquisition);
        if (known !== undefined) return 1 << known;
        if (acquisitions.size === MOST_BITS) isOverfull = true;
        acquisitions.set(acquisition, acquisitions.size);
        return isOverfull ? 0 : 1 << (acquisitions.size - 1);
    }

    function ableIn(state: StateId): readonly AgentId[] {
        return Array.from({ length: executable.agents }, (_, agent) => agent).filter(agent => isAble(state, agent));
    }
}

interface WaysHome {
    /** How many transitions lead from the state to the start at least: at least one, and infinitely many where it is too far. */
    readonly distanceOf: (state: StateId) => number;
    /** How many were looked at. */
    readonly effort: number;
}

/** Backwards from a start, among the states from number `from` on, no further than `most`. */
function createWayHomeFinder(
    { graph: { transitions }, watch }: Space,
    states: Int32Array,
    region: Region,
): (start: StateId, from: StateId, most: number) => WaysHome {
    const placeOf = region.scratch;
    for (const [place, state] of states.entries()) placeOf[state] = place;
    const forEachEdge = (visit: (source: number, target: number) => void): void => {
        for (const [place, state] of states.entries()) {
            watch.tick();
            for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
                const target = transitions.target(edge);
                if (region.isInner(target, transitions.label(edge))) visit(place, placeOf[target]!);
            }
        }
    };
    /** Where the predecessors of each state begin; while they are placed, where they end so far. */
    const begin = new Int32Array(states.length + 1);
    forEachEdge((_, target) => {
        begin[target + 1]!++;
    });
    for (let place = 0; place < states.length; place++) begin[place + 1]! += begin[place]!;
    const ends = begin.slice();
    const predecessors = new Int32Array(begin[states.length]!);
    forEachEdge((source, target) => {
        predecessors[ends[target]!++] = source;
    });
    const distances = new Int32Array(states.length);
    const queue = new Int32Array(states.length);
    let reached = 0;

    return (start, from, most) => {
        for (let next = 0; next < reached; next++) distances[queue[next]!] = 0;
        reached = 0;
        let effort = 0;
        const extend = (place: number, distance: number): void => {
            for (let at = begin[place]!; at < begin[place + 1]!; at++) {
                effort++;
                const source = predecessors[at]!;
                if (distances[source] !== 0 || states[source]! < from) continue;
                distances[source] = distance;
                queue[reached++] = source;
            }
        };
        extend(placeOf[start]!, 1);
        for (let next = 0; next < reached; next++) {
            watch.tick();
            const distance = distances[queue[next]!]!;
            if (distance < most) extend(queue[next]!, distance + 1);
        }
        return { effort, distanceOf: state => distances[placeOf[state]!]! || Number.POSITIVE_INFINITY };
    };
}

interface Pair {
    readonly state: StateId;
    readonly edge: number;
    readonly parent: number;
    readonly length: number;
    readonly served: number;
    readonly taken: number;
    readonly owed: number;
    readonly last: AgentId;
    readonly switches: number;
}

function countOf(bits: number): number {
    let count = 0;
    for (let left = bits; left !== 0; left &= left - 1) count++;
    return count;
}
