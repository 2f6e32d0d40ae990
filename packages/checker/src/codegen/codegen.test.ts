// Generated code against the closures it stands for: everything that a search answers is the same.
import { describe, expect, test, vi } from 'vitest';
import { check } from '../check.ts';
import { createExecutable } from '../executable.ts';
import { createPacking } from '../packing.ts';
import type { Program } from '../program.ts';
import { generate, SMALL_PROGRAMS } from '../reference/index.ts';
import type { ProgramSpec } from '../testing/build-program.ts';
import {
    buildProgram,
    int,
    load,
    set,
    step,
    store,
    thread,
    variable,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram } from '../testing/check-program.ts';
import type { Budget, CheckResult } from '../verdict.ts';
import { createGenerator } from './generate.ts';

const COUNT = Number(process.env['FAULTLINE_DIFFERENTIAL'] ?? 60);
const BUDGET: Budget = { maxStates: 4_000, maxBytes: 2 ** 30, shouldStop: () => undefined };

const KINDS = {
    plain: { memory: 'sc' },
    'locks and words': { memory: 'sc', locks: true, rwsems: true, words: true },
    interrupts: { memory: 'sc', interrupts: true, daemons: true, sharedCpus: true },
    references: { memory: 'sc', references: true, words: true },
    'store buffers': { memory: 'tso' },
} as const;

describe('the closures and the code answer alike', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        expect(answered(program, 'always')).toEqual(answered(program, 'never'));
    });
    test.each(Object.entries(KINDS))('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        for (let seed = 0; seed < COUNT; seed++) {
            const program = generate(seed, knobs);
            expect(answered(program, 'always'), `seed ${seed}`).toEqual(answered(program, 'never'));
        }
    });
});

test('code is made for every step', () => {
    const spec: ProgramSpec = {
        cells: { x: variable(0, int(-2, 3)), a: { domain: int(0, 7), initial: [1, 2, 3], class: 'memory' }, l: 0 },
        actors: [
            thread(
                'A',
                [load('r', 'x'), store('x', 'r + 1'), step(set('r', 'a[r]')), waitUntil('l == 0 && !ended(B)')],
                {
                    registers: { r: 0 },
                },
            ),
            thread(
                'B',
                [
                    step(write('a[x]', 2)),
                    step({ kind: 'rmw', to: 'x', condition: 'old < 2', value: 'old + 1', result: 'q' }),
                ],
                {
                    registers: { q: 0 },
                },
            ),
        ],
        invariants: { small: 'x < 3' },
    };
    const executable = createExecutable(buildProgram(spec));
    const generator = createGenerator(executable, createPacking(executable.layout));
    for (const [actor, { steps }] of executable.layout.actors.entries()) {
        for (const id of steps) expect(generator.step(actor, id), `step ${id}`).toBeDefined();
    }
    expect(generator.claim(executable.program.properties[0]!.holds)).toBeDefined();
});

test('where code is forbidden, the closures do', () => {
    const { program } = SMALL_PROGRAMS[0]!;
    const expected = check(program, BUDGET);
    let refusals = 0;
    vi.stubGlobal('Function', function refuse() {
        refusals++;
        throw new EvalError('Code generation from strings disallowed for this context');
    });
    try {
        expect(check(program, { ...BUDGET, code: 'always' })).toEqual(expected);
    } finally {
        vi.unstubAllGlobals();
    }
    expect(refusals).toBe(1);
});

test('a value out of its range is told by both', () => {
    const spec: ProgramSpec = { cells: { x: variable(0, int(0, 1)) }, actors: [thread('A', [step(write('x', 2))])] };
    for (const code of ['always', 'never'] as const) {
        expect(() => checkProgram(spec, { code })).toThrow('lies in its range (2)');
    }
});

/** What throws is an answer too. */
function answered(program: Program, code: NonNullable<Budget['code']>): CheckResult | string {
    try {
        return check(program, { ...BUDGET, code });
    } catch (error) {
        return String(error);
    }
}
