// The checker against the reference search, on programs that nobody wrote.
//
// `FAULTLINE_DIFFERENTIAL=5000` looks at that many programs of each kind, `FAULTLINE_SEED=123` at that one alone.
import { describe, expect, test } from 'vitest';
import { check } from '../check.ts';
import { disagreements } from './compare.ts';
import { dump } from './dump.ts';
import { generate } from './generate.ts';
import { KINDS } from './kinds.ts';
import { referenceCheck } from './reference.ts';
import { shrink } from './shrink.ts';
import { SMALL_PROGRAMS } from './small-programs.ts';

const MAX_STATES = 4_000;
const { FAULTLINE_DIFFERENTIAL, FAULTLINE_SEED } = process.env;
const COUNT = Number(FAULTLINE_DIFFERENTIAL ?? 30);

describe('small programs', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        expect(disagreements(program, MAX_STATES)).toEqual([]);
    });
});

describe.each(KINDS)('generated programs: %s', (_, knobs) => {
    test('the checker agrees with the reference', { timeout: 3_600_000 }, () => {
        const seeds =
            FAULTLINE_SEED === undefined ? Array.from({ length: COUNT }, (_, seed) => seed) : [Number(FAULTLINE_SEED)];
        for (const seed of seeds) {
            const program = generate(seed, knobs);
            if (complaintsAbout(program).length === 0) continue;
            const small = shrink(program, candidate => complaintsAbout(candidate).length > 0);
            throw new Error(
                `seed ${seed}, as small as it gets:\n${complaintsAbout(small).join('\n')}\n\n${dump(small)}`,
            );
        }
    });

    test('a search that is cut short never passes, and finds nothing that is not there', { timeout: 3_600_000 }, () => {
        for (let seed = 0; seed < COUNT / 5; seed++) {
            const program = generate(seed, knobs);
            const reference = referenceCheck(program, MAX_STATES);
            if (!reference.exhausted) continue;
            const maxStates = 1 + Math.floor(reference.states / 2);
            const result = check(program, { maxStates, maxBytes: 2 ** 30, shouldStop: () => undefined });
            if (result.limit === undefined) expect(result.states).toBe(reference.states);
            else expect(result.verdict.kind).not.toBe('pass');
            for (const { outcome } of result.witnesses) {
                expect(reference.outcomes.has(`${outcome.kind} ${outcome.name}`.trim()), `seed ${seed}`).toBe(true);
            }
        }
    });
});

/** A program that makes the checker throw is one to complain about. */
function complaintsAbout(program: Parameters<typeof disagreements>[0]): readonly string[] {
    try {
        return disagreements(program, MAX_STATES) ?? [];
    } catch (error) {
        return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
    }
}
