import { describe, expect, test } from 'vitest';
import { examine } from './check.ts';
import type { Facts, FactsBudget, Part } from './facts.ts';
import { valuesIn } from './facts.ts';
import { disagreementsOnFacts } from './reference/facts.ts';
import { generate } from './reference/generate.ts';
import { SMALL_PROGRAMS } from './reference/small-programs.ts';
import type { ProgramSpec } from './testing/build-program.ts';
import { buildProgram, load, set, step, store, thread, tso, violate } from './testing/build-program.ts';

const ENOUGH: FactsBudget = { maxStates: 1000, maxValues: 20, maxNotes: 20, isStopped: () => false };

function factsOf(spec: ProgramSpec, parts: readonly (readonly Part[])[], budget: Partial<FactsBudget> = {}): Facts {
    const program = buildProgram(spec);
    const locals = program.steps.flatMap((one, id) => (one.local && one.actions.length > 0 ? [id] : []));
    const limits = { maxStates: 1000, maxBytes: 2 ** 30, shouldStop: () => undefined };
    const notes = new Map(locals.map(id => [id, program.actors[0]!.registers.map((_, register) => register)]));
    return examine(program, limits).facts({ objects: parts, notes }, { ...ENOUGH, ...budget });
}

const X: Part = { kind: 'element', cell: 0, index: 0 };
const Y: Part = { kind: 'element', cell: 1, index: 0 };

/** `P@0: x 0,1 → 1`, for each visit, first actor first. */
function valuesAt({ visits, objects }: Facts, object = 0): readonly string[] {
    const { values } = objects[object]!;
    const told = (set: Int32Array) =>
        valuesIn(set, objects[object]!)
            .map(value => values[value]!.join('/'))
            .join();
    return visits.map(({ actor, step, before, after }) => `${'PQ'[actor]}@${step}: ${told(before)} → ${told(after)}`);
}

const LOST_UPDATE: ProgramSpec = {
    cells: { x: 0, y: 0 },
    actors: ['P', 'Q'].map(name =>
        thread(name, [load('r', 'x'), store('x', 'r + 1')], { registers: { r: 0 }, live: [] }),
    ),
};

describe('values', () => {
    test('before and after each step, over all interleavings', () => {
        const facts = factsOf(LOST_UPDATE, [[X]]);
        // The other thread may have stored 1 before; 2 comes only from one whose load saw the other's 1.
        expect(valuesAt(facts)).toMatchInlineSnapshot(`
          [
            "P@0: 0,1 → 0,1",
            "P@1: 0,1 → 1,2",
            "Q@3: 0,1 → 0,1",
            "Q@4: 0,1 → 1,2",
          ]
        `);
        expect(facts.limit).toBeUndefined();
    });
    test('who changed it to what', () => {
        const { objects } = factsOf(LOST_UPDATE, [[X], [Y]]);
        expect(objects[0]!.values).toEqual([[0], [1], [2]]);
        expect(objects[0]!.writers.map(list => list.map(writer => writer.kind === 'step' && writer.actor))).toEqual([
            [],
            [0, 1],
            [0, 1],
        ]);
        expect(objects[1]).toEqual({ bit: 3, values: [[0]], hasMore: false, writers: [[]] });
    });
    test('objects of several parts keep their values together', () => {
        const spec: ProgramSpec = {
            cells: { x: 0, y: 0 },
            actors: [thread('P', [store('x', 1), store('y', 1)])],
        };
        expect(factsOf(spec, [[X, Y]]).objects[0]!.values).toEqual([
            [0, 0],
            [1, 0],
            [1, 1],
        ]);
    });
    test('a store buffer is told as such', () => {
        const spec: ProgramSpec = { memory: tso(), cells: { x: 0 }, actors: [thread('P', [store('x', 1)])] };
        const facts = factsOf(spec, [[X]]);
        expect(facts.objects[0]!.writers[1]).toEqual([{ kind: 'flush', cpu: 0 }]);
        expect(valuesAt(facts)).toEqual(['P@0: 0 → 0']);
    });
    test('a state that breaks an invariant is told, a failing step has nothing after it', () => {
        const broken: ProgramSpec = {
            cells: { x: 0 },
            actors: [thread('P', [store('x', 1)])],
            invariants: { zero: 'x == 0' },
        };
        expect(valuesAt(factsOf(broken, [[X]]))).toEqual(['P@0: 0 → 1']);
        const failing: ProgramSpec = { cells: { x: 0 }, actors: [thread('P', [step(violate('always'))])] };
        expect(valuesAt(factsOf(failing, [[X]]))).toEqual(['P@0: 0 → ']);
    });
    test('which elements a step accesses, and which objects it changes', () => {
        const spec: ProgramSpec = { cells: { x: 0, y: 0 }, actors: [thread('P', [store('y', 1)])] };
        const [visit] = factsOf(spec, [[X], [Y]]).visits;
        expect(visit).toMatchObject({ accesses: [{ cell: 1, index: 0, writes: true }], changes: [1] });
    });
});

test('notes: what registers hold when a local step runs', () => {
    const spec: ProgramSpec = {
        cells: { x: 0 },
        actors: [
            thread('P', [load('r', 'x'), { local: true, actions: [set('r', 'r + 2')] }, store('x', 'r')], {
                registers: { r: 0 },
                live: ['r'],
            }),
            thread('Q', [store('x', 1)]),
        ],
    };
    const { notes } = factsOf(spec, [[X]]);
    expect(notes.map(list => list.notes.map(({ values }) => values))).toEqual([[[0]], [[1]]]);
});

describe('what is not told is not hidden', () => {
    test('more values than wanted', () => {
        const { objects } = factsOf(LOST_UPDATE, [[X], [Y]], { maxValues: 2 });
        expect(objects.map(({ values, hasMore }) => [values.length, hasMore])).toEqual([
            [2, true],
            [1, false],
        ]);
    });
    test('a graph that is too large', () =>
        expect(factsOf(LOST_UPDATE, [[X]], { maxStates: 3 })).toMatchObject({ limit: 'too-large', visits: [] }));
    test('somebody who has had enough', () =>
        expect(factsOf(LOST_UPDATE, [[X]], { isStopped: () => true })).toMatchObject({ limit: 'cancelled' }));
    test('a search that was cut short', () => {
        const limits = { maxStates: 4, maxBytes: 2 ** 30, shouldStop: () => undefined };
        const { facts } = examine(buildProgram(LOST_UPDATE), limits);
        expect(facts({ objects: [[X]], notes: new Map() }, ENOUGH).limit).toBe('states');
    });
});

describe('the reference search sees the same', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program }) => {
        expect(disagreementsOnFacts(program, 1000)).toEqual([]);
    });
    test.each(['sc', 'tso'] as const)('on generated programs, %s', { timeout: 600_000 }, memory => {
        const count = Number(process.env['FAULTLINE_DIFFERENTIAL'] ?? 15);
        for (let seed = 0; seed < count; seed++) {
            for (const knobs of [{}, { references: true, words: true }, { locks: true, interrupts: true }]) {
                const complaints = disagreementsOnFacts(generate(seed, { memory, ...knobs }), 500) ?? [];
                expect(complaints, `seed ${seed} ${JSON.stringify(knobs)}`).toEqual([]);
            }
        }
    });
});
