// States of which only hashes were kept, made again along the transitions that led to them first.
//
// The program counters, which are asked for all the time and everywhere, are made once for all states in their order, a transition
// each, and stay: they take the room that the hashes leave. Meanwhile the states that others will come from are there, too. Any
// other state is made from the nearest one on its way that is known.
//
// Invariant: a state is one that the search has expanded, or would have: hashes play no part in how it is reached.
import { BrokenInvariant, invariant } from './broken-invariant.ts';
import { BYTES_OF_HASH } from './compacted.ts';
import type { Executable } from './executable.ts';
import { createFrontier } from './frontier.ts';
import type { Graph } from './graph.ts';
import { DISCARDED } from './graph.ts';
import type { Layout } from './layout.ts';
import type { Packing } from './packing.ts';
import { createPacking } from './packing.ts';
import type { StateId, Visited } from './visited.ts';
import type { Watch } from './watch.ts';

export interface Recall extends Visited {
    /** The transitions along which the state was reached first: an execution, one of the shortest. */
    readonly wayTo: (id: StateId) => readonly number[];
}

/** Fires the transition again that the label is of, from one packed state into another. */
export type FireAgain = (label: number, from: Int32Array, into: Int32Array) => void;

/** How many rows are a block. */
export const BLOCK = 1 << 6;
const CACHE_SHIFT = 12;

/** What it takes, in bytes for each state, beyond the room that the hashes leave and that of the states not yet expanded. */
export function bytesOfRecall(layout: Layout): number {
    return Math.max(0, 1 + countersOnly(layout).words * Int32Array.BYTES_PER_ELEMENT - BYTES_OF_HASH);
}

/** `before`: for each block of rows how many states there are before those that it leads to first. */
export function createRecall(
    { layout }: Executable,
    packing: Packing,
    fireAgain: FireAgain,
    { states, expanded, transitions }: Graph,
    before: Int32Array,
    watch: Watch,
): Recall {
    const { words } = packing;
    const ofCounters = countersOnly(layout);
    const actorAt = new Map(layout.actors.map(({ counter }, actor) => [counter, actor]));
    const counters = new Int32Array(layout.actors.length);
    let kept = new Int32Array(0);
    const keptOfOne = new Int32Array(ofCounters.words);
    const frontier = createFrontier(words, () => {});
    /** The states of the rows to come are in the frontier, up to those that were made. */
    let row = 0;
    let made = 0;
    const source = new Int32Array(words);
    const target = new Int32Array(words);
    const cached = new Int32Array(1 << CACHE_SHIFT);
    let cache = new Int32Array(0);
    const scratch = new Int32Array(words);

    const keep = (state: Int32Array): void => {
        frontier.push(state, 0);
        packing.counters(state, 0, counters);
        ofCounters.pack(counters, keptOfOne);
        kept.set(keptOfOne, made * ofCounters.words);
        made++;
    };
    /** Makes all states up to this one. */
    const advanceTo = (id: StateId): void => {
        if (made === 0) {
            kept = new Int32Array(states * ofCounters.words);
            packing.pack(layout.initial, target);
            keep(target);
        }
        while (made <= id) {
            watch.tick();
            invariant(row < expanded, 'a transition leads to every state that is asked for');
            let isLoaded = false;
            for (let edge = transitions.start(row), end = transitions.start(row + 1); edge < end; edge++) {
                if (reached(transitions.target(edge)) !== made) continue;
                if (!isLoaded) frontier.load(row, source);
                isLoaded = true;
                fireAgain(transitions.label(edge), source, target);
                keep(target);
            }
            frontier.letGo(++row);
        }
    };
    /** The transition that led to a state first: its label, and where it came from. */
    const cameBy = (id: StateId): { readonly label: number; readonly from: StateId } => {
        let low = 0;
        let high = before.length - 1;
        while (low < high) {
            const middle = (low + high + 1) >> 1;
            if (before[middle]! <= id) low = middle;
            else high = middle - 1;
        }
        let next = before[low]!;
        for (let from = low * BLOCK; from < expanded; from++) {
            for (let edge = transitions.start(from), end = transitions.start(from + 1); edge < end; edge++) {
                if (reached(transitions.target(edge)) !== next) continue;
                if (next === id) return { label: transitions.label(edge), from };
                next++;
            }
        }
        throw new BrokenInvariant('a transition leads to every state but the first');
    };
    const known = (id: StateId, into: Int32Array): boolean => {
        const place = id & ((1 << CACHE_SHIFT) - 1);
        if (id >= row && id < made) frontier.load(id, into);
        else if (id === 0) packing.pack(layout.initial, into);
        else if (cached[place] !== id) return false;
        else for (let word = 0; word < words; word++) into[word] = cache[place * words + word]!;
        return true;
    };
    const remember = (id: StateId, state: Int32Array): void => {
        if (cache.length === 0) cache = new Int32Array(words << CACHE_SHIFT);
        const place = id & ((1 << CACHE_SHIFT) - 1);
        cached[place] = id;
        cache.set(state, place * words);
    };
    const loadPacked = (id: StateId, into: Int32Array): void => {
        const way: { readonly id: StateId; readonly label: number }[] = [];
        let at = id;
        while (!known(at, source)) {
            const { label, from } = cameBy(at);
            way.push({ id: at, label });
            at = from;
        }
        for (const { id: next, label } of way.reverse()) {
            fireAgain(label, source, target);
            source.set(target);
            remember(next, source);
        }
        into.set(source);
    };

    return {
        count: states,
        loadPacked,
        load: (id, into) => {
            loadPacked(id, scratch);
            packing.unpack(scratch, 0, into);
        },
        read: (id, slot) => {
            const actor = actorAt.get(slot);
            if (actor === undefined) {
                loadPacked(id, scratch);
                return packing.read(scratch, 0, slot);
            }
            advanceTo(id);
            return ofCounters.read(kept, id * ofCounters.words, actor);
        },
        counters: (id, into) => {
            advanceTo(id);
            ofCounters.unpack(kept, id * ofCounters.words, into);
        },
        wayTo: id => {
            const labels: number[] = [];
            for (let at = id; at > 0; ) {
                const { label, from } = cameBy(at);
                labels.push(label);
                at = from;
            }
            return labels.reverse();
        },
        get bytes() {
            return kept.byteLength + before.byteLength + cache.byteLength + frontier.bytes;
        },
    };
}

/** The state that a transition leads to, whether it is a cut or not; below 0: none. */
function reached(target: number): number {
    return target < DISCARDED ? DISCARDED - 1 - target : target;
}

/** A packing of the program counters alone, one slot for each actor. */
function countersOnly({ actors, ranges }: Layout): Packing {
    return createPacking({
        size: actors.length,
        ranges: actors.map(({ counter }) => ranges[counter]!),
        actors: actors.map((_, actor) => ({ counter: actor })),
    });
}
