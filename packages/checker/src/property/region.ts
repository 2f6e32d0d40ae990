// The part of the graph that a livelock is in, and shortest ways within it.
import type { StateId } from '../visited.ts';
import type { Livelock } from './livelock.ts';
import { isAdvance } from './livelock.ts';
import type { Space } from './space.ts';
import { isKnown } from './space.ts';

/** A transition, and the state before it. */
export interface Hop {
    readonly source: StateId;
    readonly edge: number;
}

export type Wanted = (source: StateId, edge: number, target: StateId) => boolean;

export interface Region {
    /** Whether a transition from a state of the livelock with this label leads to another one, and does not get its actor on. */
    readonly isInner: (target: number, label: number) => boolean;
    /** A shortest way from the state through a wanted transition, the first in the order of transitions; empty if there is none. */
    readonly walk: (from: StateId, wanted: Wanted) => readonly Hop[];
    /** How many transitions were looked at in walking, in this region and those before. */
    readonly effort: () => number;
    /** A number for each state, for who leaves all of them 0. */
    readonly zeros: Int32Array;
    /** The same, but of any value: until the next walk. */
    readonly scratch: Int32Array;
}

/** Columns, for a livelock may have as many states as there are; one region after the other has them. */
export function createRegionFinder(space: Space): (livelock: Livelock) => Region {
    const { states: size, transitions } = space.graph;
    const inside = new Uint8Array(size);
    let before: Int32Array = new Int32Array(0);
    const queue = new Int32Array(size);
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
    return ({ states, actor }) => {
        for (const state of before) inside[state] = 0;
        for (const state of states) inside[state] = 1;
        before = states;
        const isInner = (target: number, label: number): boolean =>
            isKnown(space, target) && inside[target] === 1 && !isAdvance(label, actor);
        return {
            isInner,
            walk: (from, wanted) => walk(isInner, from, wanted),
            effort: () => effort,
            zeros: edges,
            scratch: sources,
        };
    };

    function walk(isInner: Region['isInner'], from: StateId, wanted: Wanted): readonly Hop[] {
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
                if (!isInner(target, transitions.label(edge))) continue;
                if (wanted(source, edge, target)) way = wayTo({ source, edge }, from);
                if (edges[target] !== 0) continue;
                sources[target] = source;
                edges[target] = edge + 1;
                queue[reached++] = target;
            }
        }
        for (let next = 0; next < reached; next++) edges[queue[next]!] = 0;
        return way;
    }
}
