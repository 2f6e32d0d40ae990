// Partial-order reduction against the search of everything, and against the reference search; and the mistakes that one
// could make in it, each of which has to show.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind, `FAULTLINE_SEED=123` at that one alone.
import { describe, expect, test } from 'vitest';
import { check, conclude } from '../check.ts';
import { createExecutable } from '../executable.ts';
import { agentOf } from '../graph.ts';
import type { Program } from '../program.ts';
import { generate, nameOf, referenceCheck, SMALL_PROGRAMS } from '../reference/index.ts';
import { KINDS } from '../reference/kinds.ts';
import type { ActorSpec, ProgramSpec } from '../testing/build-program.ts';
import {
    bug,
    buildProgram,
    int,
    jump,
    load,
    step,
    store,
    thread,
    tso,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { BUDGET, differences as differencesTo, expectNone, MAX_STATES, seedsOf } from '../testing/differences.ts';
import type { CheckResult } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import { createReducedSearch } from './explore-reduced.ts';
import type { Mistake } from './persistent.ts';

const { count, seeds } = seedsOf(process.env);

describe('what comes out is the same', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        expect(differences(program)).toEqual([]);
    });

    test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        let saved = 0;
        for (const seed of seeds) {
            const program = generate(seed, knobs);
            expectNone(seed, program, differences);
            const states = check(program, BUDGET).states;
            saved += states - reduced(program, undefined).states;
        }
        expect(saved).toBeGreaterThan(0);
    });

    test('a search that is cut short never passes, and finds nothing that is not there', { timeout: 3_600_000 }, () => {
        for (const [, knobs] of KINDS) {
            for (let seed = 0; seed < count / 5; seed++) {
                const program = generate(seed, knobs);
                const reference = referenceCheck(program, MAX_STATES);
                if (!reference.exhausted) continue;
                const whole = reduced(program, undefined);
                const result = check(program, {
                    ...BUDGET,
                    maxStates: 1 + Math.floor(whole.states / 2),
                    reductions: ['por'],
                    unreduced: 0,
                });
                if (result.limit !== undefined) expect(result.verdict.kind, `seed ${seed}`).not.toBe('pass');
                for (const { outcome } of result.witnesses) {
                    expect(reference.outcomes.has(nameOf(outcome)), `seed ${seed}`).toBe(true);
                }
            }
        }
    });
});

const BEHIND_A_GATE: ProgramSpec = {
    cells: { x: 0, y: 0 },
    actors: [
        reader('A', [load('r', 'y')]),
        thread('B', [waitUntil('x == 1'), store('y', 1)]),
        thread('C', [store('x', 1)]),
    ],
    exists: { late: 'A.r == 1' },
};

/** Programs of which the reduced search says something else when one of its conditions does not count. */
const TELLING: readonly (readonly [Mistake, string, ProgramSpec])[] = [
    [
        'conflicts',
        'a load may come after the store of another thread',
        {
            cells: { x: 0 },
            actors: [reader('A', [load('r', 'x')]), thread('B', [store('x', 1)])],
            exists: { late: 'A.r == 1' },
        },
    ],
    [
        'buffers',
        'a store reaches memory after it was issued',
        {
            memory: tso(),
            cells: { x: 0 },
            actors: [reader('A', [load('r', 'x')]), thread('B', [store('x', 1)])],
            exists: { late: 'A.r == 1' },
        },
    ],
    [
        'waits',
        'one that waits is let in by somebody outside',
        {
            cells: { x: 0, y: 0, z: 0 },
            actors: [
                thread('A', [store('y', 1)]),
                thread('B', [waitUntil('x == 1'), store('y', 2)]),
                thread('C', [store('x', 1)]),
            ],
            finals: { first: 'y == 2' },
        },
    ],
    ['gates', 'a gate is opened by somebody outside', BEHIND_A_GATE],
    ['gates', 'a gate is opened by what leaves a store buffer later', { ...BEHIND_A_GATE, memory: tso() }],
    [
        'gates',
        'a gate is opened by the one who stands before it',
        {
            cells: { x: 0, y: 0 },
            actors: [reader('A', [load('r', 'y')]), thread('B', [store('x', 1), waitUntil('x == 1'), store('y', 1)])],
            exists: { late: 'A.r == 1' },
        },
    ],
    [
        'visibility',
        'an invariant sees both',
        {
            cells: { x: 0, y: 0 },
            actors: [thread('A', [store('x', 1), store('x', 0)]), thread('B', [store('y', 1), store('y', 0)])],
            invariants: { apart: 'x == 0 || y == 0' },
        },
    ],
    [
        'cuts',
        'a failure ends the way of everybody',
        { cells: { x: 0 }, actors: [thread('A', [step(bug('a'))]), thread('B', [store('x', 1), step(bug('b'))])] },
    ],
    [
        'cuts',
        'so does an assumption',
        {
            cells: { x: 0 },
            actors: [thread('A', [step({ kind: 'discard' })]), thread('B', [store('x', 1), step(bug('b'))])],
        },
    ],
    [
        'cycles',
        'one that goes round does not put off the others',
        {
            cells: { x: 0, y: 0 },
            actors: [
                thread('A', ['top:', store('x', 1), store('x', 0), jump('top')]),
                thread('B', [store('y', 1), step(bug('b'))]),
            ],
        },
    ],
    [
        'optional',
        'an event that need not happen',
        {
            cells: { x: 0, y: 0 },
            actors: [
                {
                    name: 'E',
                    kind: 'event',
                    body: [{ optional: true, rest: 'always', actions: [{ kind: 'write', to: 'x', value: '1' }] }],
                },
                thread('A', [store('y', 1)]),
            ],
            finals: { happened: 'x == 1' },
        },
    ],
];

describe('mistakes show', () => {
    test.each(TELLING)('%s: %s', (mistake, _, spec) => {
        const program = buildProgram(spec);
        expect(differences(program)).toEqual([]);
        expect(differences(program, mistake)).not.toEqual([]);
    });
});

test('an invariant that asks whether a thread has ended sees its buffer run empty', () => {
    const spec: ProgramSpec = {
        memory: tso(),
        cells: { x: 0, z: 0, m: 0 },
        actors: [
            thread('A', [step(write('m', 1), { kind: 'store', to: 'z', value: '1', mark: 'marked' })]),
            thread('B', [waitUntil('m == 1'), step(write('x', 1)), step(write('x', 0))]),
        ],
        invariants: { ended: 'x == 0 || ended(A)' },
    };
    expect(differences(buildProgram(spec))).toEqual([]);
});

test('one that has to wait for its store buffer is another one than where it has not', () => {
    const spec: ProgramSpec = {
        memory: tso(),
        cells: { x: 0, z: 0 },
        actors: [
            thread(
                'A',
                [
                    { choose: ['c', '0', '1'], actions: [] },
                    jump('swap', 'c == 0'),
                    { actions: [{ kind: 'store', to: 'z', value: '1', mark: 'marked' }] },
                    'swap:',
                    step({ kind: 'rmw', to: 'x', value: '1' }),
                ],
                { registers: { c: 0 } },
            ),
            thread('B', [load('r', 'x'), load('s', 'z')], { registers: { r: 0, s: 0 } }),
        ],
        exists: { late: 'B.r == 1 && z == 1' },
    };
    expect(differences(buildProgram(spec))).toEqual([]);
});

describe('what is not searched', () => {
    test('the orders of what nobody else touches', () => {
        const spec: ProgramSpec = {
            cells: { a: 0, b: 0, c: 0 },
            actors: ['a', 'b', 'c'].map(cell => thread(`T${cell}`, [store(cell, 1), store(cell, 0)])),
        };
        // 3^3 states, of which one way remains, and of that where one after the other has ended
        expect(check(buildProgram(spec), BUDGET).states).toBe(27);
        expect(reduced(buildProgram(spec), undefined).states).toBe(4);
    });

    test('the orders of the elements of an array that each thread has one of', () => {
        const spec: ProgramSpec = {
            cells: { own: { domain: int(0, 1), initial: [0, 0], class: 'memory' } },
            actors: [0, 1].map(at => thread(`T${at}`, [store(`own[${at}]`, 1), store(`own[${at}]`, 0)])),
        };
        expect(reduced(buildProgram(spec), undefined).states).toBe(3);
    });

    test('what others will do under a lock that one holds', () => {
        const lock = { guard: 'l == 0', strong: true, actions: [write('l', 1)] } as const;
        const spec = (before: ActorSpec['body']): ProgramSpec => ({
            cells: { l: 1, x: 0, z: 0 },
            actors: [
                thread('A', [store('x', 1), step(write('l', 0))]),
                thread('B', [...before, store('z', 1), lock, store('x', 2)]),
                thread('C', [store('z', 2)]),
            ],
        });
        expect(firstToMove(spec([]))).toEqual(['A']);
        expect(firstToMove(spec([store('x', 3)]))).toEqual(['A', 'B']);
    });

    test('what one that is not to run now would do', () => {
        const spec = (handler: number): ProgramSpec => ({
            cells: { x: 0, z: 0, handler },
            actors: [
                thread('A', [store('x', 1), step(write('handler', 0))]),
                { ...thread('B', [store('x', 2)]), mayRun: 'handler == 0' },
                thread('C', [load('r', 'x')], { registers: { r: 0 } }),
            ],
        });
        expect(firstToMove(spec(1))).toEqual(['A', 'C']);
        expect(firstToMove(spec(0))).toEqual(['A', 'B', 'C']);
    });

    test('the moments at which a store leaves for its buffer', () => {
        const spec: ProgramSpec = {
            memory: tso(),
            cells: { x: 0, y: 0 },
            actors: [reader('A', [store('x', 1), load('r', 'y')]), reader('B', [store('y', 1), load('r', 'x')])],
            exists: { both: 'A.r == 0 && B.r == 0' },
        };
        expect(firstToMove(spec)).toEqual(['A']);
        expect(differences(buildProgram(spec))).toEqual([]);
    });
});

describe('what is passed without being kept', () => {
    test('is told', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [
                thread('A', [store('x', 1), store('x', 0), store('x', 1), step(bug('a'))]),
                thread('B', [store('y', 1)]),
            ],
        };
        const { witnesses, states } = reduced(buildProgram(spec), undefined);
        expect(states).toBeLessThan(4);
        expect(witnesses.map(({ trace }) => trace?.events.length)).toEqual([4]);
    });

    test('is executed, but not what stands behind a state that breaks an invariant', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [thread('A', [store('y', 1), store('x', 1), store('y', 0)])],
            invariants: { none: 'x == 0' },
        };
        expect(reduced(buildProgram(spec), undefined).executed.slice(0, 3)).toEqual([true, true, false]);
    });

    test('an agent that goes round by itself is found out', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [thread('A', ['top:', store('x', 1), store('x', 0), jump('top')]), thread('B', [store('y', 1)])],
        };
        expect(differences(buildProgram(spec))).toEqual([]);
        expect(reduced(buildProgram(spec), undefined).witnesses.map(({ outcome }) => outcome.kind)).toEqual([
            'livelock',
        ]);
    });
});

test('small spaces are searched without reductions', () => {
    const spec: ProgramSpec = {
        cells: { a: 0, b: 0 },
        actors: ['a', 'b'].map(cell => thread(`T${cell}`, [store(cell, 1), step(bug(cell))])),
    };
    const program = buildProgram(spec);
    const plain = check(program, BUDGET);
    expect(check(program, { ...BUDGET, reductions: ['por'] })).toEqual(plain);
    expect(plain.reductions).toEqual([]);
    expect(check(program, { ...BUDGET, reductions: ['por'], unreduced: plain.states - 1 }).reductions).toEqual(['por']);
});

test('what the beginning of the whole search meets is told along a shortest way', () => {
    const spec: ProgramSpec = {
        cells: { x: 0, y: 0, z: 0 },
        actors: [
            thread('A', [store('x', 1), store('x', 0), store('x', 1)]),
            thread('B', [store('y', 1), store('y', 0), store('y', 1)]),
            thread('C', [store('z', 1), step(bug('c'))]),
        ],
    };
    const program = buildProgram(spec);
    const lengths = ({ witnesses }: CheckResult) => witnesses.map(({ trace }) => trace?.events.length);
    expect(lengths(check(program, BUDGET))).toEqual([2]);
    expect(lengths(reduced(program, undefined))).toEqual([8]);
    const both = check(program, { ...BUDGET, reductions: ['por'], unreduced: 20 });
    expect(both.reductions).toEqual(['por']);
    expect(lengths(both)).toEqual([2]);
    // and what it does not meet, without the steps that do not matter
    expect(lengths(check(program, { ...BUDGET, reductions: ['por'], unreduced: 0 }))).toEqual([2]);
});

function reader(name: string, body: ActorSpec['body']): ActorSpec {
    return thread(name, body, { registers: { r: 0 } });
}

/** The actors whose transitions are taken at the beginning. */
function firstToMove(spec: ProgramSpec): readonly string[] {
    const program = buildProgram(spec);
    const { transitions } = createReducedSearch(createExecutable(program), BUDGET, createWatch(BUDGET)).run().graph;
    return Array.from(
        { length: transitions.start(1) },
        (_, edge) => program.actors[agentOf(transitions.label(edge))]!.name,
    );
}

function reduced(program: Program, mistake: Mistake | undefined): CheckResult {
    const executable = createExecutable(program);
    const watch = createWatch(BUDGET);
    return conclude(executable, createReducedSearch(executable, BUDGET, watch, mistake).run(), BUDGET, watch);
}

/** What the reduced search says otherwise than the reference does, and than the search without reductions. */
function differences(program: Program, mistake?: Mistake): readonly string[] {
    return differencesTo(program, () => reduced(program, mistake));
}
