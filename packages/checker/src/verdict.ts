// What the checker concludes about a program.
//
// Invariant: only an exhausted search that found nothing is a `pass`. Whatever cuts the search short ends in
// `inconclusive`, so that a bound can never read as a proof. A `pass` of a search that may have left a state out says so.
import type { Team } from './parallel/team.ts';
import type { ActorId, Outcome, Property, StepId } from './program.ts';
import type { Trace } from './trace.ts';

export type Verdict = Pass | Failure | Inconclusive;

export interface Pass {
    readonly kind: 'pass';
    /** At most the probability that a state was left out ({@link CheckResult.omission}); absent: it is a proof. */
    readonly omission?: number;
}
/** The headline: the shallowest witness; of equally deep ones bug, violation, deadlock, livelock in this order. */
export interface Failure {
    readonly kind: Outcome['kind'];
    readonly witness: Witness;
}
/** Nothing was found before a limit. */
export interface Inconclusive {
    readonly kind: 'inconclusive';
    readonly limit: Gap;
}

/** What stops a search. */
export type Limit = 'states' | 'memory' | 'time' | 'cancelled';

/** What leaves an answer open. `hashes`: only hashes of the states were kept, and what is left to decide needs the states themselves. */
export type Gap = Limit | 'hashes';

/**
 * A way to an outcome: a shortest one for this outcome and this source step, but after a search by partial-order reduction, and round
 * a cycle in a large graph, where it is a short one.
 */
export interface Witness {
    readonly outcome: Outcome;
    /** Where it shows: the failing step; for a deadlock or livelock the steps at which its actors rest; for a final none. */
    readonly at: readonly { readonly actor: ActorId; readonly step: StepId }[];
    /** Absent only for an `exists` that no terminal state satisfies. */
    readonly trace: Trace | undefined;
    /** For a final: its index among the properties. Several may have one outcome (leaks). */
    readonly property?: number;
    /** For a deadlock: who waits for whom. */
    readonly waits: readonly WaitEdge[];
    /** For a data race: the two accesses that are enabled at once, the later declared actor second. */
    readonly race?: readonly [RaceAccess, RaceAccess];
}

export interface WaitEdge {
    readonly actor: ActorId;
    readonly step: StepId;
    /** The object waited for, as shown to people (`x.glock`); empty for a plain condition. */
    readonly object: string;
    readonly mode: string;
    readonly kind: 'lock' | 'rcu' | 'condition' | 'queue' | 'signal' | 'cpu';
    /** The actors it waits for; empty when nobody in particular can help. */
    readonly holders: readonly ActorId[];
}

export interface RaceAccess {
    readonly actor: ActorId;
    readonly step: StepId;
    readonly access: 'read' | 'write' | 'read-write';
    readonly plain: boolean;
    /** `x`, `a[1]`. */
    readonly cell: string;
}

/** The answer to one check. */
export interface CheckResult {
    readonly verdict: Verdict;
    /** One witness for each outcome and source step, shallowest first. */
    readonly witnesses: readonly Witness[];
    /** Whether every reachable state was visited. */
    readonly exhausted: boolean;
    /** What stopped a search that is not exhausted, or leaves open what it comes to. */
    readonly limit: Gap | undefined;
    /**
     * Only hashes of the states were kept: at most the probability that one was left out, with all that comes of it. What was found happens
     * nevertheless. Absent: each state was kept.
     */
    readonly omission?: number;
    readonly states: number;
    readonly transitions: number;
    /** The reductions that were made: then these are not all states, and a value that is nowhere seen may be taken nevertheless. */
    readonly reductions: readonly Reduction[];
    /** The greatest distance of a visited state from the initial one, in transitions. */
    readonly depth: number;
    /** Bytes held by the visited states, the table that finds them, and the edges. */
    readonly bytes: number;
    /** For each step (local ones too) whether some transition executed it. */
    readonly executed: readonly boolean[];
    /** For each step whether some actor came to rest at it. */
    readonly rested: readonly boolean[];
    readonly covered: readonly boolean[];
    /** Whether there is a terminal state. `undefined` where a cut, a limit or too many hashes leave that open. */
    readonly hasTerminal: boolean | undefined;
    /** Outcomes that a failure's cut, or having hashes only, leaves undecided (an `exists` that was not reached). */
    readonly undecided: readonly Outcome[];
    /** Properties that in some state could not be read: parts of them counted as false. */
    readonly unreadable: readonly Property[];
}

/** `por`: of steps that do not interfere, one order is enough. `symmetry`: of actors that are alike, too. */
export type Reduction = (typeof REDUCTIONS)[number];

/** All that there are. */
export const REDUCTIONS = ['por', 'symmetry'] as const;

/** How much a check may use. A limit is not part of the answer's meaning: it only makes it inconclusive. */
export interface Budget {
    readonly maxStates: number;
    /** In bytes: {@link CheckResult.bytes}, and what judging the graph takes afterwards. What closures and code take is not counted. */
    readonly maxBytes: number;
    /** Polled often. Answers why to stop, or `undefined` to go on. */
    readonly shouldStop: () => 'time' | 'cancelled' | undefined;
    /** When a step is compiled to JavaScript; `hot`, as it is without: when that pays. No part of the answer either. */
    readonly code?: 'always' | 'hot' | 'never';
    /** Threads that help where there are many states. No part of the answer either, unless a limit ends the search. */
    readonly team?: Team;
    /** Which reductions may be made; without, none. They change neither what comes out nor what was executed, rested at, covered. */
    readonly reductions?: readonly Reduction[];
    /** `kept`: registers that nobody will read keep their value, so that there are more states. No part of the answer either. */
    readonly deadRegisters?: 'reset' | 'kept';
    /** A space of up to so many states is searched without any: 200,000 if absent. With 0, whether they pay is not asked. */
    readonly unreduced?: number;
    /**
     * Keep of each state only a hash of so many bits, 1 to 64 (hash compaction). Then there are no reductions, no team, no facts, and a `pass` is
     * only probable.
     */
    readonly hashBits?: number;
    /** Called now and then. */
    readonly onProgress?: (progress: Progress) => void;
}
export interface Progress {
    readonly states: number;
    readonly transitions: number;
    readonly depth: number;
}
