// A livelock as a lasso: a shortest stem to some state of a fair component, and a fair cycle through it.
//
// Least is the sum of both; of equally short ones, the cycle with the fewest context switches is told; of these the one
// whose cycle is entered at the state that was found first. First a cycle is put together greedily: from where it stands it
// goes the shortest way to the next thing that fairness asks for (a step of somebody who could step all the time, a
// state where he cannot, an acquisition), and home when nothing is missing. Then shorter ones are looked for through one state
// after the other, the shallowest first; the cycle is entered at its shallowest state, so deeper ones do not count. Where
// effort does not suffice to be sure, more are put together greedily, and straightened.
// What is promised: the stem is a shortest path, the cycle is fair; and if effort sufficed, which is counted in
// transitions, that no lasso is shorter.
import type { AgentId } from '../executable.ts';
import { agentOf } from '../graph.ts';
import { switchesAlong } from '../switches.ts';
import type { StateId } from '../visited.ts';
import { acquisitionOf, acquisitionsIn } from './fairness.ts';
import type { Livelock } from './livelock.ts';
import type { Hop, Region, Wanted } from './region.ts';
import { createRegionFinder } from './region.ts';
import { createCycleSearch } from './shortest-cycle.ts';
import type { Space } from './space.ts';
import { has } from './space.ts';

export interface Cycle {
    /** Where it begins and ends. */
    readonly entry: StateId;
    /** Its transitions, and the state before each of them. */
    readonly labels: readonly number[];
    readonly states: readonly StateId[];
    /** How many transitions it has together with its stem, and how many context switches without. */
    readonly length: number;
    readonly switches: number;
    /** Whether it is known that no lasso in the same livelock is better. */
    readonly isShortest: boolean;
}

/** How many transitions and pairs may be looked at to find the shortest ones, for all livelocks of a check; each may take half of what is left. */
const EFFORT = 300_000;
/** How many transitions may be looked at in trying further starting points. */
const EFFORT_TO_GUESS = 300_000;
const MOST_STARTS = 64;
/** In a larger livelock the shortest ones are not looked for: predecessors take memory, too. */
const MOST_STATES = 200_000;

export type FindCycle = (livelock: Livelock) => Cycle;

export function createCycleFinder(space: Space, depthOf: (state: StateId) => number, effort = EFFORT): FindCycle {
    const { graph, executable } = space;
    const { transitions } = graph;
    const findRegion = createRegionFinder(space);
    let left = effort;

    return livelock => {
        const { states } = livelock;
        const region = findRegion(livelock);
        const guesses = region.effort();
        let best = measured(guess(space, region, states[0]!));
        const isShortest = improve();
        if (!isShortest) {
            for (const start of states.subarray(1, MOST_STARTS)) {
                if (region.effort() - guesses > EFFORT_TO_GUESS || depthOf(start) + 1 >= best.length) break;
                consider(guess(space, region, start));
            }
            consider(straightened(space, region, best.hops, EFFORT_TO_GUESS));
        }
        const { hops } = best;
        return {
            entry: hops[0]!.source,
            labels: labelsOf(hops),
            states: hops.map(({ source }) => source),
            length: best.length,
            switches: best.switches,
            isShortest,
        };

        /** Looks for better ones; answers whether there are none left. */
        function improve(): boolean {
            if (states.length > MOST_STATES) return false;
            const most = left / 2;
            const shortest = createCycleSearch(space, livelock, region);
            let spent = 0;
            let isSure = true;
            for (const start of states) {
                space.watch.tick();
                const depth = depthOf(start);
                if (depth + shortest.least > best.length) break;
                if (spent > most) {
                    isSure = false;
                    break;
                }
                const bound = { length: best.length - depth, switches: best.switches };
                const found = shortest.through(start, graph.layers[depth]!, bound, Math.min(most - spent, most / 4));
                // so that a state through which nothing leads counts, too
                spent += found.effort + 1;
                isSure &&= found.isSure;
                if (found.edges !== undefined) best = measured(hopsAlong(start, found.edges));
            }
            left -= spent;
            return isSure;
        }

        function consider(hops: readonly Hop[]): void {
            const candidate = measured(hops);
            if (
                candidate.length < best.length ||
                (candidate.length === best.length && candidate.switches < best.switches)
            ) {
                best = candidate;
            }
        }
    };

    function hopsAlong(start: StateId, edges: readonly number[]): readonly Hop[] {
        return edges.map((edge, place) => ({
            source: place === 0 ? start : transitions.target(edges[place - 1]!),
            edge,
        }));
    }

    /** Entered at its shallowest state; of these where it has the fewest switches, of these the first found. */
    function measured(cycle: readonly Hop[]): Lasso {
        const shallowest = Math.min(...cycle.map(({ source }) => depthOf(source)));
        const entries = cycle.flatMap(({ source }, at) => (depthOf(source) === shallowest ? [{ source, at }] : []));
        const [best] = entries
            .map(({ source, at }) => {
                const hops = [...cycle.slice(at), ...cycle.slice(0, at)];
                return { hops, source, switches: switchesAlong(executable.program, labelsOf(hops)) };
            })
            .sort((a, b) => a.switches - b.switches || a.source - b.source);
        return { hops: best!.hops, length: shallowest + cycle.length, switches: best!.switches };
    }

    function labelsOf(hops: readonly Hop[]): readonly number[] {
        return hops.map(({ edge }) => transitions.label(edge));
    }
}

interface Lasso {
    readonly hops: readonly Hop[];
    /** Of stem and cycle. */
    readonly length: number;
    /** Within the cycle. */
    readonly switches: number;
}

/** A fair cycle through the state. */
function guess(space: Space, { walk }: Region, start: StateId): readonly Hop[] {
    const { transitions } = space.graph;
    const hops: Hop[] = [];
    let at = start;
    for (;;) {
        const wanted = missing(space, start, hops);
        if (wanted === undefined && at === start && hops.length > 0) return hops;
        const way = walk(at, wanted ?? ((_, __, target) => target === start));
        for (const hop of way) hops.push(hop);
        at = transitions.target(way.at(-1)!.edge);
    }
}

/** The same without the detours that fairness does not ask for: parts for which there is a shorter way, longer ones first. */
function straightened(space: Space, region: Region, cycle: readonly Hop[], most: number): readonly Hop[] {
    const until = region.effort() + most;
    let hops = cycle;
    let asked = 0;
    for (let length = hops.length; length > 1; length--) {
        for (let begin = 0; begin + length <= hops.length; begin++) {
            asked += hops.length;
            if (region.effort() + asked > until) return hops;
            const from = hops[begin]!.source;
            const to = (hops[begin + length] ?? hops[0]!).source;
            // all of it may not go
            const way = from === to && length < hops.length ? [] : region.walk(from, (_, __, target) => target === to);
            const shorter = [...hops.slice(0, begin), ...way, ...hops.slice(begin + length)];
            if (shorter.length < hops.length && missing(space, shorter[0]!.source, shorter) === undefined)
                hops = shorter;
        }
    }
    return hops;
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
function ableIn({ able, words, executable }: Space, state: StateId): ReadonlySet<AgentId> {
    const agents = new Set<AgentId>();
    for (let agent = 0; agent < executable.agents; agent++) if (has(able, words, state, agent)) agents.add(agent);
    return agents;
}
