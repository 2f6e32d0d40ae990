// The search of a team: what `explore` does, by several threads in one memory. The answer is the same.
import { BrokenInvariant } from '../broken-invariant.ts';
import type { Executable } from '../executable.ts';
import type { Exploration } from '../explore.ts';
import { explore } from '../explore.ts';
import type { Packing } from '../packing.ts';
import { createPacking } from '../packing.ts';
import { bytesOfJudging } from '../property/space.ts';
import { NO_TRANSITIONS } from '../transitions.ts';
import type { Budget, Limit } from '../verdict.ts';
import type { Visited } from '../visited.ts';
import type { Watch } from '../watch.ts';
import { limitOf, Stopped } from '../watch.ts';
import type { Canonical } from './canonical.ts';
import { canonicalFindings, canonicalGraph } from './canonical.ts';
import { OWN, ownPlace, reasonToStop } from './control.ts';
import type { PartAnswer } from './part.ts';
import { COLUMN_SHIFT, explorePart } from './part.ts';
import type { SharedSearch } from './shared-search.ts';
import { createSharedSearch } from './shared-search.ts';
import type { SharedVisited } from './shared-visited.ts';
import { createSharedVisited } from './shared-visited.ts';
import type { Team } from './team.ts';

/** How many polls pass between two reports of progress. */
const REPORT_PERIOD = 512;
const BYTES = Int32Array.BYTES_PER_ELEMENT;

export function exploreTogether(executable: Executable, budget: Budget, watch: Watch, team: Team): Exploration {
    const { program, layout } = executable;
    const packing = createPacking(layout);
    const search = createSharedSearch(program, budget.code ?? 'hot', team.members);
    if (search === undefined) return explore(executable, budget, watch);
    const answersOfOthers = team.start(search);
    const visited = createSharedVisited(packing, search, 0);
    const perState = bytesOfJudging(executable.agents);
    const usage = (): ReturnType<typeof usageOf> => usageOf(search);
    const bytes = (): number => {
        const { column, findings } = usage();
        return visited.bytes() + column * BYTES + search.members * (BYTES << COLUMN_SHIFT) + findings;
    };
    /** The graph that is made of it in the end, and then judged. */
    const later = (): number => {
        const { found, column } = usage();
        return column * BYTES + found * (4 * BYTES + perState);
    };
    let polls = 0;
    const poll = (): void => {
        watch.tick();
        const { found, column } = usage();
        if (found > budget.maxStates) throw new Stopped('states');
        if (bytes() + later() > budget.maxBytes) throw new Stopped('memory');
        if (polls++ % REPORT_PERIOD !== 0) return;
        budget.onProgress?.({ states: found, transitions: (column - found) >> 1, depth: 0 });
        const reason = budget.shouldStop();
        if (reason !== undefined) throw new Stopped(reason);
    };

    const own = explorePart(search, 0, poll);
    const answers = [own, ...answersOfOthers()];
    for (const { broken } of answers) {
        if (broken?.isInvariant) throw new BrokenInvariant(broken.message);
        if (broken !== undefined) throw new Error(broken.message);
    }
    const reason = reasonToStop(search.control);
    let limit: Limit | undefined = reason === 'broken' ? undefined : reason;
    const used = bytes();
    let canonical: Canonical | undefined;
    const isEmpty = answers.every(({ findings }) => findings.length === 0);
    try {
        const { found } = usage();
        // who has cancelled does not wait for what nobody will look at
        if (limit !== 'cancelled' || !isEmpty)
            canonical = canonicalGraph(search, visited, visited.foundBy(0, 0), found);
    } catch (error) {
        limit = limitOf(error);
    }
    return {
        graph: canonical?.graph ?? { ...NO_GRAPH, states: usage().found },
        visited: visitedOf(canonical, packing, visited, used),
        findings:
            canonical === undefined
                ? []
                : canonicalFindings(
                      program,
                      canonical,
                      answers.map(({ findings }) => findings),
                  ),
        limit,
        bytes: used,
        executed: either(answers.map(({ executed }) => executed)),
        rested: restedOf(executable, answers),
        covered: either(answers.map(({ covered }) => covered)),
        unreadable: new Set(answers.flatMap(({ unreadable }) => unreadable.map(at => program.properties[at]!))),
    };
}

const NO_GRAPH = {
    expanded: 0,
    transitions: NO_TRANSITIONS,
    layers: [0],
    broken: new Uint8Array(1),
};

function usageOf({ control, members }: SharedSearch): {
    readonly found: number;
    readonly column: number;
    readonly findings: number;
} {
    let [found, column, findings] = [0, 0, 0];
    for (let member = 0; member < members; member++) {
        found += Atomics.load(control, ownPlace(member, OWN.found));
        column += Atomics.load(control, ownPlace(member, OWN.column));
        findings += Atomics.load(control, ownPlace(member, OWN.findings)) * 1024;
    }
    return { found, column, findings };
}

function visitedOf(
    canonical: Canonical | undefined,
    { unpack, read, counters }: Packing,
    shared: SharedVisited,
    bytes: number,
): Visited {
    const rawOf = canonical?.rawOf ?? new Int32Array(1);
    return {
        count: canonical?.graph.states ?? 1,
        load: (id, into) => unpack(shared.chunkOf(rawOf[id]!), shared.offsetOf(rawOf[id]!), into),
        loadPacked: (id, into) => shared.loadPacked(rawOf[id]!, into),
        read: (id, slot) => read(shared.chunkOf(rawOf[id]!), shared.offsetOf(rawOf[id]!), slot),
        counters: (id, into) => counters(shared.chunkOf(rawOf[id]!), shared.offsetOf(rawOf[id]!), into),
        bytes,
    };
}

/** Actors rest where they begin, too. */
function restedOf({ layout }: Executable, answers: readonly PartAnswer[]): readonly boolean[] {
    const rested = either(answers.map(answer => answer.rested));
    layout.actors.forEach(({ counter, steps }) => {
        const start = layout.initial[counter]!;
        if (start > 0) rested[steps[start - 1]!] = true;
    });
    return rested;
}

function either(flags: readonly Uint8Array[]): boolean[] {
    return Array.from(flags[0]!, (_, at) => flags.some(each => each[at] === 1));
}
