// What a search that leaves something out says otherwise than the reference search, and than the search of everything.
import { check } from '../check.ts';
import type { Program } from '../program.ts';
import { dump, nameOf, referenceCheck } from '../reference/index.ts';
import { shrink } from '../reference/shrink.ts';
import type { Budget, CheckResult } from '../verdict.ts';

/** What is larger is not compared. */
export const MAX_STATES = 4_000;
export const BUDGET: Budget = { maxStates: 2 * MAX_STATES, maxBytes: 2 ** 30, shouldStop: () => undefined };

/** How many programs of each kind are generated, and from which seeds. */
export function seedsOf({ FAULTLINE_DIFFERENTIAL, FAULTLINE_SEED }: Readonly<Record<string, string | undefined>>): {
    readonly count: number;
    readonly seeds: readonly number[];
} {
    const count = Number(FAULTLINE_DIFFERENTIAL ?? 40);
    const all = Array.from({ length: count }, (_, seed) => seed);
    return { count, seeds: FAULTLINE_SEED === undefined ? all : [Number(FAULTLINE_SEED)] };
}

/** Fails, with a program that is as small as it gets, where there is a difference. */
export function expectNone(seed: number, program: Program, find: (program: Program) => readonly string[]): void {
    if (find(program).length === 0) return;
    const small = shrink(program, candidate => find(candidate).length > 0);
    throw new Error(`seed ${seed}, as small as it gets:\n${find(small).join('\n')}\n\n${dump(small)}`);
}

/** `reduced`: the answer of the search in question; `undefined`: there is none. */
export function differences(program: Program, reduced: () => CheckResult | undefined): readonly string[] {
    try {
        const ours = reduced();
        if (ours === undefined) return [];
        const reference = referenceCheck(program, MAX_STATES);
        if (!reference.exhausted) return [];
        const whole = check(program, BUDGET);
        const found = ours.witnesses.map(({ outcome }) => nameOf(outcome));
        return [
            ...differ('exhausted', ours.exhausted, true),
            ...differ('outcomes', [...new Set(found)].sort(), [...reference.outcomes.keys()].sort()),
            ...differ('terminal', String(ours.hasTerminal), String(reference.hasTerminal)),
            ...differ('undecided', ours.undecided.map(nameOf).sort(), [...reference.undecided].sort()),
            ...differ('executed', numbersOf(ours.executed), numbersOf(reference.executed)),
            ...differ('rested', numbersOf(ours.rested), numbersOf(reference.rested)),
            ...differ('covered', numbersOf(ours.covered), numbersOf(reference.covered)),
            ...differ('unreadable', ours.unreadable.length, whole.unreadable.length),
            ...differ('places', placesOf(program, ours), placesOf(program, whole)),
            ...(ours.states <= whole.states ? [] : [`${ours.states} states, not ${whole.states}`]),
        ];
    } catch (error) {
        // a counterexample that does not replay
        return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
}

function differ(what: string, ours: unknown, theirs: unknown): readonly string[] {
    const [one, other] = [JSON.stringify(ours), JSON.stringify(theirs)];
    return one === other ? [] : [`${what}: reduced ${one}, not ${other}`];
}

const numbersOf = (flags: readonly boolean[]): readonly number[] => flags.flatMap((flag, i) => (flag ? [i] : []));

/**
 * The steps that each outcome shows at. Which cycle tells of a livelock is a matter of choice; so is which of the stores
 * that leave a buffer and break an invariant is blamed.
 */
function placesOf(program: Program, { witnesses }: CheckResult): readonly string[] {
    const isTso = program.memory.kind === 'tso';
    const places = witnesses.flatMap(({ outcome, at, race, property }) => {
        if (outcome.kind === 'livelock' || property !== undefined) return [];
        const isInvariant = program.properties.some(one => one.outcome.name === outcome.name);
        if (isTso && isInvariant) return [];
        const steps = at.map(({ step: id }) => id).sort((a, b) => a - b);
        return race === undefined ? steps.map(id => `${nameOf(outcome)} at ${id}`) : [`${nameOf(outcome)} ${steps}`];
    });
    return [...new Set(places)].sort();
}
