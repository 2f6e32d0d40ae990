// The small programs that tell readings of the rules apart (those that need no page table), by rule.
import { describe, expect, test } from 'vitest';
import type { ActorSpec, ProgramSpec, StepSpec } from './testing/build-program.ts';
import {
    assertion,
    bug,
    daemon,
    event,
    fence,
    ghost,
    int,
    jump,
    load,
    lock,
    lockCell,
    progress,
    SC,
    set,
    step,
    store,
    thread,
    tso,
    unlock,
    unlockLater,
    variable,
    violate,
    waitUntil,
    write,
} from './testing/build-program.ts';
import { checkProgram, outcomes, witnessOf } from './testing/check-program.ts';

/** A page-table lock, a page-table entry, a queue: D1 of the scenario book. */
const lostWakeUp = (waker: readonly StepSpec[]): ProgramSpec => ({
    memory: tso(),
    cells: { ptl: lockCell(), pte: 0, queued: 0, woken: 0 },
    actors: [
        thread(
            'waiter',
            [store('queued', 1), fence(), load('r', 'pte'), jump('out', 'r == 1'), waitUntil('woken == 1'), 'out:'],
            {
                registers: { r: 0 },
            },
        ),
        thread('waker', [...waker, load('r', 'queued'), jump('out', 'r == 0'), store('woken', 1), 'out:'], {
            registers: { r: 0 },
        }),
    ],
});

describe('rule 11: an unlock does not drain', () => {
    const update = [lock('ptl'), store('pte', 1), unlockLater('ptl')];
    test('so a waker that looks without a fence misses the waiter', () => {
        expect(outcomes(lostWakeUp(update))).toBe('deadlock');
    });
    test('a fence saves it', () => {
        expect(outcomes(lostWakeUp([...update, fence()]))).toBe('pass');
    });
    test('an unlock that drains would save it too', () => {
        expect(outcomes(lostWakeUp([lock('ptl'), store('pte', 1), unlock('ptl')]))).toBe('pass');
    });
});

describe('rule 11: a conditional read-modify-write that fails is a load', () => {
    const storeBuffering = (condition: string): ProgramSpec => ({
        memory: tso(),
        cells: { x: 0, y: 0, count: 0 },
        actors: [
            thread('A', [store('x', 1), fence(), load('r', 'y')], { registers: { r: 3 } }),
            thread(
                'B',
                [store('y', 1), step({ kind: 'rmw', to: 'count', condition, value: 'old + 1' }), load('r', 'x')],
                { registers: { r: 3 } },
            ),
        ],
        exists: { both: 'A.r == 0 && B.r == 0' },
    });
    test('it drains nothing', () => expect(outcomes(storeBuffering('old != 0'))).toBe('pass'));
    test('one that succeeds drains', () => expect(outcomes(storeBuffering('old == 0'))).toBe('violation both'));
});

test('rule 11: buffers are bounded, so a loop of stores has finitely many states', () => {
    const spec: ProgramSpec = {
        memory: tso(4),
        cells: { x: 0, y: 0 },
        actors: [
            thread('A', ['top:', store('x', 1), load('r', 'y'), jump('top', 'r == 0')], { registers: { r: 0 } }),
            thread('B', [store('y', 1)]),
        ],
    };
    const result = checkProgram(spec, { maxStates: 1000 });
    expect(result.exhausted).toBe(true);
    expect(result.verdict.kind).toBe('pass');
});

/** RCU by hand: `reading[t]` while thread t is inside, `snapshot[t]` while a grace period waits for it. */
const rcu = (leave: StepSpec, synchronize: readonly StepSpec[]): ProgramSpec => ({
    memory: tso(),
    classes: { node: 1 },
    cells: {
        p: { domain: { kind: 'ref', class: 0 }, initial: [1], class: 'memory' },
        reading: { ...ghost(0), class: 'machine' },
        snapshot: { ...ghost(0), class: 'machine' },
    },
    actors: [
        thread(
            'reader',
            [
                step(write('reading', 1)),
                load('r', 'p'),
                jump('leave', 'r == 0'),
                step({ kind: 'if', condition: 'r == 2', then: [bug('use-after-free')] }),
                'leave:',
                leave,
            ],
            { registers: { r: { kind: 'ref', class: 0 } } },
        ),
        thread('updater', [
            store('p', 0),
            ...synchronize,
            { drains: '1', actions: [{ kind: 'retire', class: 'node', index: '0' }] },
        ]),
    ],
});
const rcuLeave = step({ kind: 'defer', actions: [write('reading', 0), write('snapshot', 0)] });
const awaitReaders: StepSpec = {
    ...waitUntil('snapshot == 0'),
    waits: { kind: 'rcu', holders: '$0 == reader && snapshot == 1' },
};
const snapshot = write('snapshot', 'reading');

describe('rule 20: synchronize_rcu drains before it takes its snapshot', () => {
    test('a grace period protects', () => {
        expect(outcomes(rcu(rcuLeave, [{ drains: '1', actions: [snapshot] }, awaitReaders]))).toBe('pass');
    });
    test('a snapshot that does not drain lets a reader in behind it', () => {
        expect(outcomes(rcu(rcuLeave, [step(snapshot), awaitReaders]))).toBe('bug use-after-free');
    });
    test('without a grace period', () => expect(outcomes(rcu(rcuLeave, []))).toBe('bug use-after-free'));
});

describe('rule 23: a spin with preemption on can be preempted', () => {
    const oneCpu = (mayRun?: string): ProgramSpec => ({
        cells: { f: 0, off: { ...ghost(0), class: 'machine' } },
        actors: [
            thread('A', [step(write('off', 1)), waitUntil('f == 1'), step(write('off', 0))], { cpu: 'cpu0' }),
            thread('B', [store('f', 1)], {
                cpu: 'cpu0',
                ...(mayRun !== undefined && { mayRun, excludedBy: '$0 == A && off == 1' }),
            }),
        ],
    });
    test('preemption on', () => expect(outcomes(oneCpu())).toBe('pass'));
    test('preemption off: the spinner keeps the other off its CPU', () => {
        const result = checkProgram(oneCpu('off == 0'));
        const { waits } = witnessOf(result, 'deadlock');
        expect(waits.map(({ actor, kind, holders }) => ({ actor, kind, holders }))).toEqual([
            { actor: 0, kind: 'condition', holders: [] },
        ]);
        const of = (actor: number) =>
            result.witnesses.flatMap(witness => witness.waits).find(wait => wait.actor === actor);
        expect(of(1)).toMatchObject({ kind: 'cpu', holders: [0] });
    });
});

describe('rule 1: a pick is a step by itself', () => {
    const holder = thread('holder', [lock('a'), waitUntil('0')]);
    const picked = thread(
        'picker',
        [
            { actions: [], choose: ['which', '0', '1'] },
            jump('second', 'which == 1'),
            lock('a'),
            jump('out'),
            'second:',
            lock('b'),
            'out:',
        ],
        { registers: { which: 0 } },
    );
    const fused = thread(
        'picker',
        [{ actions: [], choose: ['which', '0', '1'], guard: 'which == 0 ? a == 0 : b == 0', strong: true }],
        { registers: { which: 0 } },
    );
    const blocked = (picker: ActorSpec): string => {
        const { witnesses } = checkProgram({ cells: { a: lockCell(), b: lockCell() }, actors: [holder, picker] });
        return [...new Set(witnesses.flatMap(({ at }) => at.map(({ actor }) => actor)))].sort().join(' ');
    };
    test('so it may wait for the lock that is never free', () => expect(blocked(picked)).toBe('0 1'));
    test('fused with the lock it would take the other', () => expect(blocked(fused)).toBe('0'));
});

describe('rule 32: a cut manufactures no deadlock', () => {
    test('a state that breaks an invariant', () => {
        expect(
            outcomes({
                cells: { x: 0, y: 0 },
                actors: [thread('X', [store('x', 1)]), thread('Y', [store('y', 1), store('y', 2)])],
                invariants: { never: 'x == 0' },
            }),
        ).toBe('violation never');
    });
    test('a failing step', () => {
        expect(
            outcomes({
                cells: { x: 0 },
                actors: [
                    thread('X', [load('r', 'x'), step(violate('assert'))], { registers: { r: 0 } }),
                    thread('Y', [waitUntil('x == 0')]),
                ],
            }),
        ).toBe('violation assert');
    });
    test('an assumption that does not hold', () => {
        expect(outcomes({ cells: { x: 0 }, actors: [thread('X', [step({ kind: 'discard' }), waitUntil('0')])] })).toBe(
            'pass',
        );
    });
});

describe('rule 33', () => {
    test('a begun event that blocks for ever, after all threads have ended', () => {
        expect(
            outcomes({
                cells: { budget: 1, x: 0 },
                actors: [
                    thread('T', [store('x', 1)]),
                    event('E', [
                        { guard: 'budget > 0', actions: [write('budget', 'budget - 1')] },
                        waitUntil('x == 2'),
                    ]),
                ],
            }),
        ).toBe('deadlock');
    });
    test('an event that never begins owes nothing', () => {
        expect(
            outcomes({
                cells: { x: 0 },
                actors: [thread('T', [store('x', 1)]), event('E', [{ guard: '0', actions: [] }, waitUntil('x == 2')])],
            }),
        ).toBe('pass');
    });
    const abba = [
        thread('T1', [lock('a'), lock('b'), unlock('b'), unlock('a')]),
        thread('T2', [lock('b'), lock('a'), unlock('a'), unlock('b')]),
    ];
    test('ABBA beside a thread that makes progress for ever', () => {
        const independent = thread('T3', ['top:', load('r', 'x'), progress(), jump('top')], { registers: { r: 0 } });
        expect(outcomes({ cells: { a: lockCell(), b: lockCell(), x: 0 }, actors: [...abba, independent] })).toBe(
            'deadlock',
        );
    });
    test('rule 34: ABBA beside a daemon that polls', () => {
        const polling = daemon('D', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } });
        expect(outcomes({ cells: { a: lockCell(), b: lockCell(), x: 0 }, actors: [...abba, polling] })).toBe(
            'deadlock',
        );
    });
});

test('rule 35: a daemon that is not yet at rest is to finish what it has begun', () => {
    const idle: StepSpec = { guard: 'req == 1', actions: [], rest: 'always' };
    expect(
        outcomes({
            cells: { req: 0, done: 0 },
            actors: [
                thread('T', [store('req', 1)]),
                daemon('D', ['top:', idle, store('req', 0), store('done', 1), jump('top')]),
            ],
            finals: { done: 'done == 1' },
        }),
    ).toBe('pass');
});

test('D10: a daemon with an idle step that rests anywhere else is stuck', () => {
    const idle: StepSpec = { guard: 'req == 1', actions: [], rest: 'always' };
    expect(
        outcomes({
            cells: { req: 0, reply: 0 },
            actors: [thread('T', [store('req', 1)]), daemon('D', ['top:', idle, waitUntil('reply == 1'), jump('top')])],
        }),
    ).toBe('deadlock');
});

test('store buffering needs a fence on both sides, under tso alone', () => {
    const both = (memory: ProgramSpec['memory'] & object, middle: readonly StepSpec[]): string =>
        outcomes({
            memory,
            cells: { x: 0, y: 0 },
            actors: [
                thread('A', [store('x', 1), ...middle, load('r', 'y')], { registers: { r: 3 } }),
                thread('B', [store('y', 1), ...middle, load('r', 'x')], { registers: { r: 3 } }),
            ],
            invariants: { one: '!(A.r == 0 && B.r == 0)' },
        });
    expect(both(SC, [])).toBe('pass');
    expect(both(tso(), [])).toBe('violation one');
    expect(both(tso(), [fence()])).toBe('pass');
});

test('an assertion on a value that was read', () => {
    const spec: ProgramSpec = {
        cells: { x: variable(0, int(0, 9)) },
        actors: [
            thread('A', [load('r', 'x'), store('x', 'r + 1')], { registers: { r: int(0, 9) } }),
            thread(
                'B',
                [load('r', 'x'), store('x', 'r + 1'), load('r', 'x'), step(assertion('r >= 1', 'kept'), set('r', 0))],
                {
                    registers: { r: int(0, 9) },
                },
            ),
        ],
        finals: { both: 'x == 2' },
    };
    expect(outcomes(spec)).toBe('violation both');
});
