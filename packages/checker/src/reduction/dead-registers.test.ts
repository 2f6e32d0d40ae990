// Resetting dead registers changes no answer, and saves states.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind.
import { describe, expect, test } from 'vitest';
import { check } from '../check.ts';
import type { Domain, Program } from '../program.ts';
import { generate, nameOf, SMALL_PROGRAMS } from '../reference/index.ts';
import { KINDS } from '../reference/kinds.ts';
import { buildProgram, int, load, store, thread, waitUntil } from '../testing/build-program.ts';
import type { Budget, CheckResult } from '../verdict.ts';

const COUNT = Number(process.env.FAULTLINE_DIFFERENTIAL ?? 40);
const BUDGET: Budget = { maxStates: 20_000, maxBytes: 2 ** 30, shouldStop: () => undefined };

test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
    expect(compare(program).kept).toEqual(compare(program).reset);
});

test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
    let saved = 0;
    for (let seed = 0; seed < COUNT; seed++) {
        const { kept, reset, fewer } = compare(generate(seed, knobs));
        expect(kept, `seed ${seed}`).toEqual(reset);
        expect(fewer, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        saved += fewer;
    }
    // a handful of programs may have nothing to forget
    if (COUNT >= 40) expect(saved).toBeGreaterThan(0);
});

describe('a register that is read no more', () => {
    const compareBody = (domain: Domain) =>
        compare(
            buildProgram({
                classes: { node: 1 },
                cells: { x: { domain, initial: [0], class: 'memory' } },
                actors: [
                    thread('A', [load('r', 'x'), { ...waitUntil('x == 1'), live: [] }], {
                        registers: { r: domain },
                        live: [],
                    }),
                    thread('B', [store('x', 1)]),
                ],
            }),
        ).fewer;

    // behind the load A rests with 0, with 1, or with 0 after the store; and after the wait with nothing in any case
    test('makes no two states of one', () => expect(compareBody(int(0, 1))).toBe(1));
    test('is forgotten in any case where it may refer to something', () =>
        expect(compareBody({ kind: 'ref', class: 0 })).toBe(0));
});

function compare(program: Program) {
    const reset = check(program, BUDGET);
    const kept = check(program, { ...BUDGET, deadRegisters: 'kept' });
    const isWhole = reset.exhausted && kept.exhausted;
    return {
        reset: isWhole && said(reset),
        kept: isWhole && said(kept),
        fewer: isWhole ? kept.states - reset.states : 0,
    };
}

function said({ witnesses, executed, rested, covered, hasTerminal, undecided, unreadable }: CheckResult) {
    const outcomes = new Set(
        // which cycles tell of a livelock is a matter of choice
        witnesses.map(({ outcome, at }) => JSON.stringify([nameOf(outcome), outcome.kind === 'livelock' ? [] : at])),
    );
    return { outcomes, executed, rested, covered, hasTerminal, undecided: undecided.map(nameOf), unreadable };
}
