// Symmetry against the search of everything, and against the reference search; and the mistakes that one could make in it, each of
// which has to show.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind, `FAULTLINE_SEED=123` at that one alone.
import { describe, expect, test } from 'vitest';
import { check, conclude } from '../check.ts';
import { createExecutable } from '../executable.ts';
import { explore } from '../explore.ts';
import type { Graph } from '../graph.ts';
import { agentOf, withoutAgent } from '../graph.ts';
import type { Domain, Program } from '../program.ts';
import { generate, nameOf, referenceCheck, SMALL_PROGRAMS } from '../reference/index.ts';
import { KINDS } from '../reference/kinds.ts';
import type { ProgramSpec } from '../testing/build-program.ts';
import {
    array,
    bug,
    buildProgram,
    int,
    jump,
    load,
    set,
    step,
    store,
    thread,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { BUDGET, differences as differencesTo, expectNone, MAX_STATES, seedsOf } from '../testing/differences.ts';
import { withOwnCode } from '../testing/own-code.ts';
import type { CheckResult } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import { createSymmetricSearch } from './explore-symmetric.ts';
import type { Columns, Group } from './group.ts';
import { findGroups } from './group.ts';
import type { SymmetryMistake } from './mistakes.ts';

const { count, seeds } = seedsOf(process.env);

describe('what comes out is the same', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        expect(differences(program)).toEqual([]);
    });

    test.each(KINDS)('generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        let saved = 0;
        for (const seed of seeds) {
            const shared = generate(seed, { ...knobs, alike: true, ...SC });
            for (const program of [shared, withOwnCode(shared)]) {
                expectNone(seed, program, differences);
                const ours = reduced(program);
                if (ours !== undefined) saved += check(program, BUDGET).states - ours.states;
            }
        }
        expect(saved).toBeGreaterThan(0);
    });

    test('a search that is cut short never passes, and finds nothing that is not there', { timeout: 3_600_000 }, () => {
        for (const [, knobs] of KINDS) {
            for (let seed = 0; seed < count / 5; seed++) {
                const program = generate(seed, { ...knobs, alike: true, ...SC });
                const reference = referenceCheck(program, MAX_STATES);
                const whole = reduced(program);
                if (!reference.exhausted || whole === undefined) continue;
                const maxStates = 1 + Math.floor(whole.states / 2);
                const result = check(program, { ...BUDGET, maxStates, reductions: ['symmetry'], unreduced: 0 });
                if (result.limit !== undefined) expect(result.verdict.kind, `seed ${seed}`).not.toBe('pass');
                for (const { outcome } of result.witnesses) {
                    expect(reference.outcomes.has(nameOf(outcome)), `seed ${seed}`).toBe(true);
                }
            }
        }
    });
});

describe('what is taken to be an exchange of actors is one', () => {
    test.each(KINDS)('in each state of generated programs: %s', { timeout: 3_600_000 }, (_, knobs) => {
        let asked = 0;
        for (const seed of seeds) {
            const program = generate(seed, { ...knobs, alike: true, ...SC });
            const executable = createExecutable(program);
            const groups = findGroups(executable, createWatch(BUDGET));
            if (groups.length === 0) continue;
            const { graph, visited, limit } = explore(executable, BUDGET, createWatch(BUDGET));
            if (limit !== undefined) continue;
            const vectors = Array.from({ length: graph.states }, (_, state) => {
                const vector = new Int32Array(executable.layout.size);
                visited.load(state, vector);
                return vector;
            });
            const idOf = new Map(vectors.map((vector, state) => [vector.join(), state]));
            for (const group of groups) {
                for (let member = 1; member < group.size; member++) {
                    const to = vectors.map(vector => idOf.get(exchanged(group, member, vector).join()));
                    for (let state = 0; state < graph.expanded; state++) {
                        asked++;
                        expect(movesOf(graph, state, group.actors, member, to), `seed ${seed}, state ${state}`).toEqual(
                            movesOf(graph, to[state]!, undefined, member, to),
                        );
                    }
                }
            }
        }
        expect(asked).toBeGreaterThan(0);
    });

    test('and of those that it makes equal one state is kept', () => {
        const program = buildProgram({
            cells: { owner: { domain: int(0, 3), initial: [0], class: 'machine' }, x: 0, own: array(0, 0, 0) },
            actors: [1, 2, 3].map(me =>
                thread(
                    `T${me}`,
                    [
                        load('r', 'x'),
                        store(`own[${me - 1}]`, 1),
                        { guard: 'owner == 0', strong: true, actions: [write('owner', me)] },
                        store('x', 1),
                        step(write('owner', 0)),
                    ],
                    { registers: { r: 0 } },
                ),
            ),
        });
        const executable = createExecutable(program);
        const [group] = findGroups(executable, createWatch(BUDGET));
        const { graph, visited } = explore(executable, BUDGET, createWatch(BUDGET));
        const reached = new Set<string>();
        let orbits = 0;
        for (let state = 0; state < graph.states; state++) {
            const vector = new Int32Array(executable.layout.size);
            visited.load(state, vector);
            if (reached.has(vector.join())) continue;
            orbits++;
            const work: Int32Array[] = [vector];
            for (const each of work) {
                if (reached.has(each.join())) continue;
                reached.add(each.join());
                for (let member = 1; member < group!.size; member++) work.push(exchanged(group!, member, each));
            }
        }
        expect(orbits).toBeLessThan(graph.states / 4);
        expect(reduced(program)?.states).toBe(orbits);
    });
});

/** The state in which the first member and another one have changed places. */
function exchanged({ slots, values }: Group, member: number, vector: Int32Array): Int32Array {
    const into = new Int32Array(vector.length);
    for (const [slot, value] of vector.entries()) {
        const names = values[slot];
        into[swapped(slots, member, slot)] = names === undefined ? value : swapped(names, member, value);
    }
    return into;
}

function swapped({ owner, column, at }: Columns, member: number, name: number): number {
    const who = owner.get(name);
    const to = who === 0 ? member : who === member ? 0 : undefined;
    return to === undefined ? name : at[to]![column.get(name)!]!;
}

/** Who goes where from a state; with `actors` in the names after the exchange. */
function movesOf(
    { transitions }: Graph,
    state: number,
    actors: Columns | undefined,
    member: number,
    to: readonly (number | undefined)[],
): readonly string[] {
    const moves: string[] = [];
    for (let edge = transitions.start(state); edge < transitions.start(state + 1); edge++) {
        const label = transitions.label(edge);
        const target = transitions.target(edge);
        const agent = actors === undefined ? agentOf(label) : swapped(actors, member, agentOf(label));
        // a cut at a state is marked by its number
        const isState = target >= 0;
        const there = actors !== undefined && isState ? to[target] : isState ? target : Math.max(target, CUT);
        moves.push(`${agent} ${withoutAgent(label)} ${there}`);
    }
    return moves.sort();
}

const CUT = -3;

/** Each loads what the other may have stored. */
const LOADERS = ['A', 'B'].map(name => thread(name, [load('r', 'x'), store('x', 1)], { registers: { r: 0 } }));

/** Two leave their number, which stands for their element; a third goes there, unless it is told not to. 0 stands for the first one, too. */
const FOLLOWING = (unless: string): ProgramSpec => ({
    cells: { named: 0, own: array(0, 0, 0) },
    actors: [
        ...[0, 1].map(at => thread(`T${at}`, [store('named', at + 1)])),
        thread(
            'C',
            [load('r', 'named'), jump('end', unless), step(write('own[r * 2 / 3]', 1)), 'end:', store('named', 0)],
            { registers: { r: 0 } },
        ),
    ],
});

/** A lock, whose owner is told by these numbers, and by 0 if there is none. */
function owning(domain: Domain, ...numbers: readonly number[]): ProgramSpec {
    return {
        cells: { owner: { domain, initial: [0], class: 'machine' }, x: 0 },
        actors: numbers.map((me, at) =>
            thread(`T${at}`, [
                { guard: 'owner == 0', strong: true, actions: [write('owner', me)] },
                store('x', 1),
                step({ kind: 'if', condition: `owner != ${me}`, then: [bug('stolen')] }, write('owner', 0)),
            ]),
        ),
    };
}

/** Programs of which the search says something else when one of its conditions does not count. */
const TELLING: readonly (readonly [SymmetryMistake, string, ProgramSpec])[] = [
    ['names', 'a lock whose owner keeps its name has another owner', owning(int(0, 2), 1, 2)],
    [
        'initial',
        'one begins with another value',
        {
            cells: { own: array(0, 1) },
            actors: [0, 1].map(at =>
                thread(
                    `T${at}`,
                    [load('r', `own[${at}]`), step({ kind: 'if', condition: 'r == 1', then: [bug('one')] })],
                    {
                        registers: { r: 0 },
                    },
                ),
            ),
        },
    ],
    [
        'properties',
        'a property names one of them',
        { cells: { x: 0 }, actors: LOADERS, exists: { first: 'A.r == 0 && B.r == 1', second: 'B.r == 0 && A.r == 1' } },
    ],
    [
        'cycles',
        'three that go on once all are there, so that each of them gets on',
        {
            cells: { count: 0, phase: 0 },
            actors: [
                ...['A', 'B', 'D'].map(name =>
                    thread(name, [
                        'top:',
                        { guard: 'phase == 0', actions: [write('count', 'count + 1'), { kind: 'progress' }] },
                        { guard: 'phase == 1', actions: [write('count', 'count - 1'), { kind: 'progress' }] },
                        jump('top'),
                    ]),
                ),
                thread('C', [
                    'top:',
                    { guard: 'count == 3', actions: [write('phase', 1), { kind: 'progress' }] },
                    { guard: 'count == 0', actions: [write('phase', 0), { kind: 'progress' }] },
                    jump('top'),
                ]),
            ],
        },
    ],
    [
        'edges',
        'who came first waits for what comes, who came second for ever',
        {
            cells: { tickets: 0, gate: 0, never: 0, x: 0 },
            actors: [
                ...['A', 'B'].map(name =>
                    thread(
                        name,
                        [
                            ...[1, 2, 3, 1, 2, 3].map(value => store('x', value)),
                            step(set('r', 'tickets == 0'), write('tickets', 'tickets + 1')),
                            jump('first', 'r == 1'),
                            waitUntil('never == 1'),
                            'first:',
                            waitUntil('gate == 1'),
                        ],
                        { registers: { r: 0 } },
                    ),
                ),
                thread('C', [waitUntil('tickets == 2'), store('gate', 1)]),
            ],
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

describe('alike are', () => {
    test.each<readonly [string, ProgramSpec, string]>([
        ['those that do the same', { cells: { x: 0 }, actors: LOADERS }, 'A B'],
        [
            'those that have elements of their own',
            {
                cells: { own: array(0, 0, 0) },
                actors: [0, 1, 2].map(at => thread(`T${at}`, [store(`own[${at}]`, 1), store(`own[${at}]`, 0)])),
            },
            'T0 T1 T2',
        ],
        [
            'those that have cells of their own',
            { cells: { x: 0, y: 0 }, actors: ['x', 'y'].map(cell => thread(`T${cell}`, [store(cell, 1)])) },
            'Tx Ty',
        ],
        [
            'those that all have to be done, in whatever order that is asked',
            {
                cells: { own: array(0, 0, 0) },
                actors: [0, 1, 2].map(at => thread(`T${at}`, [store(`own[${at}]`, 1)])),
                finals: { done: 'own[0] == 1 && own[1] == 1 && own[2] == 1' },
            },
            'T0 T1 T2',
        ],
        [
            'those that are counted',
            { cells: { x: 0 }, actors: LOADERS, finals: { one: '(A.r == 0) + (B.r == 0) == 1' } },
            'A B',
        ],
        [
            'not those whose elements are read one after the other',
            {
                cells: { own: array(0, 0) },
                actors: [
                    ...[0, 1].map(at => thread(`T${at}`, [store(`own[${at}]`, 1)])),
                    thread('R', [load('r', 'own[0]'), load('r', 'own[1]')], { registers: { r: 0 } }),
                ],
            },
            '',
        ],
        [
            'those that store what nobody tells apart',
            { cells: { x: 0 }, actors: [1, 2].map(value => thread(`T${value}`, [store('x', value), store('x', 0)])) },
            'T1 T2',
        ],
        [
            'not those of which one is greater',
            {
                cells: { x: 0 },
                actors: [1, 2].map(value => thread(`T${value}`, [store('x', value)])),
                finals: { small: 'x < 2' },
            },
            '',
        ],
        [
            'not those whose values make others in a sum, one of which has no other',
            {
                cells: { x: { domain: int(0, 4), initial: [0], class: 'memory' }, y: 0 },
                actors: [
                    ...[
                        [3, 4, 2],
                        [2, 1, 1],
                    ].map(([first, then, y], at) =>
                        thread(`T${at}`, [store('x', first!), store('x', then!), store('y', y!)]),
                    ),
                    thread(
                        'R',
                        [
                            load('a', 'x'),
                            load('b', 'y'),
                            step({ kind: 'if', condition: 'a == b + 1', then: [bug('next')] }),
                        ],
                        { registers: { a: int(0, 4), b: int(0, 2) } },
                    ),
                ],
            },
            '',
        ],
        [
            'not one that has another step',
            { cells: { x: 0 }, actors: [thread('A', [store('x', 1)]), thread('B', [store('x', 1), store('x', 1)])] },
            '',
        ],
        [
            'those that somebody lets go on together, in whatever order he writes that',
            {
                cells: { own: array(0, 0, 0), x: 0 },
                actors: [
                    ...[0, 1, 2].map(at => thread(`T${at}`, [waitUntil(`own[${at}] == 1`), store('x', 1)])),
                    thread('C', [step(write('own[2]', 1), write('own[0]', 1), write('own[1]', 1))]),
                ],
            },
            'T0 T1 T2',
        ],
        [
            'not those of whom somebody reads one, and writes the other after it',
            {
                cells: { own: array(0, 0) },
                actors: [
                    ...[0, 1].map(at => thread(`T${at}`, [store(`own[${at}]`, 1)])),
                    thread('C', [step(write('own[1]', 'own[0]'), write('own[0]', 1))]),
                ],
            },
            '',
        ],
        ['those that leave their number, if nobody follows where there is none', FOLLOWING('r == 0'), 'T0 T1'],
        ['not those that leave their number, where no number is one, too', FOLLOWING('r == 3'), ''],
        [
            'those of one CPU, those of another, and these CPUs',
            {
                cells: { turns: { domain: int(0, 4), initial: [0], class: 'memory' }, x: 0, begun: 0 },
                actors: [
                    ...[0, 0, 1, 1].map((cpu, at) =>
                        thread(
                            `T${at}`,
                            [
                                waitUntil('begun == 2'),
                                step(set('r', 'turns'), write('turns', 'turns + 1')),
                                jump('end', 'r != 3'),
                                store('x', 1),
                                'end:',
                            ],
                            { cpu: `cpu${cpu}`, registers: { r: int(0, 4) } },
                        ),
                    ),
                    ...[0, 1].map(cpu => thread(`S${cpu}`, [step(write('begun', 'begun + 1'))], { cpu: `cpu${cpu}` })),
                ],
            },
            'T0 T1; T2 T3; T0 T1 S0 T2 T3 S1',
        ],
        ['those that words of 32 bits name', owning(int(0, 2 ** 32 - 1), 1, 2), 'T0 T1'],
        ['those that words of 32 bits with a sign name', owning(int(-(2 ** 31), 2 ** 31 - 1), 1, 2), 'T0 T1'],
        ['not those that too large numbers name', owning(int(0, 2 ** 32 - 1), 1, 2 ** 31 + 1), ''],
        ['not one that a property names', { cells: { x: 0 }, actors: LOADERS, finals: { zero: 'A.r == 0' } }, ''],
        [
            'those that a property names all',
            { cells: { x: 0 }, actors: LOADERS, finals: { zero: 'A.r == 0 || B.r == 0' } },
            'A B',
        ],
    ])('%s', (_, spec, alike) => {
        const program = buildProgram(spec);
        const groups = findGroups(createExecutable(program), createWatch(BUDGET));
        expect(
            groups
                .map(({ actors }) => [...actors.owner.keys()].map(id => program.actors[id]!.name).join(' '))
                .join('; '),
        ).toBe(alike);
        expect(differences(program)).toEqual([]);
    });
});

test('where nearly all lies on cycles it is not reduced', () => {
    const spec = (last: string): ProgramSpec => ({
        cells: { x: 0, own: array(0, 0, 0, 0, 0, 0, 0) },
        actors: Array.from({ length: 7 }, (_, at) =>
            thread(`T${at}`, [
                'top:',
                store(`own[${at}]`, 1),
                step({ kind: 'progress' }, write(`own[${at}]`, 0)),
                store('x', 1),
                jump(last),
                'end:',
            ]),
        ),
    });
    const reductionsOf = (last: string): readonly string[] => {
        const { reductions, limit } = check(buildProgram(spec(last)), {
            ...BUDGET,
            maxStates: 50_000,
            reductions: ['symmetry'],
            unreduced: 1_000,
        });
        expect(limit).toBe(undefined);
        return reductions;
    };
    expect(reductionsOf('top')).toEqual([]);
    expect(reductionsOf('end')).toEqual(['symmetry']);
});

test('of ten that wait for each other, each at another step, all are told at all steps, and not in all orders', () => {
    const ten = Array.from({ length: 10 }, (_, at) => at);
    const program = buildProgram({
        cells: { turns: { domain: int(0, 10), initial: [0], class: 'machine' }, never: 0 },
        actors: ten.map(at =>
            thread(
                `T${at}`,
                [
                    step(set('r', 'turns'), write('turns', 'turns + 1')),
                    ...ten.map(turn => jump(`wait${turn}`, `r == ${turn}`)),
                    ...ten.flatMap(turn => [
                        `wait${turn}:`,
                        { ...waitUntil('never == 1'), waits: { kind: 'lock', holders: '$0 != self' } } as const,
                    ]),
                ],
                { registers: { r: int(0, 10) } },
            ),
        ),
    });
    const { witnesses, states } = reduced(program)!;
    expect(states).toBe(11);
    expect(new Set(witnesses.flatMap(({ at }) => at.map(place => place.step))).size).toBe(100);
    expect(witnesses.length).toBeLessThan(100);
});

test('what cannot be read for one cannot be read for those that are alike', () => {
    const { properties, ...program } = buildProgram({
        cells: { turns: 0, own: array(0, 0) },
        actors: [0, 1].map(at =>
            thread(
                `T${at}`,
                [
                    step(set('r', 'turns'), write('turns', 'turns + 1')),
                    jump('end', 'r == 1'),
                    store(`own[${at}]`, 1),
                    'end:',
                ],
                { registers: { r: 0 } },
            ),
        ),
        finals: { first: 'own[0] == 1', second: 'own[1] == 1' },
    });
    const outcome = { kind: 'violation', name: 'one of two' } as const;
    const holds = { kind: 'const', value: 1 } as const;
    const unread = properties.map(({ holds: unreadable }) => ({ kind: 'final' as const, outcome, holds, unreadable }));
    expect(differences({ ...program, properties: unread })).toEqual([]);
});

/** Under store buffers nothing is alike. */
const SC = { memory: 'sc' } as const;

function differences(program: Program, mistake?: SymmetryMistake): readonly string[] {
    return differencesTo(program, () => reduced(program, mistake));
}

/** `undefined`: there is nothing to reduce. */
function reduced(program: Program, mistake?: SymmetryMistake): CheckResult | undefined {
    const executable = createExecutable(program);
    const watch = createWatch(BUDGET);
    const exploration = createSymmetricSearch(executable, BUDGET, watch, mistake)?.run();
    return exploration && conclude(executable, exploration, BUDGET, watch);
}
