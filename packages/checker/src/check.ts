// The question and its answer: explore, judge, tell.
//
// Every witness is replayed on the plain semantics before it is returned. What was found before a limit stands.
import { invariant } from './broken-invariant.ts';
import { buildTrace } from './build-trace.ts';
import { createConfirm } from './confirm.ts';
import type { Access, End } from './ends.ts';
import type { Executable } from './executable.ts';
import { createExecutable } from './executable.ts';
import type { Exploration, Looked } from './explore.ts';
import { explore } from './explore.ts';
import { ACCESS } from './expression.ts';
import type { Facts, FactsBudget, FactsQuery } from './facts.ts';
import { collectFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import { omissionBound } from './fingerprint.ts';
import { agentOf, choiceOf } from './graph.ts';
import { elementAt, nameOfElement } from './layout.ts';
import { STATUS } from './memory/memory.ts';
import { exploreTogether } from './parallel/explore-together.ts';
import type { Pass } from './pass.ts';
import { createPass } from './pass.ts';
import type { ActorId, Outcome, Program, Property } from './program.ts';
import { followChain } from './property/deadlock.ts';
import { createSpace } from './property/space.ts';
import { createWaitFinder } from './property/wait-chain.ts';
import type { Judged } from './property/whole-graph.ts';
import { judgeWholeGraph } from './property/whole-graph.ts';
import { withDeadRegisters } from './reduction/dead-registers.ts';
import { createReducedSearch } from './reduction/explore-reduced.ts';
import { unfold } from './reduction/unfold.ts';
import { refute } from './replay.ts';
import { createShortener } from './shorten/shorten.ts';
import type { FindPath } from './shortest-path.ts';
import { createPathFinder } from './shortest-path.ts';
import { createAlike, ofAllAlike } from './symmetry/alike.ts';
import { createSymmetricSearch } from './symmetry/explore-symmetric.ts';
import type { Renaming } from './symmetry/renaming.ts';
import { composed, identityOf, inverseOf, renamedAccess, renamedLabel } from './symmetry/renaming.ts';
import type { Budget, CheckResult, Gap, Limit, RaceAccess, Reduction, Verdict, Witness } from './verdict.ts';
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
    const { reductions = [], unreduced = UNREDUCED, team, hashBits } = budget;
    // Not what several threads search together, nor, unless somebody insists, what has store buffers: it takes longer than the whole.
    const isWorthIt = unreduced === 0 || (program.memory.kind === 'sc' && (team === undefined || team.members === 1));
    const mayReduce = hashBits === undefined && reductions.length > 0 && unreduced < budget.maxStates && isWorthIt;
    let reduced: Reduced | undefined;
    const plain = mayReduce
        ? explore(executable, budget, watch, undefined, {
              at: unreduced,
              upTo: (_, visited, bytes) => {
                  // what was found so far is kept beside the other search
                  const left = { ...budget, maxBytes: budget.maxBytes - bytes };
                  reduced = searchReduced(executable, left, watch, visited);
                  return reduced === undefined ? budget.maxStates : 0;
              },
          })
        : search(executable, budget, watch);
    const result = conclude(executable, reduced?.exploration ?? plain, budget, watch);
    return {
        result: reduced === undefined ? result : shortened(result, executable, plain, budget, [reduced.reduction]),
        facts: (query, most) => {
            invariant(hashBits === undefined, 'facts are collected where states are kept');
            return collectFacts(executable, plain, query, most);
        },
        pass: () => {
            invariant(hashBits === undefined, 'a look at all states needs the states');
            return createPass(executable, plain);
        },
    };
}

interface Reduced {
    readonly reduction: Reduction;
    readonly exploration: Exploration;
}

/**
 * The search that promises most, where one is worth it. Symmetry first: what a state costs more there is little, it saves a factor
 * that grows with the number of threads, and paths stay as short as they are.
 */
function searchReduced(executable: Executable, budget: Budget, watch: Watch, visited: Looked): Reduced | undefined {
    const { reductions = [], unreduced } = budget;
    if (reductions.includes('symmetry')) {
        const candidate = createSymmetricSearch(executable, budget, watch);
        const isWorthIt = candidate !== undefined && (unreduced === 0 || candidate.saves(visited) >= MUCH);
        const exploration = isWorthIt ? candidate.run() : undefined;
        if (exploration !== undefined) return { reduction: 'symmetry', exploration };
    }
    if (reductions.includes('por')) {
        const candidate = createReducedSearch(executable, budget, watch);
        const exploration = unreduced === 0 ? candidate.run() : candidate.runIfItPays();
        if (exploration !== undefined) return { reduction: 'por', exploration };
    }
    return undefined;
}

/** How many states one has to stand for where it is worth while. */
const MUCH = 1.5;

/** How many states are looked at without reductions first: nothing that small is worth one, and stories are shortest without. */
const UNREDUCED = 200_000;

/** Judges what was explored, and tells of it. */
export function conclude(executable: Executable, exploration: Exploration, budget: Budget, watch: Watch): CheckResult {
    const { program } = executable;
    const { graph, findings } = exploration;
    const { judged, limit: judgedUpTo } = judge(executable, exploration, watch);
    const hasFailed = findings.some(({ ends }) => ends.first.race === undefined);
    const isOpen = hasFailed || judgedUpTo !== undefined;

    const tell = createTeller(executable, exploration, budget);
    const unreached = judged?.terminal.unreached ?? [];
    const { witnesses: told, limit: toldUpTo = judgedUpTo } = tellAll(executable, budget, exploration.symmetry, [
        ...findings.map(
            (finding): Telling =>
                names =>
                    tell.finding(finding, names),
        ),
        ...(judged?.terminal.failed ?? []).map(
            ({ property, ends }): Telling =>
                names =>
                    tell.final(property, ends, names),
        ),
        ...(judged?.deadlocks ?? []).map(
            (deadlock): Telling =>
                names =>
                    tell.deadlock(deadlock, judged!.stuck, names),
        ),
        ...(judged?.lassos ?? []).map(
            (lasso): Telling =>
                names =>
                    tell.livelock(lasso, names),
        ),
        ...(isOpen ? [] : unreached).map(
            ({ outcome }): Telling =>
                () =>
                    tell.unreached(outcome),
        ),
    ]);
    const witnesses = inOrder(program, told);
    const unreadable = ofAllAlike(
        exploration.symmetry?.groups ?? [],
        'properties',
        program.properties.map(
            property => exploration.unreadable.has(property) || judged?.terminal.unreadable.has(property) === true,
        ),
    );
    const omission = exploration.hashBits && omissionBound(graph.states, exploration.hashBits);
    const isTooProbable = omission !== undefined && omission > MOST_PROBABLE;
    const limit: Gap | undefined = toldUpTo ?? (tell.hasDoubts() || isTooProbable ? 'hashes' : undefined);
    return {
        verdict: verdictOf(witnesses, limit, omission),
        witnesses,
        exhausted: limit === undefined,
        limit,
        ...(omission !== undefined && { omission }),
        states: graph.states,
        transitions: graph.transitions.start(graph.expanded),
        reductions: [],
        depth: graph.layers.length - 1,
        bytes: exploration.bytes,
        executed: exploration.executed,
        rested: exploration.rested,
        covered: exploration.covered,
        hasTerminal: isTooProbable ? undefined : judged?.terminal.exists ? true : isOpen ? undefined : false,
        unreadable: program.properties.filter((_, property) => unreadable[property]),
        undecided:
            limit === 'hashes' || (hasFailed && limit === undefined) ? unreached.map(({ outcome }) => outcome) : [],
    };
}

/**
 * The result of a reduced search, with the stories that the beginning of the search without reductions has for the same: it is
 * breadth first, so these are the shortest there are. The others go without the steps that they do not need. What it found beyond a
 * limit of the other stands, too.
 */
function shortened(
    result: CheckResult,
    executable: Executable,
    plain: Exploration,
    budget: Budget,
    reductions: CheckResult['reductions'],
): CheckResult {
    const { program } = executable;
    const tell = createTeller(executable, plain, budget);
    const keyOf = ({ outcome, at }: Witness): string =>
        `${outcome.kind} ${outcome.name} ${at.map(({ step }) => step).sort((a, b) => a - b)}`;
    const { witnesses: told } = tellAll(
        executable,
        budget,
        undefined,
        plain.findings.map(finding => () => tell.finding(finding)),
    );
    const shortest = new Map(told.map(witness => [keyOf(witness), witness]));
    const found = new Map(result.witnesses.map(witness => [keyOf(witness), witness]));
    const beyond = result.exhausted ? [] : told.filter(witness => !found.has(keyOf(witness)));
    const shorten = createShortener(program, () => budget.shouldStop() !== undefined);
    const witnesses = inOrder(program, [
        ...result.witnesses.map(witness => shortest.get(keyOf(witness)) ?? shorten(witness)),
        ...beyond,
    ]);
    return { ...result, reductions, witnesses, verdict: verdictOf(witnesses, result.limit, result.omission) };
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
    const { team, maxStates, hashBits } = budget;
    if (team === undefined || team.members === 1 || hashBits !== undefined) return explore(executable, budget, watch);
    if (team.fewest > 0) {
        const alone = explore(executable, { ...budget, maxStates: Math.min(maxStates, team.fewest) }, watch);
        if (alone.limit !== 'states' || maxStates <= team.fewest) return alone;
    }
    return exploreTogether(executable, budget, watch, team);
}

/** Where a state is left out with a greater probability than that, nothing passes. */
const MOST_PROBABLE = 1e-3;

/** How much longer, in states looked at, what was found may be told when it is time to stop. */
const PATIENCE = 4_000_000;

/** How many witnesses are told even then. */
const SOME = 64;

/** Makes a witness; where there are alike actors, also one in which they have other names. */
type Telling = (names?: Renaming) => Witness | undefined;

/** As many as there is time for, each replayed; but for those that nobody can be sure of. */
function tellAll(
    executable: Executable,
    budget: Budget,
    symmetry: Exploration['symmetry'],
    tellings: readonly Telling[],
): { readonly witnesses: Witness[]; readonly limit?: Limit } {
    const { program } = executable;
    const witnesses: Witness[] = [];
    const alike = symmetry && createAlike(executable, symmetry);
    const add = (witness: Witness): void => {
        const { kind, name } = witness.outcome;
        const why = refute(program, witness);
        invariant(why === undefined, `the witness of ${kind} ${name} replays: ${why}`);
        witnesses.push(witness);
    };
    const mustStop = (): Limit | undefined => (witnesses.length < SOME ? undefined : budget.shouldStop());
    try {
        for (const telling of tellings) {
            const limit = mustStop();
            if (limit !== undefined) return { witnesses, limit };
            const witness = telling();
            if (witness === undefined || alike?.isNew(witness) === false) continue;
            add(witness);
            for (const names of alike?.namesFor(witness) ?? []) {
                const late = mustStop();
                if (late !== undefined) return { witnesses, limit: late };
                const other = telling(names);
                if (other !== undefined) add(other);
            }
        }
        return { witnesses };
    } catch (error) {
        return { witnesses, limit: limitOf(error) };
    }
}

/** Judges the graph, also one that a limit of states or memory cut off; but when time is up, it is up. */
function judge(
    executable: Executable,
    { graph, visited, symmetry, limit }: Exploration,
    watch: Watch,
): { readonly judged: Judged | undefined; readonly limit: Limit | undefined } {
    if (limit === 'time' || limit === 'cancelled') return { judged: undefined, limit };
    try {
        return { judged: judgeWholeGraph(createSpace(executable, graph, visited, watch, symmetry)), limit };
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

function verdictOf(witnesses: readonly Witness[], limit: Gap | undefined, omission: number | undefined): Verdict {
    const [headline] = witnesses;
    if (headline !== undefined) return { kind: headline.outcome.kind, witness: headline };
    if (limit !== undefined) return { kind: 'inconclusive', limit };
    return { kind: 'pass', ...(omission !== undefined && { omission }) };
}

/** Makes witnesses of what was found; of all but a finding none, where only hashes were kept and it cannot be confirmed. */
interface Teller {
    readonly finding: (finding: Finding, alike?: Renaming) => Witness;
    readonly final: (property: Property, ends: readonly End[], alike?: Renaming) => Witness | undefined;
    readonly deadlock: (
        deadlock: Judged['deadlocks'][number],
        stuck: Judged['stuck'],
        alike?: Renaming,
    ) => Witness | undefined;
    readonly livelock: (lasso: Judged['lassos'][number], alike?: Renaming) => Witness | undefined;
    readonly unreached: (outcome: Outcome) => Witness | undefined;
    /** Whether some was not made. */
    readonly hasDoubts: () => boolean;
}

/** A path of the program, and what it calls the actors that its end in the graph has other names for. */
interface Way {
    readonly labels: readonly number[];
    readonly end: End;
    readonly names: Renaming;
}

function createTeller(executable: Executable, exploration: Exploration, budget: Budget): Teller {
    const { program } = executable;
    const { graph, visited, recall, symmetry } = exploration;
    const watch = createWatch(budget, PATIENCE);
    const findMarked: FindPath = createPathFinder(executable, graph, watch);
    const confirm = recall && createConfirm(executable, { ...exploration, recall }, budget, watch);
    const identity = identityOf(executable);
    const findWay = (ends: Iterable<End>, alike: Renaming = identity): Way => {
        const path = findMarked(ends);
        const { labels, end } = confirm?.path(path) ?? path;
        if (symmetry === undefined) {
            return { labels: unfold(executable, { graph, visited }, labels), end, names: identity };
        }
        const lifted = symmetry.lift(labels);
        return {
            labels: lifted.labels.map(label => renamedLabel(alike, label)),
            end,
            names: composed(alike, lifted.names),
        };
    };
    const findWait = createWaitFinder(executable);
    let hasDoubts = false;
    const doubt = (): undefined => {
        hasDoubts = true;
    };
    return {
        hasDoubts: () => hasDoubts,
        // that no state is one can only be known of all states
        unreached: outcome => (confirm === undefined ? { outcome, at: [], trace: undefined, waits: [] } : doubt()),
        finding: ({ outcome, step, ends }, alike) => {
            const { labels, end, names } = findWay(ends, alike);
            const trace = buildTrace(executable, labels, undefined);
            if (end.race !== undefined) {
                const [a, b] = end.race.map(access => renamedAccess(names, access)).sort((x, y) => x.actor - y.actor);
                const race = [toRaceAccess(executable, a!), toRaceAccess(executable, b!)] as const;
                return {
                    outcome,
                    at: race.map(({ actor, step: at }) => ({ actor, step: at })),
                    trace,
                    waits: [],
                    race,
                };
            }
            const last = trace.events.at(-1);
            const blamed = step === undefined ? undefined : names.steps[step];
            const at = last === undefined ? [] : [{ actor: last.actor, step: blamed ?? last.step }];
            return { outcome, at, trace, waits: [] };
        },
        final: (property, ends, alike) => {
            const { labels, end, names } = findWay(ends, alike);
            if (confirm?.final(end.state, property) === false) return doubt();
            return {
                outcome: property.outcome,
                property: names.properties[program.properties.indexOf(property)]!,
                at: [],
                trace: buildTrace(executable, labels, undefined),
                waits: [],
            };
        },
        deadlock: ({ actor, ends }, stuck, alike) => {
            const { labels, end, names } = findWay(ends, alike);
            const component = stuck.componentOf[end.state]!;
            const inGraph = inverseOf(names.actors);
            const isStuck = (other: ActorId): boolean => stuck.isStuck(component, inGraph[other]!);
            const waits = confirm
                ? confirm.deadlock(end.state, actor)
                : followChain(findWait, names.actors[actor]!, stateAfter(executable, labels), isStuck).waits;
            if (waits === undefined) return doubt();
            return {
                outcome: { kind: 'deadlock', name: '' },
                at: waits.map(({ actor: who, step }) => ({ actor: who, step })),
                trace: buildTrace(executable, labels, undefined),
                waits,
            };
        },
        livelock: (lasso, alike) => {
            const { cycle, at } = lasso;
            if (confirm?.lasso(lasso) === false) return doubt();
            // so that it is counted as a switch if the cycle begins with another actor
            const { labels, names } = findWay([{ state: cycle.entry, label: cycle.labels[0] }], alike);
            const around = cycle.labels.slice(1).map(label => renamedLabel(names, label));
            const trace = buildTrace(executable, [...labels, ...around], labels.length - 1);
            const who = at.map(({ actor, step }) => ({ actor: names.actors[actor]!, step: names.steps[step]! }));
            return {
                outcome: { kind: 'livelock', name: '' },
                at: who.sort((a, b) => a.actor - b.actor),
                trace,
                waits: [],
            };
        },
    };
}

function stateAfter({ layout, fire }: Executable, labels: readonly number[]): Int32Array {
    let state: Int32Array = layout.initial.slice();
    for (const label of labels) {
        const after = state.slice();
        const status = fire(agentOf(label), choiceOf(label), state, after);
        invariant(status === STATUS.done, 'a transition on a path is enabled');
        state = after;
    }
    return state;
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
