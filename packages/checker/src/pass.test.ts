import { describe, expect, test } from 'vitest';
import { examine } from './check.ts';
import type { Pass } from './pass.ts';
import type { Program } from './program.ts';
import { generate } from './reference/generate.ts';
import { referencePass } from './reference/pass.ts';
import { SMALL_PROGRAMS } from './reference/small-programs.ts';
import { buildProgram, store, thread, violate } from './testing/build-program.ts';

const BUDGET = { maxStates: 5000, maxBytes: 2 ** 30, shouldStop: () => undefined };

/** Every state and every transition, in words, in any order. */
function toldBy(program: Program, pass: Pick<Pass, 'visit'>): readonly string[] {
    const told = new Set<string>();
    const cells = program.cells.flatMap(({ length }, cell) =>
        Array.from({ length }, (_, index) => [cell, index] as const),
    );
    const words = (state: Parameters<Parameters<Pass['visit']>[0]['state']>[0]): string => {
        const values = cells.map(([cell, index]) => state.value(cell, index));
        const actors = program.actors.map((_, actor) => {
            const awaited = state.awaited(actor);
            const waits = awaited === undefined ? '' : ` for ${awaited.cell}[${awaited.index}]`;
            return `${state.stepOf(actor) ?? 'ended'}${state.isBlocked(actor) ? ' blocked' : ''}${waits}`;
        });
        return `${values.join()} ${actors.join()}`;
    };
    const limit = pass.visit(
        {
            state: state => told.add(words(state)),
            transition: (actor, step, before, after) =>
                told.add(`${actor} ${step}: ${words(before)} -> ${words(after)}`),
        },
        () => false,
    );
    expect(limit).toBeUndefined();
    return [...told].sort();
}

function agrees(program: Program): void {
    const reference = referencePass(program, BUDGET.maxStates);
    if (reference === undefined) return;
    expect(toldBy(program, examine(program, BUDGET).pass())).toEqual(toldBy(program, reference));
}

describe('every state and transition, as the reference search sees them', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => agrees(program));
    test.each(['sc', 'tso'] as const)('of generated programs, %s', memory => {
        for (let seed = 0; seed < 10; seed++) {
            agrees(generate(seed, { memory }));
            agrees(generate(seed, { memory, locks: true, interrupts: true }));
        }
    });
});

test('a way to a state ends there', () => {
    const program = buildProgram({
        cells: { x: 0, y: 0 },
        actors: [thread('P', [store('x', 1), store('x', 2)]), thread('Q', [store('y', 1)])],
    });
    const pass = examine(program, BUDGET).pass();
    let last = 0;
    pass.visit({ state: state => (last = state.id()), transition: () => undefined }, () => false);
    expect(pass.states).toBe(6);
    expect(pass.path(last).events).toHaveLength(3);
    expect(pass.path(last).states.at(-1)!.cells).toEqual([[2], [1]]);
    expect(pass.path(0).events).toEqual([]);
});

test('what has failed has no state, and who has had enough is not told more', () => {
    const program = buildProgram({
        cells: { x: 0 },
        actors: [thread('P', [store('x', 1), { actions: [violate('always')] }])],
    });
    const pass = examine(program, BUDGET).pass();
    const steps: number[] = [];
    pass.visit({ state: () => undefined, transition: (_, step) => steps.push(step) }, () => false);
    expect(steps).toHaveLength(1);
    expect(pass.visit({ state: () => undefined, transition: () => undefined }, () => true)).toBe('cancelled');
});
