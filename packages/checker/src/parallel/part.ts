// A member's part of a search: it expands states, whoever has found them, and writes down what leads out of them.
//
// The members go layer by layer, and meet in between: so the depth of a state is what it would be if one searched alone,
// whoever comes first. Numbers of states, here, are in no order that means anything; `canonical.ts` gives them theirs.
import { BrokenInvariant } from '../broken-invariant.ts';
import type { End } from '../ends.ts';
import type { Executable } from '../executable.ts';
import { createExecutable } from '../executable.ts';
import type { Expander } from '../expand.ts';
import { createExpander } from '../expand.ts';
import { HOT } from '../explore.ts';
import type { Findings } from '../findings.ts';
import { createFindings } from '../findings.ts';
import { cutAt, DISCARDED, FAILED } from '../graph.ts';
import type { Invariants } from '../invariants.ts';
import { createInvariants } from '../invariants.ts';
import { STATUS } from '../memory/memory.ts';
import type { Packing } from '../packing.ts';
import { createPacking } from '../packing.ts';
import type { Outcome, Property, StepId } from '../program.ts';
import { noteRaces } from '../races.ts';
import type { Limit } from '../verdict.ts';
import type { Watch } from '../watch.ts';
import { createWatch, limitOf, Stopped } from '../watch.ts';
import { meet, OWN, ownPlace, reasonToStop, SHARED, stopAll } from './control.ts';
import { createRegion } from './region.ts';
import type { SharedSearch } from './shared-search.ts';
import type { SharedVisited } from './shared-visited.ts';
import { createSharedVisited, LAST_TABLE_SHIFT } from './shared-visited.ts';

/** What a member found, apart from what lies in the shared memory. Plain data. */
export interface PartAnswer {
    readonly findings: readonly PartFinding[];
    readonly executed: Uint8Array;
    readonly rested: Uint8Array;
    readonly covered: Uint8Array;
    /** The properties that could not be read in some state, by index. */
    readonly unreadable: readonly number[];
    /** What broke it. */
    readonly broken: { readonly message: string; readonly isInvariant: boolean } | undefined;
}

export interface PartFinding {
    readonly outcome: Outcome;
    readonly step: StepId | undefined;
    readonly depth: number;
    /** With the numbers that states have here. */
    readonly ends: readonly End[];
}

/** How many states are taken at once. */
const BATCH = 32;
export const COLUMN_SHIFT = 18;
const IN_COLUMN = (1 << COLUMN_SHIFT) - 1;

/**
 * Searches until no state is left, or all are to stop; the others have to do so at the same time. Never throws. `poll` is
 * called often, and throws `Stopped` when it is time.
 */
export function explorePart(search: SharedSearch, member: number, poll: () => void = () => {}): PartAnswer {
    const { control, program } = search;
    const watch = createWatch({
        maxStates: 0,
        maxBytes: 0,
        shouldStop: () => (reasonToStop(control) === undefined ? undefined : 'cancelled'),
    });
    const findings = createFindings(() => {});
    const unreadable = new Set<Property>();
    const flags = { executed: new Uint8Array(0), rested: new Uint8Array(0), covered: new Uint8Array(0) };
    let broken: PartAnswer['broken'];
    try {
        const executable = createExecutable(program);
        const packing = createPacking(executable.layout);
        const visited = createSharedVisited(packing, search, member);
        const expander = createExpander(executable, packing, HOT[search.code], watch);
        const { generator } = expander;
        Object.assign(flags, generator);
        const invariants = createInvariants(executable, packing, generator, HOT[search.code]);
        if (member === 0) begin(executable, packing, visited, invariants, findings, unreadable);
        const { work } = createWorker(search, member, {
            executable,
            visited,
            expander,
            findings,
            watch,
            poll,
            invariants,
            unreadable,
            words: packing.words,
        });
        // the layer before the first is empty
        for (let depth = -1; ; ) {
            work(depth);
            meet(control, search.members, poll);
            if (reasonToStop(control) !== undefined) break;
            if (Atomics.load(control, SHARED.isGrowing) === 1) {
                growTable(search, member, visited, poll);
                continue;
            }
            if (member === 0) beginLayer(search);
            meet(control, search.members, poll);
            if (reasonToStop(control) !== undefined || Atomics.load(control, SHARED.isDone) === 1) break;
            depth++;
        }
    } catch (error) {
        broken = whatBroke(error, control);
    }
    return {
        findings: findings.all().map(({ outcome, step, depth, ends }) => ({ outcome, step, depth, ends: [...ends] })),
        executed: flags.executed,
        rested: flags.rested,
        covered: flags.covered,
        unreadable: [...unreadable].map(property => program.properties.indexOf(property)),
        broken,
    };
}

function begin(
    { layout }: Executable,
    packing: Packing,
    visited: SharedVisited,
    invariants: Invariants,
    findings: Findings,
    unreadable: Set<Property>,
): void {
    const packed = new Int32Array(packing.words);
    const hashes = new Int32Array(1);
    packing.pack(layout.initial, packed);
    visited.prepare(packed, 1, hashes);
    const broken = invariants.broken(packed, 0, unreadable);
    const state = ~visited.insert(packed, 0, hashes[0]!, () => broken.length > 0);
    for (const { outcome } of broken) {
        findings.add({ outcome, step: undefined, depth: 0, end: { state, label: undefined } });
    }
}

/** Makes the others stop, too. */
function whatBroke(error: unknown, control: Int32Array): PartAnswer['broken'] {
    let limit: Limit;
    try {
        limit = limitOf(error);
    } catch (unknown) {
        stopAll(control, 'broken');
        const message = unknown instanceof Error ? unknown.message : String(unknown);
        return { message, isInvariant: unknown instanceof BrokenInvariant };
    }
    // a reason that is known already stays what it is
    stopAll(control, limit);
    return undefined;
}

function growTable(search: SharedSearch, member: number, visited: SharedVisited, poll: () => void): void {
    const { control, members } = search;
    if (Atomics.load(control, SHARED.tableShift) === LAST_TABLE_SHIFT) throw new Stopped('memory');
    visited.growTable();
    meet(control, members, poll);
    if (member === 0) {
        Atomics.add(control, SHARED.tableShift, 1);
        Atomics.store(control, SHARED.isGrowing, 0);
    }
    meet(control, members, poll);
    visited.adoptTable();
}

/** What all have found since is the next layer. */
function beginLayer({ control, members }: SharedSearch): void {
    let count = 0;
    for (let member = 0; member < members; member++) {
        const start = Atomics.load(control, ownPlace(member, OWN.end));
        const end = Atomics.load(control, ownPlace(member, OWN.found));
        Atomics.store(control, ownPlace(member, OWN.start), start);
        Atomics.store(control, ownPlace(member, OWN.cursor), start);
        Atomics.store(control, ownPlace(member, OWN.end), end);
        count += end - start;
    }
    if (count === 0) Atomics.store(control, SHARED.isDone, 1);
}

interface Tools {
    readonly executable: Executable;
    readonly visited: SharedVisited;
    readonly expander: Expander;
    readonly findings: Findings;
    readonly watch: Watch;
    readonly poll: () => void;
    readonly invariants: Invariants;
    readonly unreadable: Set<Property>;
    readonly words: number;
}

function createWorker(
    { control, members, columns }: SharedSearch,
    member: number,
    { executable, visited, expander, findings, watch, poll, invariants, unreadable, words }: Tools,
): { readonly work: (depth: number) => void } {
    const { failSites } = executable;
    const { generator, expand, batch } = expander;
    const column = createRegion(columns[member]!, 1 << COLUMN_SHIFT);
    let length = 0;
    let hashes = new Int32Array(1 << 10);
    const sources = new Int32Array(BATCH);
    /** For each state of the batch, where its transitions and accesses end. */
    const endOf = new Int32Array(BATCH);
    const lastAccess = new Int32Array(BATCH);

    const push = (value: number): void => {
        column.chunk(length >> COLUMN_SHIFT)[length & IN_COLUMN] = value;
        length++;
    };

    /** The number of the state after a transition of the batch; as a cut, where it breaks an invariant. */
    const arrive = (source: number, place: number, depth: number): number => {
        const offset = place * words;
        let properties: readonly Property[] | undefined;
        const brokenHere = (): readonly Property[] => {
            properties ??= invariants.broken(batch.states, offset, unreadable);
            return properties;
        };
        const found = visited.insert(batch.states, offset, hashes[place]!, () => brokenHere().length > 0);
        const state = found < 0 ? ~found : found;
        if (!visited.isBroken(state)) return state;
        for (const { outcome } of brokenHere()) {
            const step = batch.steps[place]! < 0 ? undefined : batch.steps[place]!;
            findings.add({ outcome, step, depth: depth + 1, end: { state: source, label: batch.labels[place]! } });
        }
        return cutAt(state);
    };

    const targetOf = (source: number, place: number, depth: number): number => {
        const status = batch.statuses[place]!;
        if (status === STATUS.done) return arrive(source, place, depth);
        if (status === STATUS.discarded) return DISCARDED;
        const { outcome, step } = failSites[status - STATUS.failed]!;
        findings.add({ outcome, step, depth: depth + 1, end: { state: source, label: batch.labels[place]! } });
        return FAILED;
    };

    /** Takes states of the layer that nobody has taken: of its own first. Answers how many. */
    const take = (): number => {
        for (let i = 0; i < members; i++) {
            const whose = (member + i) % members;
            const end = Atomics.load(control, ownPlace(whose, OWN.end));
            const cursor = ownPlace(whose, OWN.cursor);
            if (Atomics.load(control, cursor) >= end) continue;
            const from = Atomics.add(control, cursor, BATCH);
            const count = Math.min(BATCH, end - from);
            for (let at = 0; at < count; at++) sources[at] = visited.foundBy(whose, from + at);
            if (count > 0) return count;
        }
        return 0;
    };

    const expandAll = (count: number): void => {
        batch.clear();
        for (let at = 0; at < count; at++) {
            if (!visited.isBroken(sources[at]!)) {
                visited.loadPacked(sources[at]!, generator.from);
                expand();
            }
            endOf[at] = batch.count;
            lastAccess[at] = batch.accesses;
        }
        if (batch.count > hashes.length) hashes = new Int32Array(2 * batch.count);
        visited.prepare(batch.states, batch.count, hashes);
    };

    const noteAll = (count: number, depth: number): void => {
        for (let at = 0, place = 0, access = 0; at < count; at++) {
            const source = sources[at]!;
            watch.tick();
            const row = length;
            push(endOf[at]! - place);
            for (; place < endOf[at]!; place++) {
                const target = targetOf(source, place, depth);
                push(target);
                push(batch.labels[place]!);
            }
            const last = lastAccess[at]!;
            if (last - access > 1) noteRaces(findings, batch, access, last, source, depth);
            access = last;
            // in the end, so that a row that is there is complete
            visited.setRow(source, row);
        }
    };

    return {
        work: depth => {
            for (;;) {
                poll();
                if (reasonToStop(control) !== undefined || Atomics.load(control, SHARED.isGrowing) === 1) return;
                const count = take();
                if (count === 0) return;
                expandAll(count);
                noteAll(count, depth);
                Atomics.store(control, ownPlace(member, OWN.column), length);
                Atomics.store(control, ownPlace(member, OWN.findings), findings.bytes >> 10);
            }
        },
    };
}
