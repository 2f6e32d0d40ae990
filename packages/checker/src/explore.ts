// The search: breadth first over every reachable state, keeping every transition.
//
// Breadth first, so that the first witness of anything is a shortest one. A failing transition is a cut: it is kept,
// it leads nowhere, and the search goes on without it; so is a transition into a state that breaks an invariant.
// What is found on the way is noted as a `Finding`; what needs the whole graph (deadlock, livelock, terminal states)
// is left to `property/`.
import { invariant } from './broken-invariant.ts';
import { createCompacted } from './compacted.ts';
import type { Executable } from './executable.ts';
import { createExpander } from './expand.ts';
import type { Finding } from './findings.ts';
import { createFindings } from './findings.ts';
import type { Graph } from './graph.ts';
import { agentOf, cutAt, DISCARDED, FAILED, MOST_AGENTS, runsOn } from './graph.ts';
import type { Reserve } from './growing.ts';
import { createInvariants } from './invariants.ts';
import { STATUS } from './memory/memory.ts';
import { createPacking } from './packing.ts';
import type { Property } from './program.ts';
import { bytesOfJudging } from './property/space.ts';
import { noteRaces } from './races.ts';
import type { Recall } from './recall.ts';
import { BLOCK, bytesOfRecall, createRecall } from './recall.ts';
import type { Reducer } from './reduction/persistent.ts';
import type { Canonical } from './symmetry/canonical.ts';
import type { Symmetry } from './symmetry/renaming.ts';
import { GrowingTransitions, NO_TRANSITIONS } from './transitions.ts';
import type { Budget, Limit } from './verdict.ts';
import type { StateId, Visited } from './visited.ts';
import { createVisited } from './visited.ts';
import type { Watch } from './watch.ts';
import { limitOf, Stopped } from './watch.ts';

export interface Exploration {
    readonly graph: Graph;
    readonly visited: Visited;
    /** The same, where only hashes of the states were kept; with it the bits of these. */
    readonly recall?: Recall;
    readonly hashBits?: number;
    /** 1 for a state of which only some transitions were taken; absent: there is none. */
    readonly reduced?: Uint8Array;
    /** How names are to be read where one state stands for all orders of alike actors; absent: each stands for itself. */
    readonly symmetry?: Symmetry;
    /** Of a search that reduces. */
    readonly soFar?: SoFar;
    /** In the order in which they were found, so the shallowest first. */
    readonly findings: readonly Finding[];
    /** Why it stopped before every state was expanded. */
    readonly limit: Limit | undefined;
    readonly bytes: number;
    readonly executed: readonly boolean[];
    readonly rested: readonly boolean[];
    readonly covered: readonly boolean[];
    /** The invariants that could not be read in some state. */
    readonly unreadable: ReadonlySet<Property>;
}

/** How many states pass between two reports of progress. */
const REPORT_PERIOD = 1 << 14;

/** How many states are expanded at once. */
const BATCH = 32;

/** How often a step is looked at before code is made for it: then that has paid off twice over. */
export const HOT: Readonly<Record<NonNullable<Budget['code']>, number>> = {
    always: 0,
    hot: 150,
    never: Number.POSITIVE_INFINITY,
};

/** The states so far. */
export type Looked = Pick<Visited, 'count' | 'loadPacked'>;

/** Asked where there are more than `at` states. */
export interface Question {
    readonly at: number;
    /** Up to how many states it goes on; as many as there are, or fewer: it ends here. `bytes`: what is kept of them by now. */
    readonly upTo: (soFar: SoFar, visited: Looked, bytes: number) => number;
}

/** Of the states that are expanded. */
export interface SoFar {
    readonly expanded: number;
    /**
     * Whether a transition of an agent that may go round leads to a state that was found earlier than the one it comes from:
     * every cycle has one.
     */
    readonly goesBack: boolean;
    /** How many states are reduced, or were passed without being kept, as often as they were. */
    readonly saved: number;
}

/** `reducer`: what says which transitions are enough. `canonical`: what says which state stands for others. */
export function explore(
    executable: Executable,
    budget: Budget,
    watch: Watch,
    reducer?: Reducer,
    question?: Question,
    canonical?: Pick<Canonical, 'sort'>,
): Exploration {
    const { layout, agents, failSites } = executable;
    invariant(agents <= MOST_AGENTS, `a program has at most ${MOST_AGENTS} actors and CPUs`);
    const reserve: Reserve = more => {
        // the columns are put together in the end, and then the graph is judged
        const later = Math.max(transitions.bytesToFinish, visited.count * perState);
        if (bytes() + more + broken.byteLength + reduced.byteLength + later > budget.maxBytes)
            throw new Stopped('memory');
    };
    const { hashBits } = budget;
    const perState = bytesOfJudging(agents) + (hashBits === undefined ? 0 : bytesOfRecall(layout));
    const packing = createPacking(layout);
    const exact = hashBits === undefined ? createVisited(packing, reserve, watch) : undefined;
    const visited = exact ?? createCompacted(packing, hashBits!, reserve, watch);
    const hot = HOT[budget.code ?? 'hot'];
    const { generator, expand, batch, again } = createExpander(executable, packing, hot, watch, reducer);
    let hashes = new Int32Array(1 << 10);
    /** For each state of the batch, where its transitions and accesses end. */
    const endOf = new Int32Array(BATCH);
    const lastAccess = new Int32Array(BATCH);
    const transitions = new GrowingTransitions(reserve);
    let broken = new Uint8Array(1 << 10);
    let reduced = new Uint8Array(reducer === undefined ? 0 : 1 << 10);
    const layers: StateId[] = [0];
    /** What a recall wants to know. */
    const before: number[] = [];
    const findings = createFindings(reserve);
    const { executed, rested, covered } = generator;
    const invariants = createInvariants(executable, packing, generator, hot);
    const unreadable = new Set<Property>();
    const bytes = (): number =>
        visited.bytes + transitions.bytes + broken.byteLength + reduced.byteLength + findings.bytes;
    let maxStates = Math.min(budget.maxStates, question?.at ?? budget.maxStates);
    let goesBack = false;
    let saved = 0;
    let limit: Limit | undefined;
    let expanded = 0;
    let depth = 0;
    let nextLayer = 1;

    /** The id of the state after a transition of the batch; as a cut, where it breaks an invariant. */
    const arrive = (source: StateId, place: number): number => {
        const found = visited.insert(batch.states, place * packing.words, hashes[place]!);
        const state = found < 0 ? ~found : found;
        if (found < 0) {
            if (state >= broken.length) broken = grown(broken);
        } else if (broken[state] === 0) {
            return state;
        }
        for (const property of invariants.broken(batch.states, place * packing.words, unreadable)) {
            broken[state] = 1;
            const step = batch.steps[place]! < 0 ? undefined : batch.steps[place]!;
            const end = { state: source, label: batch.labels[place]! };
            findings.add({ outcome: property.outcome, step, depth: depth + 1, end });
        }
        return broken[state] === 1 ? cutAt(state) : state;
    };

    const noteTransition = (source: StateId, place: number): void => {
        const status = batch.statuses[place]!;
        const label = batch.labels[place]!;
        let target: number;
        if (status === STATUS.done) {
            target = arrive(source, place);
        } else if (status === STATUS.discarded) {
            target = DISCARDED;
        } else {
            const site = failSites[status - STATUS.failed]!;
            target = FAILED;
            findings.add({ outcome: site.outcome, step: site.step, depth: depth + 1, end: { state: source, label } });
        }
        if (reducer !== undefined) {
            if (target >= 0 && target <= source && reducer.mayGoRound[agentOf(label)] === 1) goesBack = true;
            if (runsOn(label)) saved++;
        }
        transitions.push(target, label);
    };

    /** Fires what leads out of the next states, up to `end`. */
    const expandAll = (end: StateId): void => {
        batch.clear();
        for (let source = expanded; source < end; source++) {
            if (broken[source] === 0) {
                const start = batch.count;
                visited.loadPacked(source, generator.from);
                const isReduced = expand();
                const isLookedAt = canonical !== undefined || visited.announce !== undefined;
                for (let place = start; isLookedAt && place < batch.count; place++) {
                    if (batch.statuses[place] !== STATUS.done) continue;
                    canonical?.sort(batch.states, place * packing.words);
                    // sorting may change any word
                    visited.announce?.(batch.states, place, canonical === undefined ? batch.changes[place] : undefined);
                }
                if (reducer !== undefined) {
                    if (source >= reduced.length) reduced = grown(reduced);
                    reduced[source] = isReduced ? 1 : 0;
                    if (isReduced) saved++;
                }
            }
            endOf[source - expanded] = batch.count;
            lastAccess[source - expanded] = batch.accesses;
        }
        if (batch.count > hashes.length) hashes = new Int32Array(2 * batch.count);
        visited.prepare(batch.states, batch.count, hashes);
    };

    try {
        packing.pack(layout.initial, generator.into);
        visited.announce?.(generator.into, 0, undefined);
        visited.prepare(generator.into, 1, hashes);
        visited.insert(generator.into, 0, hashes[0]!);
        layout.actors.forEach(({ counter, steps }) => {
            const start = layout.initial[counter]!;
            if (start > 0) rested[steps[start - 1]!] = 1;
        });
        for (const property of invariants.broken(generator.into, 0, unreadable)) {
            broken[0] = 1;
            findings.add({ outcome: property.outcome, step: undefined, depth: 0, end: { state: 0, label: undefined } });
        }
        while (expanded < visited.count) {
            const start = expanded;
            const end = Math.min(visited.count, start + BATCH);
            expandAll(end);
            for (let place = 0, access = 0; expanded < end; expanded++) {
                if (expanded === nextLayer) {
                    depth = layers.push(expanded) - 1;
                    nextLayer = visited.count;
                }
                watch.tick();
                if (visited.count > maxStates) {
                    const most =
                        maxStates < budget.maxStates && question?.upTo({ expanded, goesBack, saved }, visited, bytes());
                    maxStates = Math.min(budget.maxStates, most || 0);
                    if (visited.count > maxStates) throw new Stopped('states');
                }
                reserve(0);
                if (expanded % REPORT_PERIOD === 0) {
                    budget.onProgress?.({ states: visited.count, transitions: transitions.length, depth });
                }
                transitions.beginRow();
                if (hashBits !== undefined && expanded % BLOCK === 0) before.push(visited.count);
                for (const last = endOf[expanded - start]!; place < last; place++) noteTransition(expanded, place);
                const last = lastAccess[expanded - start]!;
                if (last - access > 1) noteRaces(findings, batch, access, last, expanded, depth);
                access = last;
            }
        }
    } catch (error) {
        // A state that was expanded only in part counts as not expanded: its transitions lie behind the last row.
        limit = limitOf(error);
    }
    if (visited.count > nextLayer) layers.push(nextLayer);
    const used = bytes();
    visited.seal();
    let rows: Pick<Graph, 'expanded' | 'transitions'> | undefined;
    const found = findings.all();
    try {
        // who has cancelled does not wait for what nobody will look at
        if (limit !== 'cancelled' || found.length > 0) {
            if (transitions.rows === expanded) transitions.beginRow();
            rows = { expanded, transitions: transitions.finish() };
        }
    } catch (error) {
        limit = limitOf(error);
    }
    const graph = { states: visited.count, ...(rows ?? NO_ROWS), layers, broken };
    const recall = exact ? undefined : createRecall(executable, packing, again, graph, Int32Array.from(before), watch);
    return {
        graph,
        ...(reducer && { reduced, soFar: { expanded, goesBack, saved } }),
        visited: (exact ?? recall)!,
        ...(recall && { recall }),
        ...(hashBits !== undefined && { hashBits }),
        // without its rows, a graph has no way to what was found
        findings: rows === undefined ? [] : found,
        limit,
        bytes: used,
        executed: Array.from(executed, Boolean),
        rested: Array.from(rested, Boolean),
        covered: Array.from(covered, Boolean),
        unreadable,
    };
}

const NO_ROWS = { expanded: 0, transitions: NO_TRANSITIONS };

function grown(flags: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const larger = new Uint8Array(flags.length * 2);
    larger.set(flags);
    return larger;
}
