// The search of one state for all that differ in the order of alike actors only, as often as it takes until no state on a cycle is sorted.
//
// On a cycle it matters who is who: what is fair, and who gets on, is asked of each actor. A cycle of sorted states need not be
// one of the program, in which the members may come out in another order. So states on cycles are left as they are: where
// a state on a cycle was sorted, those of its shape are not to be sorted any more, and the search begins anew.
import type { Executable } from '../executable.ts';
import type { Exploration, Looked } from '../explore.ts';
import { explore } from '../explore.ts';
import { findCycles } from '../on-cycles.ts';
import { createPacking } from '../packing.ts';
import type { Budget } from '../verdict.ts';
import type { Watch } from '../watch.ts';
import { limitOf } from '../watch.ts';
import { ofAllAlike } from './alike.ts';
import type { Canonical } from './canonical.ts';
import { createCanonical } from './canonical.ts';
import type { Group } from './group.ts';
import { findGroups } from './group.ts';
import type { SymmetryMistake } from './mistakes.ts';
import type { Symmetry } from './renaming.ts';
import { createSymmetry } from './renaming.ts';

/** How many states the first searches see. */
const FIRST_LOOKS = [2_000, 20_000, 200_000];

/** How often all of it is searched before it is given up. */
const MOST_WHOLE = 2;

export interface SymmetricSearch {
    /** How many states there are for one that would be kept, among those of the search without. Throws `Stopped`. */
    readonly saves: (visited: Looked) => number;
    /** `undefined`: too much of it lies on cycles. */
    readonly run: () => Exploration | undefined;
}

/** `undefined`: no actors are alike. */
export function createSymmetricSearch(
    executable: Executable,
    budget: Budget,
    watch: Watch,
    mistake?: SymmetryMistake,
): SymmetricSearch | undefined {
    const groups = findGroups(executable, watch, mistake);
    if (groups.length === 0) return undefined;
    const packing = createPacking(executable.layout);
    const canonical = createCanonical(executable.layout, packing, groups, mistake);
    const finish = (exploration: Exploration): Exploration =>
        finished(exploration, groups, createSymmetry(executable, exploration, groups, canonical, mistake));
    const { onProgress: _, ...quietly } = budget;

    /** Searches; `undefined` where a state on a cycle was sorted. */
    const look = (budgeted: Budget): Exploration | undefined => {
        const exploration = explore(executable, budgeted, watch, undefined, undefined, canonical);
        const { limit } = exploration;
        if (limit === 'time' || limit === 'cancelled') return exploration;
        try {
            const isSound = forbidCycles(exploration, packing.words, canonical, watch) === 0 || mistake === 'cycles';
            return isSound ? exploration : undefined;
        } catch (error) {
            return { ...exploration, limit: limitOf(error) };
        }
    };

    const isMostlySorted = ({ visited }: Exploration): boolean => {
        const packed = new Int32Array(packing.words);
        let left = 0;
        for (let state = 0; state < visited.count; state++) {
            watch.tick();
            visited.loadPacked(state, packed);
            if (canonical.isForbidden(canonical.shape(packed, 0))) left++;
        }
        return 2 * left <= visited.count;
    };

    return {
        saves: visited => {
            const { count } = visited;
            const packed = new Int32Array(packing.words);
            const sorted = new Set<string>();
            for (let state = count < MOST_SAMPLED ? 0 : count - MOST_SAMPLED; state < count; state++) {
                watch.tick();
                visited.loadPacked(state, packed);
                canonical.sort(packed, 0);
                sorted.add(packed.join());
            }
            return Math.min(count, MOST_SAMPLED) / sorted.size;
        },
        run: () => {
            for (const maxStates of FIRST_LOOKS) {
                if (maxStates >= budget.maxStates) break;
                let found = look({ ...quietly, maxStates });
                for (let again = 0; found === undefined && again < MOST_AGAIN; again++) {
                    found = look({ ...quietly, maxStates });
                }
                if (found !== undefined && found.limit !== 'states') return finish(found);
                if (found !== undefined && budget.unreduced !== 0 && !isMostlySorted(found)) return undefined;
            }
            for (let whole = 0; whole < MOST_WHOLE; whole++) {
                const found = look(budget);
                if (found !== undefined) return finish(found);
            }
            return undefined;
        },
    };
}

const MOST_SAMPLED = 20_000;

/** How often each of the first searches begins anew. */
const MOST_AGAIN = 5;

/** Forbids the shapes of sorted states on cycles. Answers how many that are. */
function forbidCycles({ graph, visited }: Exploration, words: number, canonical: Canonical, watch: Watch): number {
    const cycleOf = findCycles(graph, watch);
    if (cycleOf === undefined) return 0;
    const packed = new Int32Array(words);
    let forbidden = 0;
    for (let state = 0; state < graph.expanded; state++) {
        watch.tick();
        if (cycleOf[state] === 0) continue;
        visited.loadPacked(state, packed);
        if (canonical.forbid(canonical.shape(packed, 0))) forbidden++;
    }
    return forbidden;
}

/** What was met by one member was met by all. */
function finished(exploration: Exploration, groups: readonly Group[], symmetry: Symmetry): Exploration {
    return {
        ...exploration,
        executed: ofAllAlike(groups, 'steps', exploration.executed),
        rested: ofAllAlike(groups, 'steps', exploration.rested),
        symmetry,
    };
}
