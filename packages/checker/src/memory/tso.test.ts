import { describe, expect, test } from 'vitest';
import type { ActorSpec, Item, ProgramSpec } from '../testing/build-program.ts';
import {
    assertion,
    bug,
    fence,
    int,
    load,
    set,
    step,
    stepAt,
    store,
    thread,
    tso,
    variable,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram, moves, outcomes, witnessOf } from '../testing/check-program.ts';

const run = (actors: readonly ActorSpec[], more: Partial<ProgramSpec> = {}): ProgramSpec => ({
    memory: tso(),
    cells: { x: 0, y: 0, z: 0 },
    actors,
    ...more,
});
const reader = (name: string, body: readonly Item[]): ActorSpec => thread(name, body, { registers: { r: 0, s: 0 } });
const increment = (cell: string) => step({ kind: 'defer', cell, actions: [write(cell, `${cell} + 1`)] });

test('a load forwards the newest own entry', () => {
    const body = [store('x', 1), store('x', 2), load('r', 'x'), step(assertion('r == 2', 'newest'))];
    expect(outcomes(run([reader('A', body)]))).toBe('pass');
});

test('others see memory', () => {
    const seen = (condition: string): string =>
        outcomes(
            run(
                [
                    thread('A', [store('x', 1), 'out:', step()]),
                    reader('B', [load('r', 'x'), load('s', 'x'), 'end:', step()]),
                ],
                {
                    invariants: { never: `!(at(B, end) && ${condition})` },
                },
            ),
        );
    expect(seen('at(A, out) && B.r == 0 && B.s == 0')).toBe('violation never');
    expect(seen('B.r == 0 && B.s == 1')).toBe('violation never');
    expect(seen('B.r == 1 && B.s == 0')).toBe('pass');
});

test('entries leave in the order in which they came', () => {
    const spec = run([thread('A', [store('x', 1), store('y', 1)])], { invariants: { order: 'y == 0 || x == 1' } });
    expect(outcomes(spec)).toBe('pass');
});

test('a full buffer disables a store', () => {
    const spec = run([thread('A', [store('x', 1), store('y', 1), store('z', 1)])]);
    expect(checkProgram({ ...spec, memory: tso(3) }).transitions).toBeGreaterThan(checkProgram(spec).transitions);
    const { trace } = witnessOf(checkProgram({ ...spec, invariants: { never: '!ended(A)' } }), 'violation never');
    expect(Math.max(...trace!.states.map(({ buffers }) => buffers[0]!.length))).toBe(2);
});

test('a step that drains waits until the buffer is empty, and does not empty it', () => {
    const spec = run([thread('A', [store('x', 1), 'fence:', fence()])], { invariants: { never: '!ended(A)' } });
    const { trace } = witnessOf(checkProgram(spec), 'violation never');
    expect(trace?.events.map(({ kind, step: id }) => `${kind} ${id}`)).toEqual(['step 0', 'flush 0', 'step 1']);
});

test('a drain that a register switches off', () => {
    const conditional = (value: number) =>
        run([reader('A', [step(set('r', value)), store('x', 1), { actions: [], drains: 'r' }, 'out:', step()])], {
            invariants: { drained: '!at(A, out) || x == 1' },
        });
    expect(outcomes(conditional(1))).toBe('pass');
    expect(outcomes(conditional(0))).toBe('violation drained');
});

describe('a deferred operation', () => {
    test('is applied when it leaves, atomically', () => {
        const spec = run([thread('A', [increment('x')]), thread('B', [increment('x')])], { finals: { two: 'x == 2' } });
        expect(outcomes(spec)).toBe('pass');
        expect(outcomes({ ...spec, memory: { kind: 'sc' } })).toBe('pass');
    });
    test('keeps own loads of its cell waiting, and no others', () => {
        const of = (cell: string) =>
            run([reader('A', [increment('x'), load('r', cell), 'out:', step()])], {
                invariants: { left: '!at(A, out) || x == 1' },
            });
        expect(outcomes(of('x'))).toBe('pass');
        expect(outcomes(of('y'))).toBe('violation left');
    });
    test('keeps own read-modify-writes of its cell waiting, those too that will fail', () => {
        const failing = (cell: string) =>
            step({ kind: 'rmw', to: cell, condition: 'old == 3', value: '0', result: 'r' });
        const of = (cell: string) =>
            run([reader('A', [increment('x'), failing(cell), 'out:', step()])], {
                invariants: { left: '!at(A, out) || x == 1' },
            });
        expect(outcomes(of('x'))).toBe('pass');
        expect(outcomes(of('y'))).toBe('violation left');
    });
    test('waits behind the stores before it', () => {
        const spec = run([thread('A', [store('y', 1), increment('x')])], { invariants: { order: 'x == 0 || y == 1' } });
        expect(outcomes(spec)).toBe('pass');
    });
    test('may fail when it leaves; its step is blamed', () => {
        const release = step({
            kind: 'defer',
            cell: 'x',
            actions: [{ kind: 'if', condition: 'x == 0', then: [bug('refcount')], else: [write('x', 'x - 1')] }],
        });
        const spec = run([thread('A', ['put:', release, step()], { cpu: 'cpu0' })]);
        expect(moves(spec, 'bug refcount')).toBe('A cpu0!');
        expect(witnessOf(checkProgram(spec), 'bug refcount').at).toEqual([
            { actor: 0, step: stepAt(spec, 'A', 'put') },
        ]);
    });
    test('has its operand and index from where it was issued', () => {
        const add = step({
            kind: 'defer',
            cell: 'a',
            index: 'r',
            operand: 's + 1',
            actions: [write('a[slot]', 'a[slot] + operand')],
        });
        const spec = run([reader('A', [step(set('r', 1), set('s', 1)), add, step(set('r', 0), set('s', 0))])], {
            cells: { a: { domain: int(0, 3), initial: [0, 1], class: 'memory' } },
            finals: { three: 'a[0] == 0 && a[1] == 3' },
        });
        expect(outcomes(spec)).toBe('pass');
    });
    test('is part of what its own CPU sees', () => {
        const spec = run([
            thread('A', [
                store('x', 1),
                increment('x'),
                step(assertion('@x == 2', 'own'), assertion('x <= 2', 'memory')),
            ]),
        ]);
        expect(outcomes(spec)).toBe('pass');
    });
});

test('actors of one CPU share its buffer', () => {
    const other = (cpu: string) =>
        run(
            [
                thread('A', [store('x', 1)], { cpu: 'cpu0' }),
                thread('B', [waitUntil('ended(A) || 1'), load('r', 'x')], { registers: { r: 3 }, cpu }),
            ],
            {
                invariants: { never: '!(B.r == 1 && x == 0)' },
            },
        );
    expect(outcomes(other('cpu0'))).toBe('violation never');
    expect(outcomes(other('cpu1'))).toBe('pass');
});

test('a flush is told with the step that issued the entry, whoever ran meanwhile', () => {
    const spec = run([thread('A', [store('x', 1)], { cpu: 'cpu0' }), thread('B', [store('y', 1)], { cpu: 'cpu0' })], {
        invariants: { never: 'y == 0' },
    });
    const { trace } = witnessOf(checkProgram(spec), 'violation never');
    const flushes = trace!.events.filter(({ kind }) => kind === 'flush');
    expect(flushes.map(({ actor }) => actor)).toEqual([1]);
});

test('what an entry holds is what a state shows', () => {
    const cells = { x: variable(0, int(0, 0xffffffff)), y: variable(0, int(-5, 5)) };
    const spec = run([thread('A', [store('x', 4294967295), store('y', '0 - 5')])], {
        cells,
        invariants: { never: 'y == 0' },
    });
    const { trace } = witnessOf(checkProgram(spec), 'violation never');
    expect(trace?.states[2]?.buffers[0]).toEqual([
        { kind: 'store', cell: 0, index: 0, value: 4294967295 },
        { kind: 'store', cell: 1, index: 0, value: -5 },
    ]);
    expect(trace?.states.at(-1)?.cells).toEqual([[4294967295], [-5]]);
});
