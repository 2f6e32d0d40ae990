import { describe, expect, test, vi } from 'vitest';
import { bytesOfJudging } from './property/space.ts';
import type { ActionSpec, Item, ProgramSpec } from './testing/build-program.ts';
import {
    array,
    assertion,
    bug,
    ghost,
    int,
    jump,
    load,
    plainLoad,
    plainStore,
    set,
    step,
    stepAt,
    store,
    thread,
    tso,
    variable,
    violate,
    waitUntil,
    write,
} from './testing/build-program.ts';
import { checkProgram, moves, outcomes, witnessOf } from './testing/check-program.ts';
import type { Progress } from './verdict.ts';

const LOST_UPDATE: ProgramSpec = {
    cells: { x: 0 },
    actors: ['P', 'Q'].map(name =>
        thread(name, [load('r', 'x'), store('x', 'r + 1')], { registers: { r: 0 }, live: [] }),
    ),
    finals: { two: 'x == 2' },
};

test('counts are those of the graph', () => {
    const { states, transitions, depth, exhausted } = checkProgram(LOST_UPDATE);
    expect({ states, transitions, depth, exhausted }).toEqual({
        states: 12,
        transitions: 14,
        depth: 4,
        exhausted: true,
    });
});

test('an answer is the same every time', () => {
    expect(checkProgram(LOST_UPDATE)).toEqual(checkProgram(LOST_UPDATE));
});

describe('transitions', () => {
    test('a choice is one transition for each value, and the guard is judged with it', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread('T', [{ choose: ['r', '0', '3'], guard: 'r != 2', actions: [write('x', 'r')] }], {
                    registers: { r: 0 },
                }),
            ],
            invariants: { never: 'x != 3' },
        };
        const result = checkProgram(spec);
        expect(result.transitions).toBe(3);
        expect(witnessOf(result, 'violation never').trace?.events).toMatchObject([{ choice: 3 }]);
    });
    test('local steps run on in the transition that reaches them, and are told', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread(
                    'T',
                    [
                        load('r', 'x'),
                        { local: true, actions: [set('r', 2)] },
                        jump('out', 'r == 2'),
                        store('x', 1),
                        'out:',
                        step(violate('here')),
                    ],
                    {
                        registers: { r: 0 },
                    },
                ),
            ],
        };
        const { trace } = witnessOf(checkProgram(spec), 'violation here');
        expect(trace?.events).toMatchObject([
            { step: 0, locals: [1, 2] },
            { step: 4, locals: [] },
        ]);
        expect(checkProgram(spec).executed.slice(0, 5)).toEqual([true, true, true, false, true]);
    });
    test('a failure in a local step is blamed on it', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread(
                    'T',
                    [load('r', 'x'), 'check:', { local: true, actions: [assertion('r == 1', 'one')] }, store('x', 1)],
                    {
                        registers: { r: 0 },
                    },
                ),
            ],
        };
        expect(witnessOf(checkProgram(spec), 'violation one').at).toEqual([
            { actor: 0, step: stepAt(spec, 'T', 'check') },
        ]);
    });
    test('registers that are not live are reset where the actor comes to rest', () => {
        const dead = (live: readonly string[]): number =>
            checkProgram({
                cells: { x: 0 },
                actors: [
                    thread(
                        'T',
                        [
                            { choose: ['r', '0', '3'], actions: [] },
                            { ...store('x', 1), live },
                        ],
                        { registers: { r: 0 }, live: [] },
                    ),
                ],
            }).states;
        expect(dead(['r'])).toBe(6);
        expect(dead([])).toBe(3);
    });
    test('an actor that may not run does not', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [thread('T', [store('x', 1)], { mayRun: 'x == 2' }), thread('U', [store('x', 2)])],
            finals: { last: 'x == 1' },
        };
        expect(outcomes(spec)).toBe('pass');
        expect(checkProgram(spec).states).toBe(3);
    });
});

describe('cuts', () => {
    test('a failing transition has no successor', () => {
        const spec: ProgramSpec = { cells: { x: 0 }, actors: [thread('T', [step(bug('oops')), store('x', 1)])] };
        const { states, transitions } = checkProgram(spec);
        expect({ states, transitions }).toEqual({ states: 1, transitions: 1 });
        expect(witnessOf(checkProgram(spec), 'bug oops').trace?.states.length).toBe(1);
    });
    test('a state that breaks an invariant is visited, told once for each step that leads there, and left', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [
                thread('T', [store('x', 1), store('y', 1)]),
                thread('U', [store('y', 2), 'again:', store('x', 1)]),
            ],
            invariants: { zero: 'x == 0' },
        };
        const { witnesses } = checkProgram(spec);
        expect(witnesses.map(({ at, trace }) => [at[0]!.step, trace!.events.length])).toEqual([
            [0, 1],
            [stepAt(spec, 'U', 'again'), 2],
        ]);
    });
    test('the initial state is judged too', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [thread('T', [store('x', 1)])],
            invariants: { one: 'x == 1' },
        };
        const { at, trace } = witnessOf(checkProgram(spec), 'violation one');
        expect({ at, events: trace?.events, states: checkProgram(spec).states }).toEqual({
            at: [],
            events: [],
            states: 1,
        });
    });
    test('the search goes on to exhaustion and tells every outcome, shallowest first', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread('T', [store('x', 1), step(bug('late'))]),
                thread('U', [step(violate('early'))]),
                thread('V', [waitUntil('x == 3')]),
            ],
        };
        expect(checkProgram(spec).witnesses.map(({ outcome }) => outcome.name)).toEqual(['early', 'late']);
    });
    test('of equally deep ones a bug comes first', () => {
        const spec: ProgramSpec = {
            cells: {},
            actors: [thread('T', [step(violate('v'))]), thread('U', [step(bug('b'))])],
        };
        expect(checkProgram(spec).verdict).toMatchObject({ kind: 'bug' });
    });
    test('a cover counts only where the execution goes on', () => {
        const cover = (rest: readonly ActionSpec[]): readonly boolean[] =>
            checkProgram({ cells: {}, actors: [thread('T', [step({ kind: 'cover', name: 'c' }, ...rest)])] }).covered;
        expect(cover([])).toEqual([true]);
        expect(cover([{ kind: 'discard' }])).toEqual([false]);
    });
});

describe('data races', () => {
    const race = (
        a: ReturnType<typeof plainStore>,
        b: ReturnType<typeof plainStore>,
        more: Partial<ProgramSpec> = {},
    ): string =>
        outcomes({
            cells: { x: 0, a: array(0, 0), i: 0 },
            actors: [thread('A', [a], { registers: { r: 0 } }), thread('B', [b], { registers: { r: 0 } })],
            detectRaces: true,
            ...more,
        });
    test('one writes, one is plain', () => {
        expect(race(plainStore('x', 1), load('r', 'x'))).toBe('bug data-race');
        expect(race(plainLoad('r', 'x'), store('x', 1))).toBe('bug data-race');
    });
    test('not where none writes, or none is plain, or nobody asks', () => {
        expect(race(plainLoad('r', 'x'), plainLoad('r', 'x'))).toBe('pass');
        expect(race(store('x', 1), load('r', 'x'))).toBe('pass');
        const { detectRaces: _, ...quiet } = { detectRaces: true as const };
        expect(
            outcomes({
                cells: { x: 0 },
                actors: [thread('A', [plainStore('x', 1)]), thread('B', [plainStore('x', 1)])],
                ...quiet,
            }),
        ).toBe('pass');
    });
    test('not where one is excused', () => {
        const excused = step({ kind: 'store', to: 'x', value: '1', mark: 'unraced' });
        expect(race(excused, plainStore('x', 2))).toBe('pass');
        expect(race(plainLoad('r', 'x'), excused)).toBe('pass');
        const change = step({ kind: 'rmw', to: 'x', value: 'old + 1', mark: 'unraced' });
        expect(race(change, plainStore('x', 2))).toBe('pass');
    });
    test('not on different elements', () => {
        expect(race(plainStore('a[0]', 1), plainStore('a[1]', 1))).toBe('pass');
        expect(race(plainStore('a[i]', 1), plainStore('a[0]', 1))).toBe('bug data-race');
    });
    test('not where one has to wait for the other', () => {
        expect(race({ ...plainStore('x', 2), guard: 'x == 1' }, plainStore('x', 1))).toBe('pass');
    });
    test('not where the step fails before it gets to its access', () => {
        const failing = step(assertion('i == 1', 'first'), { kind: 'store', to: 'x', value: '1', mark: 'plain' });
        expect(race(failing, plainStore('x', 1))).toBe('violation first');
        const late = step({ kind: 'store', to: 'x', value: '1', mark: 'plain' }, assertion('i == 1', 'first'));
        expect(race(late, plainStore('x', 1))).toBe('bug data-race, violation first');
    });
    test('a read-modify-write that fails only reads', () => {
        const modify = (condition: string) => step({ kind: 'rmw', to: 'x', condition, value: '1' });
        expect(race(modify('old == 1'), plainLoad('r', 'x'))).toBe('pass');
        expect(race(modify('old == 0'), plainLoad('r', 'x'))).toBe('bug data-race');
        expect(race(modify('old == 1'), plainStore('x', 0))).toBe('bug data-race');
    });
    test('a deferred operation is judged at issue', () => {
        const increment = step({ kind: 'defer', cell: 'x', actions: [write('x', 1)] });
        expect(race(increment, plainLoad('r', 'x'), { memory: tso() })).toBe('bug data-race');
    });
    test('they cut nothing, and name both accesses', () => {
        const spec: ProgramSpec = {
            cells: { a: array(0, 0) },
            actors: [
                thread('A', [plainStore('a[1]', 1)]),
                thread('B', [plainLoad('r', 'a[1]'), step(assertion('r == 1', 'one'))], { registers: { r: 0 } }),
            ],
            detectRaces: true,
        };
        expect(outcomes(spec)).toBe('bug data-race, violation one');
        expect(witnessOf(checkProgram(spec), 'bug data-race')).toMatchObject({
            trace: { events: [] },
            race: [
                { actor: 0, access: 'write', plain: true, cell: 'a[1]' },
                { actor: 1, access: 'read', plain: true, cell: 'a[1]' },
            ],
        });
    });
});

describe('limits', () => {
    const counter: ProgramSpec = {
        cells: { x: variable(0, int(0, 60_000)), y: { ...ghost(0), domain: int(0, 60_000) } },
        actors: [
            thread('A', [
                'top:',
                { guard: 'x < 50000', actions: [write('x', 'x + 1')] },
                jump('top', 'x < 50000'),
                step(violate('end')),
            ]),
            thread('B', [step(bug('early'))]),
        ],
    };
    test('of states: what was found stands, and nothing reads as a proof', () => {
        const result = checkProgram({ ...counter, actors: [counter.actors[0]!] }, { maxStates: 100 });
        expect(result).toMatchObject({
            exhausted: false,
            limit: 'states',
            verdict: { kind: 'inconclusive', limit: 'states' },
            hasTerminal: undefined,
        });
        expect(result.states).toBeLessThan(110);
        const found = checkProgram(counter, { maxStates: 100 });
        expect(found).toMatchObject({ exhausted: false, limit: 'states', verdict: { kind: 'bug' } });
    });
    test('a search that needs exactly so many states is exhausted', () => {
        expect(checkProgram(LOST_UPDATE, { maxStates: 12 }).exhausted).toBe(true);
        expect(checkProgram(LOST_UPDATE, { maxStates: 11 }).limit).toBe('states');
    });
    test('of memory', () => {
        const result = checkProgram(counter, { maxBytes: 100_000 });
        expect(result).toMatchObject({ exhausted: false, limit: 'memory' });
        const judging = bytesOfJudging(1) * result.states;
        expect(result.bytes).toBeGreaterThan(20_000);
        expect(result.bytes + judging).toBeGreaterThan(50_000);
        expect(result.bytes + judging).toBeLessThanOrEqual(100_000);
    });
    test('of the engine: where there is no room for an array, the search is inconclusive', () => {
        const RealArray = Int32Array;
        let refusals = 0;
        try {
            for (let most = 1 << 12; most <= 1 << 18; most *= 2) {
                class SmallArray extends RealArray {
                    constructor(...given: [number] | [ArrayBuffer, number, number]) {
                        if (typeof given[0] === 'number' && given[0] > most) {
                            refusals++;
                            throw new RangeError('Array buffer allocation failed');
                        }
                        super(...(given as [number]));
                    }
                }
                vi.stubGlobal('Int32Array', SmallArray);
                const before = refusals;
                const { limit, exhausted } = checkProgram(counter);
                expect({ most, limit, exhausted }).toEqual(
                    refusals === before
                        ? { most, limit: undefined, exhausted: true }
                        : { most, limit: 'memory', exhausted: false },
                );
            }
        } finally {
            vi.unstubAllGlobals();
        }
        expect(refusals).toBeGreaterThan(3);
    });
    test('it is asked often whether to stop', () => {
        let asked = 0;
        const shouldStop = () => (++asked > 3 ? 'cancelled' : undefined);
        const result = checkProgram(counter, { shouldStop });
        expect(result).toMatchObject({ exhausted: false, limit: 'cancelled', verdict: { kind: 'bug' } });
        expect(result.states).toBeLessThan(5000);
    });
    test('also after the search, in the analysis of the graph', () => {
        let states = 0;
        const onProgress = (progress: Progress): void => {
            states = progress.states;
        };
        const shouldStop = () => (states > 49_000 ? 'time' : undefined);
        const result = checkProgram({ ...counter, actors: [counter.actors[0]!] }, { onProgress, shouldStop });
        expect(result).toMatchObject({ exhausted: false, limit: 'time' });
    });
    test('a deadlock among the states visited stands; nobody is stuck for what lies beyond', () => {
        const long = counter.actors[0]!;
        const stuckFor = (guard: string): string =>
            checkProgram({ ...counter, actors: [long, thread('W', [waitUntil(guard)])] }, { maxStates: 100 }).verdict
                .kind;
        expect(stuckFor('x == 40000')).toBe('inconclusive');
        expect(stuckFor('0')).toBe('inconclusive');
        const body = counter.actors[0]!.body;
        const pick: Item[] = [{ choose: ['r', '0', '1'], actions: [] }, jump('top', 'r == 0'), waitUntil('0'), ...body];
        const spec = { ...counter, actors: [thread('A', pick, { registers: { r: 0 } })] };
        expect(checkProgram(spec, { maxStates: 100 })).toMatchObject({
            limit: 'states',
            verdict: { kind: 'deadlock' },
        });
    });
    test('progress is told', () => {
        const told: number[] = [];
        checkProgram(counter, { onProgress: ({ states }) => told.push(states) });
        expect(told.length).toBeGreaterThan(2);
        expect(told).toEqual([...told].sort((a, b) => a - b));
    });
});

describe('traces', () => {
    test('are shortest, then with the fewest context switches', () => {
        // Four steps in any order lead there; AABB needs one switch.
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [thread('A', [store('x', 1), store('x', 2)]), thread('B', [store('y', 1), store('y', 2)])],
            invariants: { never: '!(x == 2 && y == 2)' },
        };
        expect(moves(spec, 'violation never')).toBe('A A B B');
    });
    test('where a switch is forced, go on with the last actor as long as possible', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [
                thread('A', [store('x', 1), waitUntil('y >= 1'), store('x', 2)]),
                thread('B', [waitUntil('x >= 1'), store('y', 1), store('y', 2)]),
            ],
            invariants: { never: '!(x == 2 && y == 2)' },
        };
        expect(moves(spec, 'violation never')).toBe('A B B B A A');
    });
    test('a flush is no context switch', () => {
        const spec: ProgramSpec = {
            memory: tso(),
            cells: { x: 0, y: 0 },
            actors: [
                thread('A', [store('x', 1), store('y', 1)], { cpu: 'cpu0' }),
                thread('B', [load('r', 'y'), step(assertion('r == 0', 'late'))], { registers: { r: 0 }, cpu: 'cpu1' }),
            ],
        };
        expect(moves(spec, 'violation late')).toBe('A A cpu0! cpu0! B B');
    });
    test('nor is a step of the machine', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread('A', [store('x', 1), { guard: 'x == 2', actions: [write('x', 3)] }]),
                { name: 'M', kind: 'machine', body: [{ guard: 'x == 1', actions: [write('x', 2)] }], obliged: false },
                thread('B', [step(), step()]),
            ],
            invariants: { never: '!(x == 3 && at(B, second))' },
        };
        const withLabel = {
            ...spec,
            actors: [spec.actors[0]!, spec.actors[1]!, thread('B', [step(), 'second:', step()])],
        };
        expect(moves(withLabel, 'violation never')).toBe('A M A B');
    });
    test('ties go to the actor declared first, step by step', () => {
        const spec: ProgramSpec = {
            cells: { x: 0 },
            actors: [
                thread('A', [step()]),
                thread('B', [step()]),
                thread('C', [waitUntil('ended(A) && ended(B)'), step(violate('end'))]),
            ],
        };
        expect(moves(spec, 'violation end')).toBe('A B C C');
    });
});
