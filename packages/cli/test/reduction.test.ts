// Every example says the same with each reduction as without, and a report says that there was one.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Budget, CheckResult, Reduction } from '@faultline/checker';
import { check, REDUCTIONS } from '@faultline/checker';
import { compile } from '@faultline/compiler';
import { checkQuestion, outcomeInWords } from '@faultline/ide';
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
        for (const reduction of REDUCTIONS) {
            const reduced = check(program, { ...BUDGET, reductions: [reduction], unreduced: 0 });
            expect(said(reduced), reduction).toEqual(said(whole));
            expect(reduced.states, reduction).toBeLessThanOrEqual(whole.states);
        }
        const kept = check(program, { ...BUDGET, maxStates: 10 * MAX_STATES, deadRegisters: 'kept' });
        if (!kept.exhausted) return;
        expect(said(kept)).toEqual(said(whole));
        expect(whole.states).toBeLessThanOrEqual(kept.states);
    });
});

function said({ witnesses, executed, rested, covered, hasTerminal, undecided, unreadable }: CheckResult) {
    const outcomes = [...new Set(witnesses.map(({ outcome }) => outcomeInWords(outcome)))].toSorted();
    return { outcomes, executed, rested, covered, hasTerminal, undecided, unreadable };
}

test('that it was reduced is told, and what that means for a counterexample where there is one', () => {
    const notesOn = (thread: string, reduction: Reduction = 'por'): readonly string[] => {
        const script = load(
            'file:///main.race',
            `lock a: mutex\nlock b: mutex\nvar x = 0\nvar y = 0\n${thread}\nthread v { WRITE_ONCE(x, 1); WRITE_ONCE(x, 2) }`,
        );
        const budget: Budget = { ...BUDGET, reductions: [reduction], unreduced: 0 };
        const checked = checkQuestion(script, script.checks[0]!, { model: undefined, params: [] }, budget);
        return checked.kind === 'report' ? (checked.report.answer?.notes ?? []) : ['errors'];
    };
    const reduced = 'Of steps that do not interfere one order was searched (--no-reduction por searches all).';
    const short = 'A counterexample is short, but need not be the shortest.';
    const passed = notesOn('thread t { WRITE_ONCE(y, 1); WRITE_ONCE(y, 2) }');
    expect(passed).toContain(reduced);
    expect(passed).not.toContain(short);
    expect(notesOn('thread t { mutex_lock(a); mutex_lock(a); mutex_unlock(a) }')).toContain(short);
    const alike = 'Of threads that are alike one order was searched (--no-reduction symmetry searches all).';
    expect(notesOn('thread t[2] { WRITE_ONCE(y, 1) }', 'symmetry')).toContain(alike);
    expect(notesOn('thread t { WRITE_ONCE(y, 1) }', 'symmetry')).not.toContain(alike);
});
