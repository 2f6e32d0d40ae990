// A search by several threads: the same answer, whatever the program, down to the numbers of states and the traces.
import type { Budget, CheckResult, Program } from '@faultline/checker';
import { check } from '@faultline/checker';
import type { Knobs } from '@faultline/checker/reference';
import { generate } from '@faultline/checker/reference';
import { compile } from '@faultline/compiler';
import { describe, expect, test } from 'vitest';
import { createTeam } from '../src/team.ts';
import { FAMILIES } from './bench/models.ts';
import { load } from './scripts.ts';

const MEMBER = new URL('./member.ts', import.meta.url);
const [TWO, THREE] = [createTeam(2, 0, MEMBER), createTeam(3, 0, MEMBER)];
const BUDGET: Budget = { maxStates: 20_000, maxBytes: 2 ** 30, shouldStop: () => undefined };
const { FAULTLINE_DIFFERENTIAL } = process.env;
const COUNT = Number(FAULTLINE_DIFFERENTIAL ?? 25);

const KINDS: readonly (readonly [string, Partial<Knobs>])[] = [
    ['sc', { memory: 'sc' }],
    ['tso', { memory: 'tso' }],
    ['no failures', { failures: false, properties: false, races: false }],
    ['locks', { locks: true, rwsems: true, wildSteps: false, jumps: false, failures: false }],
    ['interrupts and daemons', { interrupts: true, daemons: true, sharedCpus: true, failures: false }],
    ['contention', { contention: true, locks: true, daemons: true, failures: false, wildSteps: false, jumps: false }],
];

/** Without what depends on how the states are kept. */
function answerOf(program: Program, budget: Budget): Omit<CheckResult, 'bytes'> {
    const { bytes: _, ...answer } = check(program, budget);
    return answer;
}

describe.each(KINDS)('generated programs: %s', (_, knobs) => {
    test('two and three threads answer as one does', { timeout: 3_600_000 }, () => {
        for (let seed = 0; seed < COUNT; seed++) {
            const program = generate(seed, knobs);
            const alone = answerOf(program, BUDGET);
            // Where the limit of states ends the search, what lies before it depends on who came how far.
            if (!alone.exhausted) continue;
            expect(answerOf(program, { ...BUDGET, team: TWO }), `seed ${seed}, two`).toEqual(alone);
            expect(answerOf(program, { ...BUDGET, team: THREE }), `seed ${seed}, three`).toEqual(alone);
        }
    });
});

const programOf = (family: string, size: number): Program => {
    const { text } = FAMILIES.find(({ name }) => name === family)!.model(size);
    const script = load('file:///model.race', text);
    const compiled = compile(script, script.checks[0]!);
    if (compiled.kind !== 'ok') throw new Error(`${family} ${size} cannot be checked`);
    return compiled.program;
};

test('a table that has to grow, and thousands of states in a layer', () => {
    const program = programOf('lock-increment', 5);
    const budget = { ...BUDGET, maxStates: Number.POSITIVE_INFINITY };
    const alone = answerOf(program, budget);
    expect(alone.states).toBeGreaterThan(2 ** 17);
    expect(answerOf(program, { ...budget, team: TWO })).toEqual(alone);
});

test('a limit ends all of them, and what was found before it stands', () => {
    const program = programOf('philosophers', 9);
    const answer = (budget: Partial<Budget>): readonly unknown[] => {
        const { verdict, limit, exhausted, states } = check(program, { ...BUDGET, ...budget, team: THREE });
        return [verdict.kind, limit, exhausted, states > 0];
    };
    expect(answer({ maxStates: 40 })).toEqual(['inconclusive', 'states', false, true]);
    expect(answer({ maxBytes: 2 ** 22, maxStates: Number.POSITIVE_INFINITY })).toEqual([
        'inconclusive',
        'memory',
        false,
        true,
    ]);
    let asked = 0;
    expect(answer({ shouldStop: () => (asked++ > 3 ? 'cancelled' : undefined) })).toEqual([
        'inconclusive',
        'cancelled',
        false,
        true,
    ]);
    expect(answer({ maxStates: 30_000 })[1]).toBe('states');
    // and the threads are there for the next search
    expect(answer({ maxStates: Number.POSITIVE_INFINITY })).toEqual(['deadlock', undefined, true, true]);
});

test('what breaks one of them breaks the search, as it does alone', () => {
    const program = programOf('lock-increment', 4);
    const cells = program.cells.map(cell =>
        cell.name === 'hits' ? { ...cell, domain: { kind: 'int', low: 0, high: 2 } as const } : cell,
    );
    const broken = { ...program, cells };
    expect(() => check(broken, BUDGET)).toThrow('lies in its range');
    expect(() => check(broken, { ...BUDGET, team: THREE })).toThrow('lies in its range');
    expect(check(program, { ...BUDGET, team: THREE }).verdict.kind).toBe('pass');
});
