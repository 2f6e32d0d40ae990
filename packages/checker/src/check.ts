// The question and its answer: explore, judge, tell.
import { buildTrace } from './build-trace.ts';
import { createExecutable } from './executable.ts';
import type { Executable } from './executable.ts';
import type { Access, Finding } from './explore.ts';
import { explore } from './explore.ts';
import { ACCESS } from './expression.ts';
import { elementAt, nameOfElement } from './layout.ts';
import type { Outcome, Program } from './program.ts';
import type { FindPath } from './shortest-path.ts';
import { createPathFinder } from './shortest-path.ts';
import type { Budget, CheckResult, Limit, RaceAccess, Verdict, Witness } from './verdict.ts';
import { createWatch } from './watch.ts';

/** Explores every reachable state of the program, within the budget. Deterministic; throws only `BrokenInvariant`. */
export function check(program: Program, budget: Budget): CheckResult {
    const executable = createExecutable(program);
    const watch = createWatch(budget);
    const exploration = explore(executable, budget, watch);
    const { graph } = exploration;
    const findPath = createPathFinder(executable, graph);
    const witnesses = exploration.findings
        .map(finding => witnessOf(executable, findPath, finding))
        .sort((a, b) => lengthOf(a) - lengthOf(b) || RANK[a.outcome.kind] - RANK[b.outcome.kind]);
    return {
        verdict: verdictOf(witnesses, exploration.limit),
        witnesses,
        exhausted: exploration.limit === undefined,
        limit: exploration.limit,
        states: graph.states,
        transitions: graph.first[graph.expanded]!,
        depth: graph.layers.length - 1,
        bytes: exploration.bytes,
        executed: exploration.executed,
        rested: exploration.rested,
        covered: exploration.covered,
        hasTerminal: undefined,
        undecided: [],
    };
}

/** Which of two witnesses of one length makes the headline. */
const RANK: Readonly<Record<Outcome['kind'], number>> = { bug: 0, violation: 1, deadlock: 2, livelock: 3 };

function lengthOf(witness: Witness): number {
    return witness.trace?.events.length ?? Number.POSITIVE_INFINITY;
}

function verdictOf(witnesses: readonly Witness[], limit: Limit | undefined): Verdict {
    const [headline] = witnesses;
    if (headline !== undefined) return { kind: headline.outcome.kind, witness: headline };
    return limit === undefined ? { kind: 'pass' } : { kind: 'inconclusive', limit };
}

function witnessOf(executable: Executable, findPath: FindPath, finding: Finding): Witness {
    const { labels, end } = findPath(finding.ends);
    const trace = buildTrace(executable, labels, undefined);
    const last = trace.events.at(-1);
    const { outcome } = finding;
    if (end.race !== undefined) {
        const [a, b] = end.race;
        const race = [toRaceAccess(executable, a), toRaceAccess(executable, b)] as const;
        return { outcome, at: race.map(({ actor, step }) => ({ actor, step })), trace, waits: [], race };
    }
    const at = last === undefined ? [] : [{ actor: last.actor, step: finding.step ?? last.step }];
    return { outcome, at, trace, waits: [] };
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
