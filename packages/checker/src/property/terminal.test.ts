import { expect, test } from 'vitest';
import type { ProgramSpec } from '../testing/build-program.ts';
import { bug, daemon, jump, load, progress, step, store, thread, tso, waitUntil } from '../testing/build-program.ts';
import { checkProgram, moves, outcomes, witnessOf } from '../testing/check-program.ts';

test('a final is judged where everybody has ended', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1), store('x', 2)])],
        finals: { one: 'x == 1' },
    };
    expect(outcomes(spec)).toBe('violation one');
    expect(witnessOf(checkProgram(spec), 'violation one').at).toEqual([]);
    expect(outcomes({ ...spec, finals: { two: 'x == 2' } })).toBe('pass');
});

test('a final cuts nothing', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1)])],
        finals: { a: 'x == 0', b: 'x == 2' },
    };
    expect(outcomes(spec)).toBe('violation a, violation b');
});

test('a deadlocked state is not terminal', () => {
    const spec: ProgramSpec = { cells: { x: 0 }, actors: [thread('T', [waitUntil('x == 1')])], finals: { never: '0' } };
    expect(outcomes(spec)).toBe('deadlock');
    expect(checkProgram(spec).hasTerminal).toBe(false);
});

test('under tso a state is terminal only when all buffers are empty', () => {
    const spec: ProgramSpec = {
        memory: tso(),
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1)])],
        finals: { out: 'x == 1' },
    };
    expect(outcomes(spec)).toBe('pass');
});

test('`ended` waits for the buffer', () => {
    const spec: ProgramSpec = {
        memory: tso(),
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1)])],
        invariants: { seen: '!ended(T) || x == 1' },
    };
    expect(outcomes(spec)).toBe('pass');
});

test('where a daemon polls for ever, all states it goes through are terminal', () => {
    const poll = daemon('D', ['top:', store('y', 1), store('y', 2), jump('top')]);
    const spec: ProgramSpec = {
        cells: { x: 0, y: 0 },
        actors: [thread('T', [store('x', 1)]), poll],
        finals: { even: 'y != 1' },
    };
    expect(outcomes(spec)).toBe('violation even');
});

test('where a daemon has idle states, only these are', () => {
    const work = daemon('D', [
        'top:',
        { guard: 'y != 1', actions: [], rest: 'always' },
        store('y', 1),
        store('y', 2),
        jump('top'),
    ]);
    const spec: ProgramSpec = {
        cells: { x: 0, y: 0 },
        actors: [thread('T', [store('x', 1)]), work],
        finals: { even: 'y != 1' },
    };
    expect(outcomes(spec)).toBe('pass');
});

test('no terminal state where a thread runs for ever', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', ['top:', load('r', 'x'), progress(), jump('top')], { registers: { r: 0 } })],
        finals: { never: '0' },
    };
    const result = checkProgram(spec);
    expect(result.verdict.kind).toBe('pass');
    expect(result.hasTerminal).toBe(false);
});

test('an exists needs one terminal state', () => {
    const spec = (goal: string): ProgramSpec => ({
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1)]), thread('U', [store('x', 2)])],
        exists: { goal },
    });
    expect(outcomes(spec('x == 1'))).toBe('pass');
    expect(outcomes(spec('x == 0'))).toBe('violation goal');
    expect(moves(spec('x == 0'), 'violation goal')).toBe('none');
});

test('behind a failure an exists that was not reached is undecided, and so is a missing terminal state', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1), step(bug('oops'))])],
        exists: { goal: 'x == 1' },
    };
    const result = checkProgram(spec);
    expect(outcomes(spec)).toBe('bug oops');
    expect(result.undecided).toEqual([{ kind: 'violation', name: 'goal' }]);
    expect(result.hasTerminal).toBe(undefined);
});

test('behind a discarded execution it is decided', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [thread('T', [store('x', 1), step({ kind: 'discard' })])],
        exists: { goal: 'x == 1' },
    };
    expect(outcomes(spec)).toBe('violation goal');
    expect(checkProgram(spec).hasTerminal).toBe(false);
});
