// Spin as a second opinion on programs whose states were counted by hand.
import type { Expr, Program } from '@faultline/checker';
import {
    and,
    bound,
    ended,
    eq,
    fail,
    iff,
    load,
    mem,
    not,
    num,
    old,
    op,
    operand,
    quantify,
    referenceCheck,
    reg,
    restsAt,
    SMALL_PROGRAMS,
    self,
    set,
    store,
    when,
    write,
} from '@faultline/checker/reference';
import { describe, expect, test } from 'vitest';
import { toPromela } from '../src/index.ts';
import type { Code } from './build.ts';
import { branch, build, cell, R, register, S } from './build.ts';
import { judgedBySpin } from './judged-by-spin.ts';
import { runSpin, spinOrNote } from './spin.ts';

/** Spin and the reference search both count the states, and spin reports these flags and no others. */
async function checkOracle(program: Program, states: number, flags: readonly string[] = []): Promise<void> {
    const reference = referenceCheck(program, 100_000);
    const exported = toPromela(program);
    if (exported.kind !== 'promela') throw new Error(exported.reasons.join());
    const answer = await runSpin(exported.text);
    expect({ by: 'spin', ...answer }).toEqual({ by: 'spin', states, outcomes: [...flags].sort() });
    expect(reference.states).toBe(states);
    expect(judgedBySpin(program, reference)).toEqual(answer.outcomes);
}

const violation = (name: string) => ({ kind: 'violation', name }) as const;
const increment: Code = [{ actions: [load(R, 0)] }, { actions: [store(0, op(reg(R), '+', num(1)))] }];
const take = (lock: number): Code[number] => ({
    guard: eq(mem(lock), num(0)),
    actions: [write(lock, op(self, '+', num(1)))],
    fairness: 'strong',
});
const drop = (lock: number): Code[number] => ({ actions: [write(lock, num(0))] });

describe.runIf(spinOrNote())('spin counts the same states and reports the same', () => {
    test('two unguarded increments', () =>
        checkOracle(
            build({
                cells: [cell('x')],
                actors: [{ code: increment }, { code: increment }],
                properties: [
                    { kind: 'final', outcome: violation('lost update'), holds: eq(mem(0), num(2)) },
                    { kind: 'exists', outcome: violation('both'), holds: eq(mem(0), num(2)) },
                ],
            }),
            12,
            ['violation_lost_update', 'found_both'],
        ));

    test('two increments under a lock', () => {
        const code = [take(1), ...increment, drop(1)];
        const properties = [{ kind: 'final', outcome: violation('lost'), holds: eq(mem(0), num(2)) }] as const;
        const cells = [cell('x'), cell('x.lock', { class: 'machine' })];
        return checkOracle(build({ cells, actors: [{ code }, { code }], properties }), 16);
    });

    test('two locks in opposite order', () =>
        // 25 pairs of places less 5 where a lock has two holders, less the pair where each has given back its second lock
        checkOracle(
            build({
                cells: [cell('a', { class: 'machine' }), cell('b', { class: 'machine' })],
                actors: [
                    { code: [take(0), take(1), drop(1), drop(0)] },
                    { code: [take(1), take(0), drop(0), drop(1)] },
                ],
            }),
            19,
            ['deadlock'],
        ));

    test('a failing step adds no state', () =>
        checkOracle(
            build({
                cells: [cell('x')],
                actors: [
                    { code: [{ actions: [write(0, num(1))] }] },
                    // the register that is set in front of the failure is not seen again, nor is the store behind it
                    {
                        code: [
                            {
                                actions: [
                                    set(S, num(7)),
                                    when(eq(mem(0), num(1)), [fail('bug', 'range')], [set(S, num(0))]),
                                    write(0, num(2)),
                                ],
                            },
                            { actions: [{ kind: 'discard' }] },
                        ],
                    },
                ],
            }),
            // x = 0; t0: x = 1, t1 fails; t1: x = 2, then discarded; both: x = 1, then discarded
            4,
            ['bug_range', 'discarded'],
        ));

    test('a state that breaks an invariant is counted and not left', () =>
        checkOracle(
            build({
                cells: [cell('x')],
                actors: [
                    { code: [{ actions: [write(0, num(1))] }, { actions: [write(0, num(2))] }] },
                    { code: [{ actions: [] }] },
                ],
                properties: [
                    { kind: 'invariant', outcome: violation('small'), holds: op(mem(0), '<', num(2)) },
                    { kind: 'invariant', outcome: violation('odd'), holds: op(mem(0), '!=', num(2)) },
                ],
            }),
            6,
            ['violation_small', 'violation_odd'],
        ));

    test('an invariant that does not hold at first', () =>
        checkOracle(
            build({
                cells: [cell('x')],
                actors: [{ code: [{ actions: [fail('bug', 'range')] }] }],
                properties: [{ kind: 'invariant', outcome: violation('never'), holds: eq(mem(0), num(1)) }],
            }),
            1,
            ['violation_never'],
        ));

    test('a pick has no state of its own, and the guard judges what was picked', () =>
        checkOracle(
            build({
                cells: [cell('x', { initial: [2] })],
                actors: [
                    {
                        code: [
                            {
                                choose: { register: R, low: num(0), high: op(mem(0), '+', num(1)) },
                                guard: op(reg(R), '!=', num(1)),
                                actions: [],
                            },
                            { actions: [store(0, reg(R))] },
                        ],
                    },
                ],
            }),
            // the start; 0, 2 or 3 picked; the same stored
            7,
        ));

    test('a pick from nothing is no step', () => {
        const code: Code = [{ choose: { register: R, low: num(2), high: num(1) } }];
        return checkOracle(build({ actors: [{ code }] }), 1, ['deadlock']);
    });

    test('local steps run on, over several ways that meet', () => {
        const code: Code = [
            { actions: [load(R, 0)], next: { kind: 'switch', on: op(reg(R), '%', num(3)), steps: [1, 2, 3] } },
            { local: true, actions: [set(S, num(1))], next: { kind: 'goto', step: 4 } },
            { local: true, actions: [set(S, num(2))], next: { kind: 'goto', step: 4 } },
            { local: true, actions: [set(S, num(3))], next: { kind: 'goto', step: 4 } },
            {
                local: true,
                actions: [set(R, num(0))],
                next: branch(eq(reg(S), num(2)), 5, 6),
            },
            { actions: [store(0, reg(S))], next: { kind: 'goto', step: 0 }, live: [S] },
            { local: true, actions: [when(eq(reg(S), num(1)), [fail('bug', 'leak')])] },
        ];
        // 1 is read, 2 is taken along and stored; 2 is read, 3 ends it
        return checkOracle(build({ cells: [cell('x', { initial: [1] })], actors: [{ code }] }), 4);
    });

    test('quantifiers, places and ends', () => {
        const all = quantify('all', 0, 1, op(mem(0, bound(0)), '<=', num(1)));
        const nested = quantify('any', 0, 1, quantify('all', 0, 1, op(bound(1), '>=', bound(0))));
        const counted = eq(quantify('count', 0, 1, eq(mem(0, bound(0)), num(1))), num(2));
        const whoEnded: Expr = {
            kind: 'quantifier',
            quantifier: 'count',
            low: num(0),
            high: mem(1),
            body: { kind: 'ended', actor: bound(0) },
        };
        const code: Code = [{ actions: [write(0, num(1), self)] }];
        return checkOracle(
            build({
                cells: [cell('done', { length: 2, initial: [0, 0] }), cell('last', { initial: [1] })],
                actors: [{ code }, { code }],
                properties: [
                    { kind: 'invariant', outcome: violation('all'), holds: and(all, nested) },
                    { kind: 'invariant', outcome: violation('both'), holds: not(and(counted, restsAt(0, [0]))) },
                    { kind: 'final', outcome: violation('ended'), holds: and(counted, eq(whoEnded, num(2))) },
                    { kind: 'exists', outcome: violation('first'), holds: iff(ended(0), num(1), num(0)) },
                ],
            }),
            4,
            ['found_first'],
        );
    });

    test('references go stale wherever they are, in registers, arrays and words', () => {
        const ref = { kind: 'ref', class: 0 } as const;
        const isStale = (expr: Expr): Expr => eq(expr, num(4));
        const pfn: Expr = op(op(mem(1), '>>', num(3)), '&', num(7));
        return checkOracle(
            build({
                classes: [{ name: 'page', size: 2, objects: ['p0', 'p1'] }],
                cells: [
                    cell('slot', { domain: ref, length: 3, initial: [1, 3, 3] }),
                    cell('pte', {
                        domain: {
                            kind: 'bits',
                            fields: [
                                { name: 'top', shift: 31, width: 1, domain: { kind: 'int', low: 0, high: 1 } },
                                { name: 'pfn', shift: 3, width: 3, domain: ref },
                            ],
                        },
                        initial: [2 ** 31 + 3 * 8],
                    }),
                    cell('referenced'),
                ],
                actors: [
                    {
                        registers: [register('p', { domain: ref }), register('q', { domain: ref, initial: 3 })],
                        code: [
                            { actions: [load(R, 0, num(1))] },
                            {
                                actions: [
                                    when(op(reg(R), '!=', num(4)), [{ kind: 'discard' }]),
                                    when(not(isStale(pfn)), [fail('violation', 'pfn')]),
                                    when(not(isStale(mem(0, num(2)))), [fail('violation', 'slot')]),
                                    when(op(mem(1), '<=', num(2 ** 31)), [fail('violation', 'top')]),
                                    when({ kind: 'is-referenced', class: 0, index: num(1) }, [
                                        fail('violation', 'stale'),
                                    ]),
                                    when(not({ kind: 'is-referenced', class: 0, index: num(0) }), [
                                        fail('violation', 'fresh'),
                                    ]),
                                ],
                            },
                        ],
                    },
                    { code: [{ actions: [{ kind: 'retire', class: 0, index: num(1) }] }] },
                ],
            }),
            // t0 at 3 places (the end only behind the retirement), t1 at 2
            5,
            ['discarded'],
        );
    });

    test('words of 32 bits are unsigned', () => {
        const word = { kind: 'int', low: 0, high: 2 ** 32 - 1 } as const;
        const high = num(2 ** 32 - 2);
        const is = (name: string, holds: Expr) => when(not(holds), [fail('violation', name)]);
        return checkOracle(
            build({
                cells: [cell('w', { domain: word, initial: [2 ** 32 - 2] }), cell('n', { initial: [3] })],
                actors: [
                    {
                        registers: [register('r', { domain: word }), register('s', { domain: word })],
                        code: [
                            {
                                actions: [
                                    load(R, 0),
                                    is('equal', eq(reg(R), high)),
                                    is('less', op(mem(1), '<', reg(R))),
                                    is('not less', not(op(reg(R), '<', num(5)))),
                                    is('sum wraps', eq(op(op(reg(R), '+', mem(1)), '&', num(2 ** 32 - 1)), num(1))),
                                    is('shift', eq(op(reg(R), '>>', mem(1)), num(2 ** 29 - 1))),
                                    is('shift by one', eq(op(reg(R), '>>', num(1)), num(2 ** 31 - 1))),
                                    is('shift left', eq(op(reg(R), '<<', mem(1)), num(2 ** 32 - 16))),
                                    is('remainder', eq(op(reg(R), '%', num(7)), num((2 ** 32 - 2) % 7))),
                                    is('quotient', eq(op(reg(R), '/', num(7)), num(Math.trunc((2 ** 32 - 2) / 7)))),
                                    is('complement', eq({ kind: 'unary', operator: '~', operand: reg(R) }, num(1))),
                                    is('or', eq(op(reg(R), '|', num(1)), num(2 ** 32 - 1))),
                                    is('least', op(op(reg(R), '&', num(2 ** 31)), '>=', num(2 ** 31))),
                                ],
                            },
                        ],
                    },
                ],
            }),
            2,
        );
    });

    test('division truncates towards zero', () => {
        const signed = { kind: 'int', low: -100, high: 100 } as const;
        const is = (name: string, holds: Expr) => when(not(holds), [fail('violation', name)]);
        const cells = [cell('n', { domain: signed, length: 3, initial: [-7, 2, -3] })];
        const [a, b, c] = [mem(0, num(0)), mem(0, num(1)), mem(0, num(2))];
        const actions = [
            is('quotient', eq(op(a, '/', b), num(-3))),
            is('remainder', eq(op(a, '%', b), num(-1))),
            is('signs', eq(op(a, '/', c), num(2))),
            is('minus', eq(op(a, '-', c), { kind: 'unary', operator: '-', operand: num(4) })),
        ];
        return checkOracle(build({ cells, actors: [{ code: [{ actions }] }] }), 2);
    });

    test('read-modify-writes, with and without a condition', () =>
        checkOracle(
            build({
                cells: [cell('x')],
                deferred: [
                    {
                        cell: 0,
                        operand: { kind: 'int', low: -8, high: 8 },
                        actions: [write(0, op(mem(0), '+', operand))],
                        text: 'add',
                        step: 2,
                    },
                ],
                actors: [
                    {
                        code: [
                            {
                                actions: [
                                    { kind: 'rmw', cell: 0, value: op(old, '+', num(1)), result: R, mark: 'marked' },
                                ],
                            },
                            {
                                actions: [
                                    {
                                        kind: 'rmw',
                                        cell: 0,
                                        condition: eq(old, num(1)),
                                        value: op(op(old, '+', num(4)), '+', reg(R)),
                                        result: R,
                                        succeeded: S,
                                        mark: 'marked',
                                    },
                                ],
                            },
                            { actions: [{ kind: 'defer', deferred: 0, operand: op(reg(R), '+', reg(S)) }] },
                        ],
                    },
                ],
                properties: [{ kind: 'final', outcome: violation('sum'), holds: eq(mem(0), num(7)) }],
            }),
            4,
        ));

    test('an event may start as often as its budget allows', () =>
        checkOracle(
            build({
                cells: [cell('budget', { initial: [2] }), cell('x')],
                actors: [
                    {
                        kind: 'event',
                        code: [
                            {
                                guard: op(mem(0), '>', num(0)),
                                actions: [write(0, op(mem(0), '-', num(1)))],
                                optional: true,
                                rest: { kind: 'always' },
                            },
                            { actions: [write(1, op(mem(1), '+', num(1)))], next: { kind: 'goto', step: 0 } },
                        ],
                    },
                ],
                properties: [{ kind: 'final', outcome: violation('used'), holds: eq(mem(1), num(2)) }],
            }),
            5,
        ));

    test('a begun event that is stuck is a deadlock, one that need not begin is none', () => {
        const start = { optional: true, rest: { kind: 'always' } } as const;
        const stuck = { guard: num(0), actions: [] };
        return Promise.all([
            checkOracle(build({ actors: [{ kind: 'event', code: [start, stuck] }] }), 2, ['deadlock']),
            checkOracle(build({ actors: [{ kind: 'event', code: [{ ...start, ...stuck }] }] }), 1),
        ]);
    });

    test('a daemon may rest where it is idle, and nowhere else', () => {
        const wait = { guard: eq(mem(0), num(1)), actions: [write(0, num(0))] };
        const work = { guard: eq(mem(1), num(1)), actions: [], next: { kind: 'goto', step: 0 } } as const;
        const client = { code: [{ actions: [write(0, num(1))] }] };
        const idle = { ...wait, rest: { kind: 'always' } } as const;
        const daemon = (code: Code) => ({ kind: 'daemon', code }) as const;
        const cells = (done: number) => [cell('req'), cell('free', { initial: [done] })];
        return Promise.all([
            checkOracle(build({ cells: cells(1), actors: [daemon([idle, work]), client] }), 4),
            checkOracle(build({ cells: cells(0), actors: [daemon([idle, work]), client] }), 3, ['deadlock']),
            checkOracle(build({ cells: cells(1), actors: [daemon([wait, work]), client] }), 4, ['deadlock']),
        ]);
    });

    test('an interrupt is obliged while it is raised', () => {
        const handler = (raised: Expr): Code => [{ guard: num(0), rest: { kind: 'unless', raised } }];
        const cells = [cell('line', { initial: [1] })];
        const interrupt = (raised: Expr) => build({ cells, actors: [{ kind: 'interrupt', code: handler(raised) }] });
        return Promise.all([
            checkOracle(interrupt(eq(mem(0), num(1))), 1, ['deadlock']),
            checkOracle(interrupt(eq(mem(0), num(0))), 1),
        ]);
    });

    test('names that Promela, C or pan use for themselves', () =>
        checkOracle(
            build({
                cells: ['len', 'int', 'now', 'II', 'stopped', 'P0', 'a-b', 'a.b', '3', '_x', 'linux', 'Pinit'].map(
                    name => cell(name),
                ),
                actors: ['P0', 'P1', 'init', 'claim', 'a b', 'never'].map((name, i) => ({
                    name,
                    entry: i < 2 ? i : undefined,
                    code: [{ actions: [write(i, num(1))] }],
                })),
            }),
            4,
        ));

    test('dead registers are reset, those that a property reads are not', () => {
        const code: Code = [
            { actions: [load(R, 0), load(S, 0)] },
            { actions: [], live: [] },
            { actions: [set(S, num(3))], live: [] },
        ];
        return checkOracle(
            build({
                cells: [cell('x', { initial: [5] })],
                actors: [{ code, liveAtEnd: [S] }],
                properties: [
                    {
                        kind: 'final',
                        outcome: violation('register'),
                        holds: eq({ kind: 'actor-register', actor: 0, register: S }, num(3)),
                    },
                ],
            }),
            4,
        );
    });

    const small = SMALL_PROGRAMS.filter(({ program }) => program.memory.kind === 'sc');
    test.each(small)('$title', ({ program }) => {
        const reference = referenceCheck(program, 100_000);
        return checkOracle(program, reference.states, judgedBySpin(program, reference));
    });
});
