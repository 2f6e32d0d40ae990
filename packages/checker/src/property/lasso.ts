// A livelock as a lasso: a shortest stem to some state of a fair component, and a fair cycle through it.
//
// The cycle is put together greedily: from where it stands it goes the shortest way to the next thing that fairness
// asks for (a step of somebody who could step all the time, a state where he cannot, an acquisition), and home when
// nothing is missing. Several starting points are tried, the shallowest first. What is promised: the stem is a
// shortest path, the cycle is fair. That stem and cycle together are the least there are is not promised.
import { agentOf, isOptional } from '../graph.ts';
import type { StateId } from '../visited.ts';
import { acquisitionOf } from './fairness.ts';
import type { Livelock } from './livelock.ts';
import { isAdvance } from './livelock.ts';
import type { Space } from './space.ts';
import { isKnown } from './space.ts';

export interface Cycle {
    /** Where it begins and ends. */
    readonly entry: StateId;
    /** Its transitions, and the state before each of them. */
    readonly labels: readonly number[];
    readonly states: readonly StateId[];
}

/** How many transitions may be looked at in trying further starting points. */
const EFFORT = 1_000_000;
const MOST_STARTS = 64;

export function findCycle(space: Space, livelock: Livelock, depthOf: (state: StateId) => number): Cycle {
    const { graph } = space;
    const search = createSearch(space, livelock);
    let best: Cycle | undefined;
    for (const start of livelock.states.subarray(0, MOST_STARTS)) {
        if (best !== undefined && (search.effort() > EFFORT || depthOf(start) + 1 >= sizeOf(best))) break;
        const cycle = rotate(cycleThrough(space, search, start));
        if (best === undefined || sizeOf(cycle) < sizeOf(best)) best = cycle;
    }
    return best!;

    function sizeOf({ entry, labels }: Cycle): number {
        return depthOf(entry) + labels.length;
    }
    /** So that it is entered at its shallowest state, of these the first found. */
    function rotate({ labels, states }: Cycle): Cycle {
        const entry = states.reduce((least, state) => Math.min(least, state), graph.states);
        const at = states.indexOf(entry);
        return {
            entry,
            labels: [...labels.slice(at), ...labels.slice(0, at)],
            states: [...states.slice(at), ...states.slice(0, at)],
        };
    }
}

type Wanted = (source: StateId, edge: number, target: StateId) => boolean;

interface Search {
    /** The edges, with their sources, of a shortest way from the state through a wanted transition. */
    readonly walk: (from: StateId, wanted: Wanted) => readonly Hop[];
    readonly effort: () => number;
}
interface Hop {
    readonly source: StateId;
    readonly edge: number;
}

/** Breadth first within the livelock. Columns, for it may have as many states as there are. */
function createSearch(space: Space, { states, actor }: Livelock): Search {
    const { states: size, transitions } = space.graph;
    const inside = new Uint8Array(size);
    for (const state of states) inside[state] = 1;
    const queue = new Int32Array(states.length);
    /** For a state that is reached: the hop to it, its edge as 1 + its number. */
    const sources = new Int32Array(size);
    const edges = new Int32Array(size);
    let effort = 0;
    const wayTo = (last: Hop, from: StateId): readonly Hop[] => {
        const hops = [last];
        for (let at = last.source; at !== from; at = sources[at]!)
            hops.push({ source: sources[at]!, edge: edges[at]! - 1 });
        return hops.reverse();
    };
    return {
        effort: () => effort,
        walk: (from, wanted) => {
            let reached = 0;
            let way: readonly Hop[] = [];
            queue[reached++] = from;
            edges[from] = -1;
            for (let next = 0; next < reached && way.length === 0; next++) {
                space.watch.tick();
                const source = queue[next]!;
                for (
                    let edge = transitions.start(source), end = transitions.start(source + 1);
                    edge < end && way.length === 0;
                    edge++
                ) {
                    effort++;
                    const target = transitions.target(edge);
                    if (!isKnown(space, target) || inside[target] === 0) continue;
                    if (isAdvance(transitions.label(edge), actor)) continue;
                    if (wanted(source, edge, target)) way = wayTo({ source, edge }, from);
                    if (edges[target] !== 0) continue;
                    sources[target] = source;
                    edges[target] = edge + 1;
                    queue[reached++] = target;
                }
            }
            for (let next = 0; next < reached; next++) edges[queue[next]!] = 0;
            return way;
        },
    };
}

function cycleThrough(space: Space, { walk }: Search, start: StateId): Cycle {
    const { transitions } = space.graph;
    const hops: Hop[] = [];
    let at = start;
    for (;;) {
        const wanted = missing(space, start, hops);
        if (wanted === undefined && at === start && hops.length > 0) break;
        const way = walk(at, wanted ?? ((_, __, target) => target === start));
        for (const hop of way) hops.push(hop);
        at = transitions.target(way.at(-1)!.edge);
    }
    return {
        entry: start,
        labels: hops.map(({ edge }) => transitions.label(edge)),
        states: hops.map(({ source }) => source),
    };
}

/** A transition that fairness still asks of a walk that is to become a cycle; `undefined`: it is fair. */
function missing(space: Space, start: StateId, hops: readonly Hop[]): Wanted | undefined {
    const { transitions } = space.graph;
    const visited = [...new Set([start, ...hops.map(({ edge }) => transitions.target(edge))])];
    const stepped = new Set(hops.map(({ edge }) => agentOf(transitions.label(edge))));
    const ables = visited.map(state => ableIn(space, state));
    const waiting = new Set(
        [...ables[0]!].filter(agent => !stepped.has(agent) && ables.every(able => able.has(agent))),
    );
    const taken = new Set(hops.map(({ source, edge }) => acquisitionOf(space, source, transitions.label(edge))));
    const withheld = new Set(visited.flatMap(state => acquisitionsIn(space, state)).filter(each => !taken.has(each)));
    if (waiting.size === 0 && withheld.size === 0) return undefined;
    return (source, edge, target) => {
        const label = transitions.label(edge);
        if (waiting.has(agentOf(label)) || withheld.has(acquisitionOf(space, source, label) ?? -1)) return true;
        if (waiting.size === 0) return false;
        const able = ableIn(space, target);
        return [...waiting].some(agent => !able.has(agent));
    };
}

/** The agents that are able to step, optional starts apart. */
function ableIn({ graph }: Space, state: StateId): Set<number> {
    const able = new Set<number>();
    const { transitions } = graph;
    for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
        if (!isOptional(transitions.label(edge))) able.add(agentOf(transitions.label(edge)));
    }
    return able;
}

function acquisitionsIn(space: Space, state: StateId): number[] {
    const { transitions } = space.graph;
    const found: number[] = [];
    for (let edge = transitions.start(state), end = transitions.start(state + 1); edge < end; edge++) {
        const acquisition = acquisitionOf(space, state, transitions.label(edge));
        if (acquisition !== undefined) found.push(acquisition);
    }
    return found;
}
