// Lassos, against all walks in the graphs of generated programs; and those that show how the shortest is chosen.
//
// `FAULTLINE_DIFFERENTIAL=2000` looks at that many programs of each kind.
import { describe, expect, test } from 'vitest';
import { createExecutable } from '../executable.ts';
import { explore } from '../explore.ts';
import { depthOf } from '../graph.ts';
import type { Program } from '../program.ts';
import { generate, referenceCheck } from '../reference/index.ts';
import { KINDS } from '../reference/kinds.ts';
import type { LassoSize } from '../reference/shortest-lasso.ts';
import { shortestLasso } from '../reference/shortest-lasso.ts';
import type { Item } from '../testing/build-program.ts';
import {
    daemon,
    int,
    jump,
    load,
    lock,
    lockCell,
    set,
    step,
    store,
    thread,
    unlock,
    waitUntil,
    write,
} from '../testing/build-program.ts';
import { checkProgram, moves } from '../testing/check-program.ts';
import type { Budget } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import { createJudge } from './fairness.ts';
import type { Cycle } from './lasso.ts';
import { createCycleFinder } from './lasso.ts';
import { findLivelocks } from './livelock.ts';
import { createSpace } from './space.ts';
import { findStuck } from './stuck.ts';

const COUNT = Number(process.env.FAULTLINE_DIFFERENTIAL ?? 12);
const MOST_STATES = 300;
const BUDGET: Budget = { maxStates: MOST_STATES, maxBytes: 2 ** 30, shouldStop: () => undefined };

describe('of generated programs', () => {
    test.each(KINDS)('%s', { timeout: 3_600_000 }, (_, knobs) => {
        for (let seed = 0; seed < COUNT; seed++) {
            const program = generate(seed, knobs);
            const reference = referenceCheck(program, MOST_STATES);
            if (!reference.exhausted) continue;
            const shortest = lassosOf(program);
            expect(leastOf(shortest), `seed ${seed}`).toEqual(shortestLasso(program, reference));
            expect(shortest.every(({ isShortest }) => isShortest)).toBe(true);
            // where there is no time to be sure, they are no shorter
            const quick = lassosOf(program, 0);
            expect(quick.map(({ length }) => length).every((length, i) => length >= shortest[i]!.length)).toBe(true);
        }
    });
});

const polite = (name: string, own: string, other: string) =>
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
        { registers: { r: 0 } },
    );

test('of cycles of one length one with the fewest context switches is told', () => {
    const spec = { cells: { x: 0, y: 0 }, actors: [polite('P', 'x', 'y'), polite('Q', 'y', 'x')] };
    expect(moves(spec, 'livelock')).toBe('P Q Q P (P P P Q Q Q)');
});

test('so it is also where another one is met with first', () => {
    const acquires = { guard: 'y == 1', strong: true, actions: [] } as const;
    const spec = {
        cells: { x: 0, y: 0 },
        actors: [
            thread('A', ['top:', load('r', 'x'), acquires, jump('top')], { registers: { r: 0 } }),
            thread('B', ['top:', store('y', 1), store('y', 0), jump('top')]),
        ],
    };
    // and not A B A B
    expect(moves(spec, 'livelock')).toBe('(B A A B)');
});

test('what is possible on the way is taken, although there is a shorter way round', () => {
    const again = (name: string) => thread(name, ['top:', lock('a'), unlock('a'), jump('top')]);
    expect(moves({ cells: { a: lockCell() }, actors: [again('P'), again('Q')] }, 'livelock')).toBe('(P P Q Q)');
});

test('a way on which less becomes possible is taken, although the other one is met with first', () => {
    // D gives the lock away, or does not; either takes two steps
    const dancer = daemon(
        'D',
        [
            'top:',
            { actions: [], choose: ['r', '0', '1'] },
            jump('keep', 'r == 1'),
            step(write('a', 0)),
            { guard: 'a == 0', actions: [write('a', 1), set('r', 0)] },
            jump('on'),
            'keep:',
            store('y', 1),
            step(write('y', 0), set('r', 0)),
            'on:',
            load('s', 'x'),
            jump('top'),
        ],
        { registers: { r: 0, s: 0 } },
    );
    const waiter = thread('W', ['top:', lock('a'), unlock('a'), jump('top')]);
    const spec = { cells: { x: 0, y: 0, a: lockCell(1) }, actors: [dancer, waiter] };
    expect(moves(spec, 'livelock')).toBe('(D D D D)');
});

test('the stem ends with the actor that the cycle begins with', () => {
    const spinning = (name: string, own: string) =>
        thread(name, [store(own, 1), 'top:', load('r', 'z'), jump('top')], { registers: { r: 0 } });
    const spec = { cells: { x: 0, y: 0, z: 0 }, actors: [spinning('P', 'x'), spinning('Q', 'y')] };
    expect(moves(spec, 'livelock')).toBe('Q P (P Q)');
});

test('a shorter lasso is told although its cycle lies deeper', () => {
    const spinner = thread('S', ['top:', load('r', 'x'), jump('top')], { registers: { r: 0 } });
    const dancer = daemon(
        'D',
        [
            'top:',
            { actions: [], choose: ['r', '0', '1'] },
            jump('out', 'r == 1'),
            store('y', 1),
            store('y', 0),
            jump('top'),
            'out:',
            waitUntil('0'),
        ],
        { registers: { r: 0 } },
    );
    expect(moves({ cells: { x: 0, y: 0 }, actors: [spinner, dancer] }, 'livelock')).toBe('D (S)');
});

test('all are told where there are more than are compared', () => {
    const loops = Array.from({ length: 70 }, (_, i) => i);
    const body: Item[] = [
        { actions: [], choose: ['r', '0', '69'] },
        ...loops.map(i => jump(`loop${i}`, `r == ${i}`)),
        ...loops.flatMap(i => [`loop${i}:`, load('s', 'x'), jump(`loop${i}`)]),
    ];
    const spec = {
        cells: { x: 0 },
        actors: [thread('T', body, { registers: { r: int(0, 69), s: 0 } })],
    };
    expect(checkProgram(spec).witnesses.map(({ trace }) => trace?.events.length)).toEqual(loops.map(() => 2));
});

test('is the same each time', () => {
    const spec = { cells: { x: 0, y: 0 }, actors: [polite('P', 'x', 'y'), polite('Q', 'y', 'x')] };
    expect(checkProgram(spec)).toEqual(checkProgram(spec));
});

/** One for each livelock. */
function lassosOf(program: Program, effort?: number): readonly Cycle[] {
    const executable = createExecutable(program);
    const watch = createWatch(BUDGET);
    const { graph, visited } = explore(executable, BUDGET, watch);
    const space = createSpace(executable, graph, visited, watch);
    const judge = createJudge(space);
    const findCycle = createCycleFinder(space, state => depthOf(graph.layers, state), effort);
    return findLivelocks(space, findStuck(space, judge), judge).all.map(findCycle);
}

function leastOf(lassos: readonly Cycle[]): LassoSize | undefined {
    const [least] = lassos.toSorted((a, b) => a.length - b.length || a.switches - b.switches);
    return least && { length: least.length, switches: least.switches };
}
