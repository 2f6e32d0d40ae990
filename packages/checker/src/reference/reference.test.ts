import { describe, expect, test } from 'vitest';
import type { Domain } from '../program.ts';
import { generate } from './generate.ts';
import { referenceCheck } from './reference.ts';
import { SMALL_PROGRAMS } from './small-programs.ts';

describe('the reference search reads the rules as they are meant', () => {
    test.each(SMALL_PROGRAMS)('$title', ({ program, outcomes }) => {
        const found = referenceCheck(program, 10_000);
        expect(found.exhausted).toBe(true);
        expect([...found.outcomes.keys()].sort()).toEqual([...outcomes].sort());
    });
});

test('a search that is cut short says so', () => {
    const { program } = SMALL_PROGRAMS[0]!;
    expect(referenceCheck(program, 3).exhausted).toBe(false);
});

test('generated programs keep every value in its domain', () => {
    for (let seed = 0; seed < 150; seed++) {
        const program = generate(seed);
        for (const { state } of referenceCheck(program, 2_000).graph.nodes) {
            state.cells.forEach((values, cell) => {
                for (const value of values) expectWithin(program.cells[cell]!.domain, value, seed);
            });
            state.registers.forEach((values, actor) => {
                values.forEach((value, i) => {
                    expectWithin(program.actors[actor]!.registers[i]!.domain, value, seed);
                });
            });
        }
    }
});

test('a seed always generates the same program', () => {
    expect(generate(7)).toEqual(generate(7));
});

function expectWithin(domain: Domain, value: number, seed: number): void {
    const isWithin = domain.kind === 'int' ? value >= domain.low && value <= domain.high : value >= 0;
    if (!Number.isInteger(value) || !isWithin) throw new Error(`seed ${seed}: ${value} in ${JSON.stringify(domain)}`);
}
