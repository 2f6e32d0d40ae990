// Closures and the plain interpreter must agree on every operator; a few values are written down besides.
import { describe, expect, test } from 'vitest';
import { createExecutable } from './executable.ts';
import { evaluate } from './expression.ts';
import { evaluateIn, initialState } from './interpreter.ts';
import type { Expr } from './program.ts';
import type { ProgramSpec } from './testing/build-program.ts';
import { array, buildProgram, int, thread, variable } from './testing/build-program.ts';

const SPEC: ProgramSpec = {
    classes: { node: 2 },
    cells: {
        zero: 0,
        three: 3,
        minus: variable(-7, int(-10, 10)),
        big: variable(0xfffffff0, int(0, 0xffffffff)),
        a: array(3, 1, 2, 0),
        p: { domain: { kind: 'ref', class: 0 }, initial: [1], class: 'memory' },
        q: { domain: { kind: 'ref', class: 0 }, initial: [4], class: 'memory' },
        word: {
            domain: {
                kind: 'bits',
                fields: [
                    { name: 'flag', shift: 31, width: 1, domain: { kind: 'int', low: 0, high: 1 } },
                    { name: 'low', shift: 0, width: 4, domain: { kind: 'int', low: 0, high: 15 } },
                ],
            },
            initial: [0x80000005],
            class: 'memory',
        },
    },
    actors: [thread('T', ['here:', { actions: [] }], { registers: { r: 2 } }), thread('E', [])],
};

/** The value by both, which must be one. */
function worth(text: string): number {
    const program = buildProgram({ ...SPEC, invariants: { it: text } });
    const { holds } = program.properties[0]!;
    const executable = createExecutable(program);
    const compiled = evaluate(holds, executable.scopeOf(undefined), executable.layout.initial);
    expect(evaluateIn(program, initialState(program), holds)).toBe(compiled + 0);
    return compiled + 0;
}

test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3],
    ['minus / 2', -3],
    ['minus % 4', -3],
    ['-minus', 7],
    ['!zero', 1],
    ['!three', 0],
    ['~zero', 0xffffffff],
    ['big', 0xfffffff0],
    ['big + 32', 0x100000010],
    ['big + 32 & 4294967295', 0x10],
    ['big & 255', 0xf0],
    ['big | 15', 0xffffffff],
    ['big ^ big', 0],
    ['minus & 4294967295', 0xfffffff9],
    ['1 << 31', 0x80000000],
    ['1 << 32', 0],
    ['big >> 28', 15],
    ['big >> 32', 0],
    ['big * big & 4294967295', 256],
    ['word', 0x80000005],
    ['word >> 31 & 1', 1],
    ['a[three - 1]', 2],
    ['zero ? 1 : 2', 2],
    ['zero == 1 && 1 / zero == 0', 0],
    ['three == 3 || 1 / zero == 0', 1],
    ['three && three', 1],
    ['big > three', 1],
    ['minus < big', 1],
    ['3 <= three', 1],
    ['3 >= 4', 0],
    ['all(0, 3, a[$0] <= 3)', 1],
    ['all(0, 3, a[$0] <= 2)', 0],
    ['any(0, 3, a[$0] == 2)', 1],
    ['count(0, 3, a[$0] > 0)', 3],
    ['all(1, 0, 0)', 1],
    ['any(1, 0, 1)', 0],
    ['all(zero, three, any(zero, three, a[$0] == $1))', 1],
    ['count(zero, three, count(zero, three, a[$0] > a[$1]) == 3)', 1],
    ['T.r', 2],
    ['at(T, here)', 1],
    ['ended(T)', 0],
    ['ended(E)', 1],
    ['referenced(node, 0)', 1],
    ['referenced(node, 1)', 0],
])('%s is %d', (text, value) => expect(worth(text)).toBe(value));

test('few known indices are unrolled, many are counted through; both mean the same', () => {
    expect(worth('count(0, 63, $0 < 50)')).toBe(50);
    expect(worth('count(0, 99, $0 < 50)')).toBe(50);
    expect(worth('all(0, 99, any(0, 99, $0 == $1))')).toBe(1);
});

describe('our own bugs are told', () => {
    const broken = (holds: Expr): (() => unknown) => {
        const program = { ...buildProgram(SPEC), properties: [] };
        const executable = createExecutable(program);
        return () => evaluate(holds, executable.scopeOf(undefined), executable.layout.initial);
    };
    test('an index out of range', () => {
        const index: Expr = { kind: 'const', value: 4 };
        expect(broken({ kind: 'cell', cell: 4, index, view: 'memory' })).toThrow('an index of `a` is in range');
    });
    test('a zero divisor', () => {
        const zero: Expr = { kind: 'const', value: 0 };
        expect(broken({ kind: 'binary', operator: '/', left: zero, right: zero })).toThrow('no divisor is zero');
    });
});
