import { describe, expect, test } from 'vitest';
import type { ActorSpec, Item, ProgramSpec } from '../testing/build-program.ts';
import {
    daemon,
    event,
    jump,
    load,
    lock,
    lockCell,
    progress,
    set,
    step,
    store,
    thread,
    tso,
    unlock,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram, moves, outcomes, witnessOf } from '../testing/check-program.ts';

const spin: Item[] = ['top:', load('r', 'x'), jump('top', 'r == 0')];
const spinner = thread('S', spin, { registers: { r: 0 } });
const of = (...actors: readonly ActorSpec[]): ProgramSpec => ({
    cells: { x: 0, y: 0, a: lockCell(), b: lockCell() },
    actors,
});

test('a loop that nobody ends is a livelock, and its steps are named', () => {
    const { at, trace } = witnessOf(checkProgram(of(spinner)), 'livelock');
    expect(at).toEqual([{ actor: 0, step: 0 }]);
    expect(trace?.cycleStart).toBe(0);
    expect(trace?.events.length).toBe(1);
});

test('(a) whoever is able to step all the time steps, so the loop ends', () => {
    expect(outcomes(of(spinner, thread('W', [store('x', 1)])))).toBe('pass');
});

test('(a) so does a daemon', () => {
    expect(outcomes(of(spinner, daemon('D', [store('x', 1), waitUntil('0')])))).toBe('pass');
});

test('(a) an event that has begun steps, one that has not begun need not', () => {
    expect(outcomes(of(spinner, event('E', [{ actions: [write('x', 1)] }])))).toBe('livelock');
    const begun = event('E', [{ guard: 'y == 1', actions: [write('y', 2)] }, store('x', 1)]);
    const beginner = thread('B', [store('y', 1), waitUntil('y == 2')]);
    // B waits for an event that need not happen; the spinner spins because it does not. Once begun, it ends the loop.
    expect(moves(of(spinner, begun, beginner), 'livelock')).toBe('B (S)');
    expect(outcomes(of(spinner, begun, thread('B', [store('y', 1), waitUntil('x == 1')])))).toBe('deadlock, livelock');
});

test('(a) so does a store buffer', () => {
    expect(outcomes({ ...of(spinner, thread('W', [store('x', 1)])), memory: tso() })).toBe('pass');
});

test('(a) whoever can step only now and then may be passed over', () => {
    const flicker = daemon('F', ['top:', store('y', 1), store('y', 0), jump('top')]);
    const waiter = thread('W', [waitUntil('y == 1')]);
    const result = checkProgram(of(flicker, waiter));
    expect(result.verdict.kind).toBe('livelock');
    expect(witnessOf(result, 'livelock').at).toEqual([{ actor: 1, step: 3 + 1 }]);
});

test('(b) but a lock that becomes free again and again is granted', () => {
    const holder = daemon('H', ['top:', lock('a'), unlock('a'), jump('top')]);
    expect(outcomes(of(holder, thread('W', [lock('a'), unlock('a')])))).toBe('pass');
    const weak = { ...lock('a') };
    const { strong: _, ...unfair } = weak;
    expect(outcomes(of(holder, thread('W', [unfair, unlock('a')])))).toBe('livelock');
});

test('(b) a trylock that always comes too late is a livelock all the same', () => {
    const trylock = step({ kind: 'rmw', to: 'x', condition: 'old == 0', value: '1', succeeded: 'ok' });
    const holder = daemon('H', ['top:', store('x', 1), store('x', 0), jump('top')]);
    const trying = thread('T', ['top:', trylock, jump('top', 'ok == 0')], { registers: { ok: 0 } });
    expect(outcomes(of(holder, trying))).toBe('livelock');
});

test('(b) the states where an acquisition is withheld are taken out, and what is left can still be a livelock', () => {
    // T takes `a` when it is free. H gives it back at times, but may also run around with it for ever.
    const holder = daemon(
        'H',
        [
            'top:',
            lock('a'),
            'in:',
            { actions: [], choose: ['again', '0', '1'] },
            jump('in', 'again == 1'),
            unlock('a'),
            jump('top'),
        ],
        { registers: { again: 0 } },
    );
    expect(outcomes(of(holder, thread('T', [lock('a'), unlock('a')])))).toBe('livelock');
});

describe('among many states, of which those are left out in which others move that cannot', () => {
    const flags = ['p', 'q', 'r', 's', 't', 'u', 'v'];
    const noise = flags.map(flag => daemon(`N${flag}`, ['top:', store(flag, 1), store(flag, 0), jump('top')]));
    const among = (...actors: readonly ActorSpec[]): ProgramSpec => ({
        cells: { x: 0, y: 0, a: lockCell(), ...Object.fromEntries(flags.map(flag => [flag, 0])) },
        actors: [...actors, ...noise],
    });
    const flicker = daemon('F', ['top:', store('y', 1), store('y', 0), jump('top')]);
    const holder = daemon('H', ['top:', lock('a'), unlock('a'), jump('top')]);

    /** One that gets on in each round, but not while it waits. */
    const again = (name: string, ...body: readonly Item[]): ActorSpec =>
        thread(name, ['top:', ...body, progress(), jump('top')]);

    test('who can step now and then is passed over', () => {
        expect(outcomes(among(flicker, again('W', waitUntil('y == 1'))))).toBe('livelock');
    });
    test('so are those that wait for him, and he rests where he is able to step, too', () => {
        const first = again('V', lock('a'), waitUntil('y == 1'), unlock('a'));
        const result = checkProgram(among(flicker, first, again('W', lock('a'), unlock('a'))));
        expect(result.witnesses.map(({ outcome, at }) => [outcome.kind, at.map(({ actor }) => actor)])).toEqual([
            ['livelock', [1, 2]],
        ]);
    });
    test('a lock that is given back in each round is granted', () => {
        expect(outcomes(among(holder, again('W', lock('a'), unlock('a'))))).toBe('pass');
    });
    test('one that its holder may run around with is not', () => {
        const body: Item[] = [
            'top:',
            lock('a'),
            'in:',
            { actions: [], choose: ['again', '0', '1'] },
            jump('in', 'again == 1'),
            unlock('a'),
            jump('top'),
        ];
        const stubborn = daemon('H', body, { registers: { again: 0 } });
        expect(outcomes(among(stubborn, again('W', lock('a'), unlock('a'))))).toBe('livelock');
    });
    test('nor one that is free now and then, where nothing promises that it is granted', () => {
        const { strong: _, ...weak } = lock('a');
        expect(outcomes(among(holder, again('W', weak, unlock('a'))))).toBe('livelock');
    });
});

test('progress is none', () => {
    expect(outcomes(of(thread('P', ['top:', load('r', 'x'), progress(), jump('top')], { registers: { r: 0 } })))).toBe(
        'pass',
    );
});

test('progress on some ways only does not help the others', () => {
    const body: Item[] = [
        'top:',
        { actions: [], choose: ['r', '0', '1'] },
        jump('top', 'r == 0'),
        progress(),
        jump('top'),
    ];
    expect(outcomes(of(thread('P', body, { registers: { r: 0 } })))).toBe('livelock');
});

test('a step into a cut is able to step, but is in no cycle', () => {
    // W is always able to step, and its only step fails: no fair cycle leaves it out.
    expect(outcomes(of(spinner, thread('W', [step({ kind: 'discard' })])))).toBe('pass');
});

test('a daemon livelocks nobody by running', () => {
    expect(outcomes(of(daemon('D', spin, { registers: { r: 0 } })))).toBe('pass');
});

test('two that dance around each other are told in one livelock', () => {
    // Each sets its flag, sees the other's, takes it back.
    const polite = (name: string, own: string, other: string): ActorSpec =>
        thread(
            name,
            [
                'top:',
                store(own, 1),
                load('r', other),
                jump('out', 'r == 0'),
                store(own, 0),
                jump('top'),
                'out:',
                store(own, 0),
            ],
            {
                registers: { r: 0 },
            },
        );
    const result = checkProgram(of(polite('P', 'x', 'y'), polite('Q', 'y', 'x')));
    expect(result.verdict.kind).toBe('livelock');
    const actors = new Set(witnessOf(result, 'livelock').at.map(({ actor }) => actor));
    expect([...actors]).toEqual([0, 1]);
});

describe('a level-triggered interrupt', () => {
    const interrupt = (body: readonly Item[]): ActorSpec => ({
        name: 'I',
        kind: 'interrupt',
        obliged: true,
        registers: { r: 0 },
        body: ['start:', { guard: 'x == 1', actions: [], rest: { raised: 'x == 1' } }, ...body, jump('start')],
    });
    const device: ActorSpec = { name: 'D', kind: 'device', body: ['top:', store('x', 1), jump('top')], obliged: false };
    test('that is served, and raised again and again', () => {
        expect(outcomes(of(device, interrupt([store('x', 0)])))).toBe('pass');
    });
    test('that is due again at once has been served all the same', () => {
        expect(outcomes(of(thread('T', [store('x', 1)]), interrupt([load('r', 'y')])))).toBe('pass');
    });
    test('whose handler never comes back', () => {
        expect(outcomes(of(device, interrupt(['in:', store('x', 0), load('r', 'y'), jump('in')])))).toBe('livelock');
    });
});

test('the stem is shortest and the cycle closes', () => {
    const spec = of(thread('Q', [store('y', 1), store('y', 2), ...spin], { registers: { r: 0 } }), spinner);
    const result = checkProgram(spec);
    for (const { trace } of result.witnesses) {
        expect(trace?.states.at(-1)).toEqual(trace?.states[trace.cycleStart ?? -1]);
    }
    expect(moves(spec, 'livelock')).toBe('Q Q (Q S)');
});

test('distinct loops have witnesses of their own', () => {
    const body: Item[] = [
        { actions: [], choose: ['r', '0', '1'] },
        jump('second', 'r == 1'),
        'first:',
        load('r', 'x'),
        jump('first'),
        'second:',
        step(set('r', 0)),
        jump('second'),
    ];
    expect(checkProgram(of(thread('T', body, { registers: { r: 0 } }))).witnesses.length).toBe(2);
});
