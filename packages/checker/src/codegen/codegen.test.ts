// Generated code against the closures it stands for: everything that a search answers is the same.
import { describe, expect, test, vi } from 'vitest';
import { check } from '../check.ts';
import { createExecutable } from '../executable.ts';
import { explore } from '../explore.ts';
import { STATUS } from '../memory/memory.ts';
import { createPacking } from '../packing.ts';
import type { Program } from '../program.ts';
import { generate, SMALL_PROGRAMS } from '../reference/index.ts';
import type { ActionSpec, ProgramSpec } from '../testing/build-program.ts';
import {
    buildProgram,
    int,
    jump,
    load,
    set,
    step,
    store,
    thread,
    tso,
    variable,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram } from '../testing/check-program.ts';
import type { Budget, CheckResult } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import type { Generator } from './generate.ts';
import { createGenerator } from './generate.ts';
import { DONE_ADVANCING, NOT_HERE } from './step-text.ts';

const COUNT = Number(process.env.FAULTLINE_DIFFERENTIAL ?? 60);
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
            expect(firstDifference(program), `seed ${seed}`).toBeUndefined();
            expect(firstDifference(program, 0), `seed ${seed}, each step once`).toBeUndefined();
            if (seed % 10 === 0) expect(answered(program, 'always')).toEqual(answered(program, 'never'));
        }
    });
    test('local steps that meet, and pass covers and progress on different ways', () => {
        const local = (...actions: readonly ActionSpec[]) => ({ actions, local: true }) as const;
        const spec: ProgramSpec = {
            cells: { x: variable(0, int(0, 7)), y: variable(0, int(0, 7)) },
            actors: [
                thread(
                    'A',
                    [
                        'start:',
                        { choose: ['r', '0', '7'], actions: [set('q', 'r')] },
                        jump('meet', 'r < 2'),
                        jump('rest', 'r == 2'),
                        'again:',
                        local(write('x', '(x + 1) % 8'), { kind: 'cover', name: 'again' }),
                        jump('rest', 'r == 3'),
                        local({ kind: 'progress' }, set('q', 'q - 1')),
                        jump('again', 'q > 0'),
                        jump('rest', 'r == 4'),
                        'meet:',
                        local(write('y', '(y + r) % 8'), { kind: 'cover', name: 'meet' }),
                        jump('start', 'r == 1'),
                        'rest:',
                        step(set('r', 0), set('q', 0)),
                        jump('start'),
                    ],
                    { registers: { r: int(0, 7), q: int(0, 7) } },
                ),
            ],
        };
        const program = buildProgram(spec);
        for (const fewSteps of [0, 100]) expect(firstDifference(program, fewSteps), `${fewSteps}`).toBeUndefined();
    });
    test('a store of a value that is read from the own buffer', () => {
        const next = step({ kind: 'store', to: 'x', value: '(@x + 1) % 3', mark: 'plain' });
        const spec: ProgramSpec = {
            memory: tso(3),
            cells: { x: variable(1, int(0, 2)) },
            actors: [thread('A', [next, next, next, next])],
        };
        expect(firstDifference(buildProgram(spec))).toBeUndefined();
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

test('of a step that is too much to be printed, code knows at least that it is not enabled', () => {
    const many = Array.from({ length: 1000 }, () => 0);
    const spec: ProgramSpec = {
        cells: { x: 0, a: { domain: int(0, 7), initial: many, class: 'memory' } },
        actors: [thread('A', [{ guard: 'x == 1', actions: [write('a[x]', 2)] }])],
    };
    const executable = createExecutable(buildProgram(spec));
    const { layout } = executable;
    const packing = createPacking(layout);
    const generator = createGenerator(executable, packing);
    const { fire } = generator.step(0, layout.actors[0]!.steps[0]!)!;
    const state = layout.initial.slice();
    const answers = [0, 1].map(x => {
        state[layout.cells[0]!] = x;
        packing.pack(state, generator.from);
        return fire(0);
    });
    expect(answers).toEqual([STATUS.disabled, NOT_HERE]);
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

/** The first transition, over all states, that the code takes otherwise than the closures. */
function firstDifference(program: Program, fewSteps?: number): string | undefined {
    const executable = createExecutable(program);
    const { layout, choices, fire } = executable;
    const packing = createPacking(layout);
    const generator = createGenerator(executable, packing, fewSteps);
    const budget: Budget = { ...BUDGET, code: 'never' };
    const { graph, visited } = explore(executable, budget, createWatch(budget));
    const code = layout.actors.map(({ steps }, actor) => steps.map(id => generator.step(actor, id)));
    const flushes = program.cpus.map((_, cpu) => generator.flush(cpu));
    const current = new Int32Array(layout.size);
    const after = new Int32Array(layout.size);
    const told = (status: number, state: Int32Array, ...passed: readonly unknown[]): string =>
        status === STATUS.done ? `${status} ${state} ${passed}` : String(status);
    for (let state = 0; state < graph.expanded; state++) {
        visited.load(state, current);
        packing.pack(current, generator.from);
        for (let agent = 0; agent < executable.agents; agent++) {
            const place = layout.actors[agent];
            const counter = place === undefined ? 0 : current[place.counter]!;
            const generated = place === undefined ? flushes[agent - code.length] : code[agent]![counter - 1];
            if (generated === undefined) continue;
            const count = choices(agent, current);
            if (generated.choices !== undefined && generated.choices() !== count)
                return `choices of ${agent} in ${state}`;
            const tries = generated.choices === undefined ? 1 : count;
            for (let choice = 0; choice < tries; choice++) {
                const status = choice < count ? fire(agent, choice, current, after) : STATUS.disabled;
                const { progressed, covers, coverCount } = executable.frame;
                const next = place === undefined ? undefined : place.steps[after[place.counter]! - 1];
                const isAtRest = next !== undefined && program.steps[next]!.rest !== undefined;
                const wanted = new Set(covers.slice(0, coverCount));
                const expected = told(
                    status,
                    after,
                    place !== undefined && (progressed || isAtRest),
                    [...wanted].sort(),
                );
                generator.covered.fill(0);
                const answer = generated.fire(choice);
                if (answer === NOT_HERE) continue;
                const differs = [...generator.into.keys()].filter(at => generator.into[at] !== generator.from[at]);
                if (answer === STATUS.done || answer === DONE_ADVANCING) {
                    if (generated.changes && !differs.every(at => generated.changes!.includes(at)))
                        return `agent ${agent} in state ${state} changes ${differs}, not ${generated.changes}`;
                }
                packing.unpack(generator.into, 0, after);
                const isAdvancing = answer === DONE_ADVANCING;
                const found = told(isAdvancing ? STATUS.done : answer, after, isAdvancing, coveredBy(generator));
                if (found !== expected) return `agent ${agent} in state ${state}: ${found}, not ${expected}`;
            }
        }
    }
    return undefined;
}

function coveredBy({ covered }: Generator): readonly number[] {
    return [...covered.keys()].filter(cover => covered[cover] === 1);
}

/** What throws is an answer too. */
function answered(program: Program, code: NonNullable<Budget['code']>): CheckResult | string {
    try {
        return check(program, { ...BUDGET, code });
    } catch (error) {
        return String(error);
    }
}
