// Every example says the same with partial-order reduction as without.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckResult } from '@faultline/checker';
import { check } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import { outcomeInWords } from '@faultline/ide';
import { describe, expect, test } from 'vitest';
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
        const { program } = compilation;
        const whole = check(program, { ...BUDGET, maxStates: MAX_STATES });
        if (!whole.exhausted) return;
        const reduced = check(program, { ...BUDGET, reductions: ['por'], unreduced: 0 });
        expect(said(reduced)).toEqual(said(whole));
        expect(reduced.states).toBeLessThanOrEqual(whole.states);
    });
});

function said({ witnesses, executed, rested, covered, hasTerminal, undecided, unreadable }: CheckResult) {
    const outcomes = [...new Set(witnesses.map(({ outcome }) => outcomeInWords(outcome)))].toSorted();
    return { outcomes, executed, rested, covered, hasTerminal, undecided, unreadable };
}
