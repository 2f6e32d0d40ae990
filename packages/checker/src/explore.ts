// The search: breadth first over every reachable state, keeping every transition.
//
// Breadth first, so that the first witness of anything is a shortest one. A failing transition is a cut: it is kept,
// it leads nowhere, and the search goes on without it; so is a transition into a state that breaks an invariant.
// What is found on the way is noted as a `Finding`; what needs the whole graph (deadlock, livelock, terminal states)
// is left to `property/`.
import { invariant } from './broken-invariant.ts';
import type { Access, End } from './ends.ts';
import { Ends } from './ends.ts';
import type { AgentId, Executable } from './executable.ts';
import { ACCESS } from './expression.ts';
import type { Graph } from './graph.ts';
import { createLabel, cutAt, DISCARDED, FAILED, MARK, MOST_AGENTS, MOST_CHOICES } from './graph.ts';
import type { Reserve } from './growing.ts';
import { Int32Column } from './growing.ts';
import { STATUS } from './memory/memory.ts';
import { createPacking } from './packing.ts';
import type { Outcome, Property, StepId } from './program.ts';
import type { Budget, Limit } from './verdict.ts';
import type { StateId, Visited } from './visited.ts';
import { createVisited } from './visited.ts';
import type { Watch } from './watch.ts';
import { limitOf, Stopped } from './watch.ts';

export interface Exploration {
    readonly graph: Graph;
    readonly visited: Visited;
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

/** Something found at one source step, with all the shortest ways in which it ends. */
export interface Finding {
    readonly outcome: Outcome;
    /** The step to blame; `undefined` where the last event tells it. */
    readonly step: StepId | undefined;
    /** The length of its traces, in transitions. */
    readonly depth: number;
    readonly ends: Ends;
}

/** How many states pass between two reports of progress. */
const REPORT_PERIOD = 1 << 14;

export function explore(executable: Executable, budget: Budget, watch: Watch): Exploration {
    const { program, layout, frame, agents, choices, fire, failSites } = executable;
    invariant(agents <= MOST_AGENTS, `a program has at most ${MOST_AGENTS} actors and CPUs`);
    const reserve: Reserve = more => {
        if (bytes() + more > budget.maxBytes) throw new Stopped('memory');
    };
    const visited = createVisited(createPacking(layout), reserve, watch);
    const targets = new Int32Column(1 << 11, reserve);
    const labels = new Int32Column(1 << 11, reserve);
    /** Needed to make sense of the others, so it grows in any case. */
    const first = new Int32Column(1 << 10, () => {});
    let broken = new Uint8Array(1 << 10);
    const layers: StateId[] = [0];
    const findings = createFindings(reserve);
    const executed = program.steps.map(() => false);
    const rested = program.steps.map(() => false);
    const covered = program.covers.map(() => false);
    const invariants = executable.properties.filter(({ property }) => property.kind === 'invariant');
    const unreadable = new Set<Property>();
    const optionalAt = layout.actors.map(({ steps }) => [false, ...steps.map(step => program.steps[step]!.optional)]);
    const restsAt = layout.actors.map(({ steps }) => [
        false,
        ...steps.map(step => program.steps[step]!.rest !== undefined),
    ]);
    const current = new Int32Array(layout.size);
    const after = new Int32Array(layout.size);
    const accesses: Access[] = [];
    const bytes = (): number =>
        visited.bytes + first.bytes + targets.bytes + labels.bytes + broken.byteLength + findings.bytes;
    let limit: Limit | undefined;
    let expanded = 0;
    let depth = 0;
    let nextLayer = 1;

    /** The id of the state in `after`; as a cut, where it breaks an invariant. */
    const arrive = (source: StateId, label: number, step: StepId | undefined): number => {
        const found = visited.insert(after);
        const state = found < 0 ? ~found : found;
        if (found < 0) {
            if (state >= broken.length) broken = grown(broken);
        } else if (broken[state] === 0) {
            return state;
        }
        for (const { property, holds, unreadable: isUnreadable } of invariants) {
            if (isUnreadable !== undefined && isUnreadable(after) !== 0) unreadable.add(property);
            if (holds(after) !== 0) continue;
            broken[state] = 1;
            findings.add({ outcome: property.outcome, step, depth: depth + 1, end: { state: source, label } });
        }
        return broken[state] === 1 ? cutAt(state) : state;
    };

    /** Fires one transition of the current state; `counter` is the program counter of an actor. */
    const takeTransition = (source: StateId, agent: AgentId, choice: number, counter: number): void => {
        const isActor = agent < program.actors.length;
        const step = isActor ? layout.actors[agent]!.steps[counter - 1]! : undefined;
        const status = fire(agent, choice, current, after);
        if (status === STATUS.disabled) return;
        if (step !== undefined) {
            executed[step] = true;
            for (let i = 0; i < frame.localCount; i++) executed[frame.locals[i]!] = true;
            if (frame.element >= 0 && (frame.access & ACCESS.unraced) === 0 && program.detectRaces) {
                accesses.push({ actor: agent, step, element: frame.element, access: frame.access });
            }
        }
        let marks = isActor && optionalAt[agent]![counter]! ? MARK.optional : 0;
        let target: number;
        if (status === STATUS.done) {
            if (isActor) {
                const next = after[layout.actors[agent]!.counter]!;
                if (next > 0) rested[layout.actors[agent]!.steps[next - 1]!] = true;
                if (frame.progressed || restsAt[agent]![next]!) marks |= MARK.advances;
            }
            for (let i = 0; i < frame.coverCount; i++) covered[frame.covers[i]!] = true;
            target = arrive(source, createLabel(agent, choice, marks), step);
        } else if (status === STATUS.discarded) {
            target = DISCARDED;
        } else {
            const site = failSites[status - STATUS.failed]!;
            target = FAILED;
            findings.add({
                outcome: site.outcome,
                step: site.step,
                depth: depth + 1,
                end: { state: source, label: createLabel(agent, choice, marks) },
            });
        }
        targets.push(target);
        labels.push(createLabel(agent, choice, marks));
    };

    const expand = (source: StateId): void => {
        visited.load(source, current);
        accesses.length = 0;
        for (let agent = 0; agent < agents; agent++) {
            const count = choices(agent, current);
            invariant(count <= MOST_CHOICES, `a step chooses among at most ${MOST_CHOICES} values`);
            const counter = agent < program.actors.length ? current[layout.actors[agent]!.counter]! : 0;
            for (let choice = 0; choice < count; choice++) {
                watch.tick();
                takeTransition(source, agent, choice, counter);
            }
        }
        if (accesses.length > 1) noteRaces(findings, accesses, source, depth);
    };

    try {
        visited.insert(layout.initial);
        layout.actors.forEach(({ counter, steps }) => {
            const start = layout.initial[counter]!;
            if (start > 0) rested[steps[start - 1]!] = true;
        });
        for (const { property, holds, unreadable: isUnreadable } of invariants) {
            if (isUnreadable !== undefined && isUnreadable(layout.initial) !== 0) unreadable.add(property);
            if (holds(layout.initial) !== 0) continue;
            broken[0] = 1;
            findings.add({ outcome: property.outcome, step: undefined, depth: 0, end: { state: 0, label: undefined } });
        }
        for (; expanded < visited.count; expanded++) {
            if (expanded === nextLayer) {
                depth = layers.push(expanded) - 1;
                nextLayer = visited.count;
            }
            watch.tick();
            if (visited.count > budget.maxStates) throw new Stopped('states');
            if (expanded % 256 === 0) reserve(0);
            if (expanded % REPORT_PERIOD === 0) {
                budget.onProgress?.({ states: visited.count, transitions: targets.length, depth });
            }
            first.push(targets.length);
            if (broken[expanded] === 0) expand(expanded);
        }
    } catch (error) {
        // A state that was expanded only in part counts as not expanded: its transitions lie behind the last row.
        limit = limitOf(error);
    }
    if (visited.count > nextLayer) layers.push(nextLayer);
    if (first.length === expanded) first.push(targets.length);

    return {
        graph: {
            states: visited.count,
            expanded,
            first: first.values,
            targets: targets.values,
            labels: labels.values,
            layers,
            broken,
        },
        visited,
        findings: findings.all(),
        limit,
        bytes: bytes(),
        executed,
        rested,
        covered,
        unreadable,
    };
}

interface Found {
    readonly outcome: Outcome;
    readonly step: StepId | undefined;
    readonly depth: number;
    readonly end: End;
}

interface Findings {
    readonly add: (found: Found) => void;
    readonly all: () => readonly Finding[];
    readonly bytes: number;
}

/** Keeps, for each outcome and source step (of a race: both steps), the ends of the shortest traces. */
function createFindings(reserve: Reserve): Findings {
    type Entries = Map<number | string, Finding>;
    const all: Finding[] = [];
    let bytes = 0;
    const take: Reserve = more => {
        reserve(more);
        bytes += more;
    };
    const byName = new Map<string, Entries>();
    /** The same, without building the name. */
    const byOutcome = new Map<Outcome, Entries>();
    const entriesOf = (outcome: Outcome): Entries => {
        const name = `${outcome.kind} ${outcome.name}`;
        const entries = byName.get(name) ?? new Map();
        byName.set(name, entries);
        byOutcome.set(outcome, entries);
        return entries;
    };
    return {
        add: ({ outcome, step, depth, end }) => {
            const entries = byOutcome.get(outcome) ?? entriesOf(outcome);
            const key = end.race === undefined ? (step ?? -1) : raceKey(end.race);
            const entry = entries.get(key);
            if (entry === undefined) {
                const created = { outcome, step, depth, ends: new Ends(end, take) };
                entries.set(key, created);
                all.push(created);
            } else if (entry.depth === depth) {
                entry.ends.add(end);
            }
        },
        all: () => all,
        get bytes() {
            return bytes;
        },
    };
}

function raceKey([a, b]: readonly [Access, Access]): string {
    return a.step < b.step ? `${a.step} ${b.step}` : `${b.step} ${a.step}`;
}

const DATA_RACE: Outcome = { kind: 'bug', name: 'data-race' };

/**
 * Two actors that can both step now on the same element, one of which writes and one of which is plain. A choosing
 * step may be there several times.
 */
function noteRaces(findings: Findings, accesses: readonly Access[], state: StateId, depth: number): void {
    for (let j = 1; j < accesses.length; j++) {
        const b = accesses[j]!;
        for (let i = 0; i < j; i++) {
            const a = accesses[i]!;
            if (a.element !== b.element || a.actor === b.actor) continue;
            const either = a.access | b.access;
            if ((either & ACCESS.write) === 0 || (either & ACCESS.plain) === 0) continue;
            findings.add({
                outcome: DATA_RACE,
                step: undefined,
                depth,
                end: { state, label: undefined, race: [a, b] },
            });
        }
    }
}

function grown(flags: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const larger = new Uint8Array(flags.length * 2);
    larger.set(flags);
    return larger;
}
