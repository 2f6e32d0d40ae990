// The order of states that the control flow tells, against their transitions.
import { expect, test } from 'vitest';
import { createExecutable } from '../executable.ts';
import { createReducedSearch } from '../reduction/explore-reduced.ts';
import { generate } from '../reference/index.ts';

import { buildProgram, jump, store, thread } from '../testing/build-program.ts';
import type { Budget } from '../verdict.ts';
import { createWatch } from '../watch.ts';
import { inOrderOfControl } from './order.ts';

const BUDGET: Budget = { maxStates: 4_000, maxBytes: 2 ** 30, shouldStop: () => undefined };

test('every transition leads to a later state', () => {
    let orders = 0;
    let back = 0;
    for (let seed = 0; seed < 60; seed++) {
        const program = generate(seed, { memory: 'sc', daemons: false, interrupts: false, jumps: false });
        const found = order(program);
        if (found === undefined) continue;
        orders++;
        const { transitions, expanded } = found.graph;
        expect(found.places.size).toBe(expanded);
        for (let state = 0; state < expanded; state++) {
            for (let edge = transitions.start(state); edge < transitions.start(state + 1); edge++) {
                const target = transitions.target(edge);
                if (target < 0 || target >= expanded) continue;
                expect(found.places.get(target), `seed ${seed}`).toBeGreaterThan(found.places.get(state)!);
                if (target < state) back++;
            }
        }
    }
    expect(orders).toBeGreaterThan(0);
    // the numbers of the states are no such order
    expect(back).toBeGreaterThan(0);
});

test('one that goes round leaves none', () => {
    const round = thread('A', ['top:', store('x', 1), jump('top')]);
    const cells = { x: 0, y: 0 };
    expect(order(buildProgram({ cells, actors: [thread('B', [store('y', 1)])] }))).toBeDefined();
    expect(order(buildProgram({ cells, actors: [round, thread('B', [store('y', 1)])] }))).toBeUndefined();
});

/** Of a reduced search: its runs make that states are found late from which others lead that were found early. */
function order(program: Parameters<typeof createExecutable>[0]) {
    const executable = createExecutable(program);
    const watch = createWatch(BUDGET);
    const { graph, visited } = createReducedSearch(executable, BUDGET, watch).run();
    const states = Int32Array.from({ length: graph.expanded }, (_, state) => state);
    const ordered = inOrderOfControl(executable, visited, states, watch);
    return ordered && { graph, places: new Map(Array.from(ordered, (state, place) => [state, place])) };
}
