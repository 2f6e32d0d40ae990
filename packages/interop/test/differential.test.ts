// Random programs: the reference search, the checker and spin count the same states and find the same, as far as
// spin can judge. FAULTLINE_SPIN is how many programs, FAULTLINE_SEED the first seed.

import type { Budget, Outcome, Program } from '@faultline/checker';
import { check } from '@faultline/checker';
import { dump, generate, nameOf, referenceCheck } from '@faultline/checker/reference';
import { describe, expect, test } from 'vitest';
import { toPromela } from '../src/index.ts';
import { judgedBySpin } from './judged-by-spin.ts';
import type { SpinAnswer } from './spin.ts';
import { runSpin, spinOrNote } from './spin.ts';

const COUNT = Number(process.env['FAULTLINE_SPIN'] ?? 25);
const FIRST = Number(process.env['FAULTLINE_SEED'] ?? 1);
/** Larger programs are left to larger machines. */
const MOST_STATES = 20_000;
/** At least this part of the programs is small enough, and says nothing that the export cannot. */
const LEAST_COMPARED = 0.8;

const budget: Budget = { maxStates: 2 * MOST_STATES, maxBytes: 2 ** 30, shouldStop: () => undefined };

describe.runIf(spinOrNote())('spin', () => {
    test(`agrees on ${COUNT} random programs from seed ${FIRST} on`, { timeout: 60_000 + COUNT * 2000 }, async () => {
        let compared = 0;
        const seeds = Array.from({ length: COUNT }, (_, i) => FIRST + i).values();
        const compareSome = async (): Promise<void> => {
            for (const seed of seeds) if (await compare(seed)) compared++;
        };
        await Promise.all([compareSome(), compareSome()]);
        console.info(`spin agrees on ${compared} of ${COUNT} programs; the others are too large or not expressible`);
        expect(compared).toBeGreaterThanOrEqual(Math.floor(COUNT * LEAST_COMPARED));
    });
});

/** Whether the program of the seed could be compared; fails where they differ. */
async function compare(seed: number): Promise<boolean> {
    const program = generate(seed, { memory: 'sc' });
    const exported = toPromela(program);
    if (exported.kind !== 'promela') return false;
    const reference = referenceCheck(program, MOST_STATES);
    if (!reference.exhausted) return false;
    const answer = await runSpin(exported.text);

    const expected: SpinAnswer = { states: reference.states, outcomes: judgedBySpin(program, reference) };
    const about = `seed ${seed}\n${dump(program)}`;
    expect(answer, about).toEqual(expected);
    const checked = check(program, budget);
    expect({ states: checked.states, cuts: cutsAmong(program, checked.witnesses) }, about).toEqual({
        states: answer.states,
        cuts: cutsAmong(program, [...reference.outcomes.values()]),
    });
    return true;
}

/** The outcomes that cut an execution, which the checker and the reference must know as well as spin. */
function cutsAmong(program: Program, found: readonly { readonly outcome: Outcome }[]): readonly string[] {
    const atEnds = program.properties.flatMap(({ kind, outcome }) => (kind === 'invariant' ? [] : [nameOf(outcome)]));
    const others = new Set([...atEnds, 'deadlock', 'livelock', 'bug data-race']);
    const names = new Set(found.map(({ outcome }) => nameOf(outcome)));
    return [...names].filter(name => !others.has(name)).sort();
}
