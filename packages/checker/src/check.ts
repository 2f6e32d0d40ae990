// The question and its answer: explore, judge, tell.
//
// Every witness is replayed on the plain semantics before it is returned. What was found before a limit stands.
import { invariant } from './broken-invariant.ts';
import { buildTrace } from './build-trace.ts';
import type { Access, End } from './ends.ts';
import type { Executable } from './executable.ts';
import { createExecutable } from './executable.ts';
import type { Exploration } from './explore.ts';
import { explore } from './explore.ts';
import { ACCESS } from './expression.ts';
import type { Facts, FactsBudget, FactsQuery } from './facts.ts';
import { collectFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { elementAt, nameOfElement } from './layout.ts';
import { exploreTogether } from './parallel/explore-together.ts';
import type { Pass } from './pass.ts';
import { createPass } from './pass.ts';
import type { Outcome, Program, Property } from './program.ts';
import { followChain } from './property/deadlock.ts';
import { createSpace } from './property/space.ts';
import { createWaitFinder } from './property/wait-chain.ts';
import type { Judged } from './property/whole-graph.ts';
import { judgeWholeGraph } from './property/whole-graph.ts';
import { withDeadRegisters } from './reduction/dead-registers.ts';
import type { ReducedSearch } from './reduction/explore-reduced.ts';
import { createReducedSearch } from './reduction/explore-reduced.ts';
import { unfold } from './reduction/unfold.ts';
import { refute } from './replay.ts';
import type { FindPath } from './shortest-path.ts';
import { createPathFinder } from './shortest-path.ts';
import type { Budget, CheckResult, Limit, RaceAccess, Verdict, Witness } from './verdict.ts';
import type { Watch } from './watch.ts';
import { createWatch, limitOf } from './watch.ts';

/** Explores every reachable state of the program, within the budget. Deterministic; throws only `BrokenInvariant`. */
export function check(program: Program, budget: Budget): CheckResult {
    return examine(program, budget).result;
}

export interface Examination {
    readonly result: CheckResult;
    /** What holds where in the states of this search, which are kept for as long as somebody may ask. */
    readonly facts: (query: FactsQuery, budget: FactsBudget) => Facts;
    /** A look at each of them, and each transition. */
    readonly pass: () => Pass;
}

/** Like {@link check}. */
export function examine(program: Program, budget: Budget): Examination {
    const executable = createExecutable(budget.deadRegisters === 'kept' ? withDeadRegisters(program) : program);
    const watch = createWatch(budget);
    const { reductions = [], unreduced = UNREDUCED, team } = budget;
    // Not what several threads search together, nor, unless somebody insists, what has store buffers: it takes longer than the whole.
    const isWorthIt = unreduced === 0 || (program.memory.kind === 'sc' && (team === undefined || team.members === 1));
    const mayReduce = reductions.length > 0 && unreduced < budget.maxStates && isWorthIt;
    let reduced: ReducedSearch | undefined;
    const goesOn = (): boolean => {
        const candidate = createReducedSearch(executable, budget, watch);
        if (unreduced === 0 || candidate.pays()) reduced = candidate;
        return reduced === undefined;
    };
    const plain = mayReduce
        ? explore(executable, budget, watch, undefined, { at: unreduced, goesOn })
        : search(executable, budget, watch);
    const exploration = reduced?.run() ?? plain;
    const result = conclude(executable, exploration, budget, watch);
    return {
        result: reduced === undefined ? result : shortened(result, executable, plain, budget, reductions),
        facts: (query, most) => collectFacts(executable, plain, query, most),
        pass: () => createPass(executable, plain),
    };
}

/** How many states are looked at without reductions first: nothing that small is worth one, and stories are shortest without. */
const UNREDUCED = 200_000;

/** Judges what was explored, and tells of it. */
export function conclude(executable: Executable, exploration: Exploration, budget: Budget, watch: Watch): CheckResult {
    const { program } = executable;
    const { graph, findings } = exploration;
    const { judged, limit: judgedUpTo } = judge(executable, exploration, watch);
    const hasFailed = findings.some(({ ends }) => ends.first.race === undefined);
    const isOpen = hasFailed || judgedUpTo !== undefined;

    const tell = createTeller(executable, exploration, createWatch(budget, PATIENCE));
    const unreached = judged?.terminal.unreached ?? [];
    const { witnesses: told, limit = judgedUpTo } = tellAll(program, budget, [
        ...findings.map(finding => () => tell.finding(finding)),
        ...(judged?.terminal.failed ?? []).map(
            ({ property, ends }) =>
                () =>
                    tell.final(property, ends),
        ),
        ...(judged?.deadlocks ?? []).map(deadlock => () => tell.deadlock(deadlock, judged!.stuck)),
        ...(judged?.lassos ?? []).map(lasso => () => tell.livelock(lasso)),
        ...(isOpen ? [] : unreached).map(({ outcome }) => () => ({ outcome, at: [], trace: undefined, waits: [] })),
    ]);
    const witnesses = inOrder(program, told);
    return {
        verdict: verdictOf(witnesses, limit),
        witnesses,
        exhausted: limit === undefined,
        limit,
        states: graph.states,
        transitions: graph.transitions.start(graph.expanded),
        reductions: [],
        depth: graph.layers.length - 1,
        bytes: exploration.bytes,
        executed: exploration.executed,
        rested: exploration.rested,
        covered: exploration.covered,
        hasTerminal: judged?.terminal.exists ? true : isOpen ? undefined : false,
        unreadable: program.properties.filter(
            property => exploration.unreadable.has(property) || judged?.terminal.unreadable.has(property) === true,
        ),
        undecided: hasFailed && limit === undefined ? unreached.map(({ outcome }) => outcome) : [],
    };
}

/**
 * The result of a reduced search, with the stories that the beginning of the search without reductions has for the same: it is
 * breadth first, so these are the shortest there are. What it found beyond a limit of the other stands, too.
 */
function shortened(
    result: CheckResult,
    executable: Executable,
    plain: Exploration,
    budget: Budget,
    reductions: CheckResult['reductions'],
): CheckResult {
    const { program } = executable;
    const tell = createTeller(executable, plain, createWatch(budget, PATIENCE));
    const keyOf = ({ outcome, at }: Witness): string =>
        `${outcome.kind} ${outcome.name} ${at.map(({ step }) => step).sort((a, b) => a - b)}`;
    const { witnesses: told } = tellAll(
        program,
        budget,
        plain.findings.map(finding => () => tell.finding(finding)),
    );
    const shortest = new Map(told.map(witness => [keyOf(witness), witness]));
    const found = new Map(result.witnesses.map(witness => [keyOf(witness), witness]));
    const beyond = result.exhausted ? [] : told.filter(witness => !found.has(keyOf(witness)));
    const witnesses = inOrder(program, [
        ...result.witnesses.map(witness => shortest.get(keyOf(witness)) ?? witness),
        ...beyond,
    ]);
    return { ...result, reductions, witnesses, verdict: verdictOf(witnesses, result.limit) };
}

/** The shallowest first; of equally deep ones bug, violation, deadlock, livelock in this order. */
function inOrder(program: Program, witnesses: readonly Witness[]): readonly Witness[] {
    return witnesses.toSorted(
        (a, b) =>
            lengthOf(a) - lengthOf(b) ||
            RANK[a.outcome.kind] - RANK[b.outcome.kind] ||
            switchesOf(program, a) - switchesOf(program, b),
    );
}

function search(executable: Executable, budget: Budget, watch: Watch): Exploration {
    const { team, maxStates } = budget;
    if (team === undefined || team.members === 1) return explore(executable, budget, watch);
    if (team.fewest > 0) {
        const alone = explore(executable, { ...budget, maxStates: Math.min(maxStates, team.fewest) }, watch);
        if (alone.limit !== 'states' || maxStates <= team.fewest) return alone;
    }
    return exploreTogether(executable, budget, watch, team);
}

/** How much longer, in states looked at, what was found may be told when it is time to stop. */
const PATIENCE = 4_000_000;

/** How many witnesses are told even then. */
const SOME = 64;

/** As many as there is time for, each replayed. */
function tellAll(
    program: Program,
    budget: Budget,
    tellings: readonly (() => Witness)[],
): { readonly witnesses: Witness[]; readonly limit?: Limit } {
    const witnesses: Witness[] = [];
    try {
        for (const telling of tellings) {
            const limit = witnesses.length < SOME ? undefined : budget.shouldStop();
            if (limit !== undefined) return { witnesses, limit };
            const witness = telling();
            const { kind, name } = witness.outcome;
            const why = refute(program, witness);
            invariant(why === undefined, `the witness of ${kind} ${name} replays: ${why}`);
            witnesses.push(witness);
        }
        return { witnesses };
    } catch (error) {
        return { witnesses, limit: limitOf(error) };
    }
}

/** Judges the graph, also one that a limit of states or memory cut off; but when time is up, it is up. */
function judge(
    executable: Executable,
    { graph, visited, limit }: Exploration,
    watch: Watch,
): { readonly judged: Judged | undefined; readonly limit: Limit | undefined } {
    if (limit === 'time' || limit === 'cancelled') return { judged: undefined, limit };
    try {
        return { judged: judgeWholeGraph(createSpace(executable, graph, visited, watch)), limit };
    } catch (error) {
        return { judged: undefined, limit: limitOf(error) };
    }
}

/** Which of two witnesses of one length makes the headline. */
const RANK: Readonly<Record<Outcome['kind'], number>> = { bug: 0, violation: 1, deadlock: 2, livelock: 3 };

function lengthOf(witness: Witness): number {
    return witness.trace?.events.length ?? Number.MAX_SAFE_INTEGER;
}

/** Changes of actor other than a store buffer or an actor of the machine. */
function switchesOf(program: Program, { trace }: Witness): number {
    const actors = (trace?.events ?? []).flatMap(event =>
        event.kind === 'step' && program.actors[event.actor]!.kind !== 'machine' ? [event.actor] : [],
    );
    return actors.filter((actor, place) => place > 0 && actor !== actors[place - 1]).length;
}

function verdictOf(witnesses: readonly Witness[], limit: Limit | undefined): Verdict {
    const [headline] = witnesses;
    if (headline !== undefined) return { kind: headline.outcome.kind, witness: headline };
    return limit === undefined ? { kind: 'pass' } : { kind: 'inconclusive', limit };
}

interface Teller {
    readonly finding: (finding: Finding) => Witness;
    readonly final: (property: Property, ends: readonly End[]) => Witness;
    readonly deadlock: (deadlock: Judged['deadlocks'][number], stuck: Judged['stuck']) => Witness;
    readonly livelock: (lasso: Judged['lassos'][number]) => Witness;
}

/** Makes witnesses of what was found. */
function createTeller(executable: Executable, { graph, visited }: Exploration, watch: Watch): Teller {
    const findMarked: FindPath = createPathFinder(executable, graph, watch);
    const findPath: FindPath = ends => {
        const { labels, end } = findMarked(ends);
        return { labels: unfold(executable, { graph, visited }, labels), end };
    };
    const findWait = createWaitFinder(executable);
    return {
        finding: ({ outcome, step, ends }) => {
            const { labels, end } = findPath(ends);
            const trace = buildTrace(executable, labels, undefined);
            if (end.race !== undefined) {
                const [a, b] = end.race;
                const race = [toRaceAccess(executable, a), toRaceAccess(executable, b)] as const;
                return {
                    outcome,
                    at: race.map(({ actor, step: at }) => ({ actor, step: at })),
                    trace,
                    waits: [],
                    race,
                };
            }
            const last = trace.events.at(-1);
            const at = last === undefined ? [] : [{ actor: last.actor, step: step ?? last.step }];
            return { outcome, at, trace, waits: [] };
        },
        final: (property, ends) => ({
            outcome: property.outcome,
            property: executable.program.properties.indexOf(property),
            at: [],
            trace: buildTrace(executable, findPath(ends).labels, undefined),
            waits: [],
        }),
        deadlock: ({ actor, ends }, stuck) => {
            const { labels, end } = findPath(ends);
            const vector = new Int32Array(executable.layout.size);
            visited.load(end.state, vector);
            const component = stuck.componentOf[end.state]!;
            const { waits } = followChain(findWait, actor, vector, other => stuck.isStuck(component, other));
            return {
                outcome: { kind: 'deadlock', name: '' },
                at: waits.map(({ actor: who, step }) => ({ actor: who, step })),
                trace: buildTrace(executable, labels, undefined),
                waits,
            };
        },
        livelock: ({ cycle, at }) => {
            // so that it is counted as a switch if the cycle begins with another actor
            const { labels } = findPath([{ state: cycle.entry, label: cycle.labels[0] }]);
            const trace = buildTrace(executable, [...labels, ...cycle.labels.slice(1)], labels.length - 1);
            return { outcome: { kind: 'livelock', name: '' }, at, trace, waits: [] };
        },
    };
}

function toRaceAccess({ program, layout }: Executable, { actor, step, element, access }: Access): RaceAccess {
    const { cell, index } = elementAt(program, layout, element);
    const reads = (access & ACCESS.read) !== 0;
    const writes = (access & ACCESS.write) !== 0;
    return {
        actor,
        step,
        access: reads && writes ? 'read-write' : writes ? 'write' : 'read',
        plain: (access & ACCESS.plain) !== 0,
        cell: nameOfElement(program, cell, index),
    };
}
