import { expect, test } from 'vitest';
import { refute, replay } from './replay.ts';
import type { ProgramSpec } from './testing/build-program.ts';
import { bug, buildProgram, jump, load, lock, lockCell, step, store, thread, tso } from './testing/build-program.ts';
import { checkProgram, witnessOf } from './testing/check-program.ts';

const SPEC: ProgramSpec = {
    memory: tso(),
    cells: { x: 0, y: 0, a: lockCell() },
    actors: [
        thread('A', [store('x', 1), load('r', 'y'), jump('out', 'r == 1'), step(bug('oops')), 'out:'], {
            registers: { r: 0 },
        }),
        thread('B', [store('y', 1), lock('a'), lock('a')]),
        thread('C', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } }),
    ],
};
const program = buildProgram(SPEC);
const result = checkProgram(SPEC);
const failing = witnessOf(result, 'bug oops');
const trace = failing.trace!;

test('every witness replays', () => {
    expect(result.witnesses.map(({ outcome }) => outcome.kind).sort()).toEqual(['bug', 'deadlock', 'livelock']);
    for (const witness of result.witnesses) expect(refute(program, witness)).toBe(undefined);
});

test('a failure is told', () => {
    expect(replay(program, trace)).toMatchObject({
        kind: 'replayed',
        failure: { outcome: { kind: 'bug', name: 'oops' }, step: 3 },
    });
});

test('another state is a mismatch', () => {
    const states = trace.states.map((state, place) => (place === 1 ? { ...state, cells: [[1], [1], [0]] } : state));
    expect(replay(program, { ...trace, states })).toEqual({
        kind: 'mismatch',
        event: 0,
        why: 'it leads to another state',
    });
});

test('so is another beginning', () => {
    const states = [trace.states[1]!, ...trace.states.slice(1)];
    expect(replay(program, { ...trace, states })).toMatchObject({
        kind: 'mismatch',
        why: 'it does not begin in the initial state',
    });
});

test('so is an event that cannot happen', () => {
    const flush = { kind: 'flush', cpu: 0, actor: 0, step: 0 } as const;
    expect(replay(program, { ...trace, events: [flush, ...trace.events] })).toMatchObject({
        kind: 'mismatch',
        event: 0,
    });
    const [, second] = trace.events;
    expect(replay(program, { ...trace, events: [second!] })).toMatchObject({ why: 'the actor rests at another step' });
});

test('a witness that shows something else is refuted', () => {
    expect(refute(program, { ...failing, outcome: { kind: 'bug', name: 'other' } })).toBe('it fails in another way');
    const deadlock = witnessOf(result, 'deadlock');
    expect(refute(program, { ...deadlock, at: [{ actor: 0, step: 0 }] })).toBe('an actor of the deadlock can step');
    const livelock = witnessOf(result, 'livelock');
    expect(refute(program, { ...livelock, trace: { ...livelock.trace!, cycleStart: 0 } })).toBe(
        'its cycle does not close',
    );
});

test('a cycle that is not fair is refuted', () => {
    const spin = thread('C', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } });
    const spec: ProgramSpec = { cells: { x: 0 }, actors: [spin] };
    const livelock = witnessOf(checkProgram(spec), 'livelock');
    const { cells, actors, buffers } = livelock.trace!.states[0]!;
    const more = buildProgram({ ...spec, actors: [spin, thread('D', [store('x', 1)])] });
    const state = { cells, actors: [...actors, { step: 3, registers: [] }], buffers: [...buffers, []] };
    const longer = { ...livelock.trace!, states: [state, state] };
    expect(refute(more, { ...livelock, trace: longer })).toBe('an actor that could step never does');
});
