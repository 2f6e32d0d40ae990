// Whether a check found what it expects (language reference, verdicts).
//
// Invariant: what a limit leaves open is never called met or unexpected on its account: it is inconclusive.
import type { CheckResult, Outcome, Witness } from '@faultline/checker';
import type { SourceMap } from '@faultline/compiler';

/** What a check says it expects. */
export interface Expectation {
    /** Empty: `pass`. */
    readonly outcomes: readonly Outcome[];
    /** `allowed`: the list ends with `...`. */
    readonly others: 'allowed' | 'unexpected';
    /** `at label`: some expected outcome must show there. */
    readonly label: string | undefined;
}

/**
 * `met`: exactly the expected outcomes occur. `unexpected`: something else does, or, of an exhausted search, something
 * is missing. `inconclusive`: a limit came before what is expected was seen.
 */
export type Status = 'met' | 'unexpected' | 'inconclusive';

export interface Judgement {
    readonly status: Status;
    /** What was found, shallowest first, each once. */
    readonly found: readonly Outcome[];
    /** Found and not listed. */
    readonly unexpected: readonly Outcome[];
    /** Listed and not found. */
    readonly missing: readonly Outcome[];
    /** Whether the expected label is where no witness is, although its outcome was found. */
    readonly place: 'right' | 'elsewhere';
}

export function judge(expectation: Expectation, sourceMap: SourceMap, result: CheckResult): Judgement {
    const found = distinct(result.witnesses.map(({ outcome }) => outcome));
    const isListed = (outcome: Outcome) => expectation.outcomes.some(one => isSame(one, outcome));
    const unexpected = expectation.others === 'allowed' ? [] : found.filter(outcome => !isListed(outcome));
    const missing = expectation.outcomes.filter(outcome => !found.some(one => isSame(one, outcome)));
    const place = isAtLabel(expectation, sourceMap, result) ? 'right' : 'elsewhere';
    const isRight = unexpected.length === 0 && missing.length === 0 && place === 'right';
    return { status: statusOf(isRight, unexpected, expectation, result), found, unexpected, missing, place };
}

/** `deadlock`, `violation v`, `bug data-race`. */
export function outcomeInWords({ kind, name }: Outcome): string {
    return name === '' ? kind : `${kind} ${name}`;
}

/** `pass`, `deadlock`, `violation v, bug range, …`. */
export function expectationInWords({ outcomes, others, label }: Expectation): string {
    const list = outcomes.length === 0 ? ['pass'] : outcomes.map(outcomeInWords);
    return [...list, ...(others === 'allowed' ? ['...'] : [])].join(', ') + (label === undefined ? '' : ` at ${label}`);
}

export function isSame(one: Outcome, other: Outcome): boolean {
    return one.kind === other.kind && one.name === other.name;
}

function statusOf(
    isRight: boolean,
    unexpected: readonly Outcome[],
    { outcomes }: Expectation,
    { exhausted }: CheckResult,
): Status {
    if (unexpected.length > 0) return 'unexpected';
    if (exhausted) return isRight ? 'met' : 'unexpected';
    return isRight && outcomes.length > 0 ? 'met' : 'inconclusive';
}

function isAtLabel({ label, outcomes }: Expectation, sourceMap: SourceMap, { witnesses }: CheckResult): boolean {
    if (label === undefined) return true;
    const expected = witnesses.filter(({ outcome }) => outcomes.some(one => isSame(one, outcome)));
    if (expected.length === 0) return true;
    return expected.some(witness => placesOf(witness).some(step => sourceMap.steps[step]!.labels.includes(label)));
}

/** An assertion over registers fails in the step before it: the labels of both name the place. */
function placesOf({ at, trace }: Witness): readonly number[] {
    const steps = at.map(({ step }) => step);
    const last = trace?.events.at(-1);
    const isBehind = last?.kind === 'step' && steps.some(step => last.locals.includes(step));
    return isBehind ? [...steps, last.step] : steps;
}

function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
    return outcomes.filter((outcome, index) => outcomes.findIndex(one => isSame(one, outcome)) === index);
}
