// The life of references: `retire` marks every copy, wherever it is; marks are part of the state (language reference, objects).
import { expect, test } from 'vitest';
import type { Domain } from './program.ts';
import type { ActionSpec, ActorSpec, Item, ProgramSpec, StepSpec } from './testing/build-program.ts';
import { buildProgram, load, step, store, thread, tso, waitUntil, write } from './testing/build-program.ts';
import { checkProgram, outcomes, witnessOf } from './testing/check-program.ts';

const REF: Domain = { kind: 'ref', class: 0 };
const ENTRY: Domain = {
    kind: 'bits',
    fields: [
        { name: 'pfn', shift: 29, width: 3, domain: REF },
        { name: 'flags', shift: 0, width: 3, domain: { kind: 'int', low: 0, high: 7 } },
    ],
};
const FRESH0 = 1;
const STALE0 = 2;
const FRESH1 = 3;
const free = (index = '0'): ActionSpec => ({ kind: 'retire', class: 'frame', index });

const program = (actors: readonly ActorSpec[], more: Partial<ProgramSpec> = {}): ProgramSpec => ({
    classes: { frame: 2 },
    cells: {
        p: { domain: REF, initial: [FRESH0, FRESH1], class: 'memory' },
        pte: { domain: ENTRY, initial: [FRESH0 * 2 ** 29 + 5], class: 'memory' },
        number: 1,
    },
    actors,
    ...more,
});
const last = (spec: ProgramSpec) => {
    const result = checkProgram({ ...spec, invariants: { never: '!(ended(F))' } });
    return witnessOf(result, 'violation never').trace!.states.at(-1)!;
};

test('copies in cells and in fields of words are marked, other objects and numbers are not', () => {
    const { cells } = last(program([thread('F', [step(free())])]));
    expect(cells).toEqual([[STALE0, FRESH1], [STALE0 * 2 ** 29 + 5], [1]]);
});

test('so are copies in registers, of every actor', () => {
    const holder = thread('H', [load('r', 'p[0]'), step()], { registers: { r: REF } });
    const spec = program([holder, thread('F', [{ ...waitUntil('H.r == 1'), actions: [free()] }])]);
    expect(last(spec).actors[0]!.registers).toEqual([STALE0]);
});

test('so are copies in store buffers', () => {
    const issue: StepSpec[] = [store('p[1]', FRESH0), store('pte', 1 * 2 ** 29)];
    const spec = program([thread('F', [...issue, step(free())])], { memory: tso() });
    const states = witnessOf(checkProgram({ ...spec, invariants: { never: '!(ended(F))' } }), 'violation never').trace!
        .states;
    const waiting = states.map(({ buffers }) => buffers[0]!.map(entry => (entry.kind === 'store' ? entry.value : -1)));
    expect(waiting).toContainEqual([STALE0, STALE0 * 2 ** 29]);
});

test('a mark stays when the object lives again', () => {
    const spec = program([thread('F', [step(free(), write('p[1]', FRESH0))])]);
    expect(last(spec).cells[0]).toEqual([STALE0, FRESH0]);
});

test('what is referenced counts fresh copies only, store buffers included', () => {
    const leak = (body: readonly StepSpec[]): string =>
        outcomes(
            program([thread('F', body)], {
                cells: { p: { domain: REF, initial: [FRESH0], class: 'memory' } },
                invariants: { held: 'referenced(frame, 0)' },
            }),
        );
    expect(leak([step()])).toBe('pass');
    expect(leak([step(free())])).toBe('violation held');
    // Nothing in memory refers to it, but an entry that waits may.
    const waiting = (body: readonly Item[]): string =>
        outcomes(
            program([thread('F', [...body, step(write('p', 0)), 'end:', step()])], {
                memory: tso(),
                cells: { p: { domain: REF, initial: [FRESH0], class: 'memory' } },
                invariants: { never: '!(at(F, end) && p == 0 && referenced(frame, 0))' },
            }),
        );
    expect(waiting([store('p', FRESH0)])).toBe('violation never');
    expect(waiting([store('p', 0)])).toBe('pass');
});

test('a stale copy stays stale when it is copied', () => {
    const spec = program([
        thread('F', [step(free()), load('r', 'p[0]'), store('p[1]', 'r')], { registers: { r: REF } }),
    ]);
    expect(last(spec).cells[0]).toEqual([STALE0, STALE0]);
    expect(buildProgram(spec).classes[0]!.size).toBe(2);
});

test('so is the operand of an operation that waits in a store buffer', () => {
    const put = (domain: Domain, operand: number): StepSpec =>
        step({
            kind: 'defer',
            operand: String(operand),
            domain,
            actions: [write(domain === ENTRY ? 'pte' : 'p[1]', 'operand')],
        });
    const spec = (domain: Domain, operand: number, never: string): ProgramSpec =>
        program([thread('F', [put(domain, operand), step(free()), 'end:', step()])], {
            memory: tso(),
            invariants: { never: `!(at(F, end) && ${never})` },
        });
    const waiting = (domain: Domain, operand: number) =>
        witnessOf(checkProgram(spec(domain, operand, 'p[1] == 3')), 'violation never').trace!.states.at(-1)!.buffers[0];
    expect(waiting(REF, FRESH0)).toMatchObject([{ kind: 'deferred', operand: STALE0 }]);
    expect(waiting(ENTRY, FRESH0 * 2 ** 29 + 1)).toMatchObject([{ operand: STALE0 * 2 ** 29 + 1 }]);
    expect(waiting({ kind: 'int', low: 0, high: 3 }, 1)).toMatchObject([{ operand: 1 }]);
    expect(outcomes(spec(REF, FRESH0, 'p[1] == 1'))).toBe('pass');
});

test('what only a waiting operation holds is referenced', () => {
    const put = (domain: Domain): StepSpec =>
        step({ kind: 'defer', operand: String(FRESH1), domain, actions: [write('p[1]', 'operand')] });
    const spec = (domain: Domain): ProgramSpec =>
        program([thread('F', [put(domain), step(write('p[1]', 0)), 'end:', step()])], {
            memory: tso(),
            invariants: { never: '!(at(F, end) && p[1] == 0 && referenced(frame, 1))' },
        });
    expect(outcomes(spec(REF))).toBe('violation never');
    expect(outcomes(spec({ kind: 'int', low: 0, high: 3 }))).toBe('pass');
});
