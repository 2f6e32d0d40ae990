// With hashes instead of states every example comes out the same, and large spaces of narrow states take fewer bytes (wide ones
// are folded when they are kept: then these take as few).
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckResult, Program } from '@faultline/checker';
import { check } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import { describe, expect, test } from 'vitest';
import { FAMILIES } from './bench/models.ts';
import { BUDGET, load } from './scripts.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
/** Checks with more states are left out: they take minutes together, and are made of the same parts. */
const MAX_STATES = 1_500;

describe.each(globSync('**/*.race', { cwd: EXAMPLES }).toSorted())('%s', file => {
    const path = resolve(EXAMPLES, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    test.each(script.checks.map(question => ({ title: question.title, question })))('$title', ({ question }) => {
        const compilation = compile(script, question);
        if (compilation.kind !== 'ok') return;
        const exact = check(compilation.program, { ...BUDGET, maxStates: MAX_STATES });
        if (!exact.exhausted) return;
        const hashed = check(compilation.program, { ...BUDGET, hashBits: 64 });
        expect(said(hashed)).toEqual({ ...said(exact), witnesses: exact.witnesses.filter(({ trace }) => trace) });
        const isCertain = exact.witnesses.every(({ trace }) => trace !== undefined);
        expect(hashed.limit).toBe(isCertain ? undefined : 'hashes');
        expect(hashed.verdict).toEqual(
            exact.verdict.kind === 'pass'
                ? { kind: 'pass', omission: hashed.omission }
                : isCertain
                  ? exact.verdict
                  : expect.anything(),
        );
    });
});

function said({ states, transitions, depth, witnesses, executed, rested, covered, unreadable }: CheckResult) {
    return { states, transitions, depth, witnesses, executed, rested, covered, unreadable };
}

test.each([
    ['lock-increment', 5, 0.9],
    ['userfaultfd', 3, 0.9],
    ['peterson-filter', 4, 0.9],
])('%s %d takes fewer bytes', (name, size, part) => {
    const program = compiled(FAMILIES.find(family => family.name === name)!.model(size).text);
    const exact = check(program, BUDGET);
    const hashed = check(program, { ...BUDGET, hashBits: 64 });
    expect(hashed.states).toBe(exact.states);
    expect(hashed.verdict).toEqual({ kind: 'pass', omission: (exact.states * (exact.states + 1)) / 2 / 2 ** 64 });
    expect(hashed.bytes).toBeLessThan(part * exact.bytes);
});

test('out of memory it says so, and has seen more states than with all of them kept', () => {
    const program = compiled(FAMILIES.find(({ name }) => name === 'lock-increment')!.model(5).text);
    const budget = { ...BUDGET, maxBytes: 16 * 2 ** 20 };
    const exact = check(program, budget);
    const hashed = check(program, { ...budget, hashBits: 64 });
    expect([exact.verdict, hashed.verdict]).toEqual(Array(2).fill({ kind: 'inconclusive', limit: 'memory' }));
    expect(hashed.states).toBeGreaterThan(exact.states);
    expect(hashed.bytes).toBeLessThan(budget.maxBytes);
});

function compiled(text: string): Program {
    const script = load('file:///main.race', text);
    const compilation = compile(script, script.checks[0]!);
    if (compilation.kind !== 'ok') throw new Error('it does not compile');
    return compilation.program;
}
