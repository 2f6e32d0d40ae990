import { describe, expect, test } from 'vitest';
import type { ProgramSpec } from '../testing/build-program.ts';
import {
    buildProgram,
    daemon,
    event,
    jump,
    load,
    lock,
    lockCell,
    progress,
    stepAt,
    store,
    thread,
    tso,
    unlock,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram, moves, outcomes, witnessOf } from '../testing/check-program.ts';

const ABBA: ProgramSpec = {
    cells: { a: lockCell(), b: lockCell(), x: 0 },
    actors: [
        thread('T1', [lock('a'), 'inner:', lock('b'), unlock('b'), unlock('a')]),
        thread('T2', [lock('b'), 'inner:', lock('a'), unlock('a'), unlock('b')]),
    ],
};

test('the chain names who waits for whom, and for what', () => {
    const { at, waits } = witnessOf(checkProgram(ABBA), 'deadlock');
    expect(at).toEqual([
        { actor: 0, step: stepAt(ABBA, 'T1', 'inner') },
        { actor: 1, step: stepAt(ABBA, 'T2', 'inner') },
    ]);
    expect(waits.map(({ object, kind, holders }) => ({ object, kind, holders }))).toEqual([
        { object: 'b', kind: 'lock', holders: [1] },
        { object: 'a', kind: 'lock', holders: [0] },
    ]);
});

test('the trace is a shortest one to where the whole chain is stuck', () => {
    expect(moves(ABBA, 'deadlock')).toBe('T1 T2');
});

test('the trace stops although others run on', () => {
    const more = thread('T3', [store('x', 1), store('x', 2), store('x', 3)]);
    expect(moves({ ...ABBA, actors: [...ABBA.actors, more] }, 'deadlock')).toBe('T1 T2');
});

test('one more that waits for the stuck is told by a witness of its own', () => {
    const spec = { ...ABBA, actors: [...ABBA.actors, thread('T3', [lock('a'), unlock('a')])] };
    const told = checkProgram(spec).witnesses.map(({ at }) => at.map(({ actor }) => actor).join(' '));
    expect(told).toEqual(['0 1', '2 0 1']);
});

test('taking a lock that one holds already is a deadlock of length one', () => {
    const spec = { cells: { a: lockCell() }, actors: [thread('T', [lock('a'), lock('a')])] };
    const { waits } = witnessOf(checkProgram(spec), 'deadlock');
    expect(waits.map(({ actor, holders }) => ({ actor, holders }))).toEqual([{ actor: 0, holders: [0] }]);
});

test('an actor that a cut may still release is not stuck', () => {
    // The event may break the invariant for ever, and then nobody knows what would have come after.
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [waitUntil('x == 1')]), thread('U', [store('x', 2)])],
        invariants: { small: 'x < 2' },
    };
    expect(outcomes(spec)).toBe('violation small');
});

test('an actor that only an optional start could release is stuck', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [waitUntil('x == 1')]), event('E', [{ actions: [write('x', 1)] }])],
    };
    expect(outcomes(spec)).toBe('deadlock');
});

test('waiting for a lock that a daemon never gives back', () => {
    const spec: ProgramSpec = {
        cells: { a: lockCell(), x: 0 },
        actors: [
            thread('T', [lock('a'), unlock('a')]),
            daemon('D', [lock('a'), 'top:', load('r', 'x'), jump('top')], { registers: { r: 0 } }),
            thread('U', [store('x', 1), store('x', 2)]),
        ],
    };
    expect(outcomes(spec)).toBe('deadlock');
    const { waits, trace } = witnessOf(checkProgram(spec), 'deadlock');
    expect(waits.map(({ actor, holders }) => ({ actor, holders }))).toEqual([{ actor: 0, holders: [1] }]);
    expect(trace?.events.length).toBe(1);
});

describe('a holder that never gets on', () => {
    const waitingFor = (loop: Parameters<typeof thread>[1]): string =>
        outcomes({
            cells: { a: lockCell(), x: 0 },
            actors: [
                thread('T', [lock('a'), unlock('a')]),
                thread('U', [lock('a'), 'top:', load('r', 'x'), ...loop, jump('top')], { registers: { r: 0 } }),
            ],
        });
    test('is livelocked: the livelock tells of the waiter', () => expect(waitingFor([])).toBe('livelock'));
    test('makes progress: the waiter is deadlocked', () => expect(waitingFor([progress()])).toBe('deadlock'));
});

test('a deadlock elsewhere is not hidden by a livelock', () => {
    const spin = thread('S', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } });
    expect(outcomes({ ...ABBA, actors: [...ABBA.actors, spin] })).toBe('deadlock, livelock');
});

test('an actor that is stuck only on some ways is a deadlock there', () => {
    const spec: ProgramSpec = {
        cells: { x: 0, y: 0 },
        actors: [
            thread(
                'T',
                [{ actions: [], choose: ['r', '0', '1'] }, jump('out', 'r == 1'), waitUntil('x == 1'), 'out:'],
                {
                    registers: { r: 0 },
                },
            ),
        ],
    };
    expect(moves(spec, 'deadlock')).toBe('T');
});

test('under tso the state shown has empty store buffers', () => {
    const spec: ProgramSpec = {
        memory: tso(),
        cells: { x: 0, y: 0 },
        actors: [thread('T', [store('y', 1), { guard: 'x == 1', actions: [] }])],
    };
    const { trace } = witnessOf(checkProgram(spec), 'deadlock');
    expect(trace?.states.at(-1)?.buffers).toEqual([[]]);
    expect(trace?.events.map(({ kind }) => kind)).toEqual(['step', 'flush']);
});

test('what keeps an actor off its CPU matters only if it could go on otherwise', () => {
    const spec: ProgramSpec = {
        cells: { a: lockCell(), x: 0 },
        actors: [
            thread('T', [lock('a'), lock('a')], { cpu: 'cpu0', mayRun: 'x == 0', excludedBy: '$0 == U' }),
            thread('U', ['top:', store('x', 1), jump('top')], { cpu: 'cpu0' }),
        ],
    };
    expect(outcomes(spec)).toBe('deadlock, livelock');
    expect(buildProgram(spec).cpus).toEqual(['cpu0']);
});
