// The facts of the examples that are small enough for it, against the reference search; and that noting calls moves no state.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '@faultline/checker';
import { disagreementsOnFacts } from '@faultline/checker/reference';
import { compile } from '@faultline/compiler';
import { describe, expect, test } from 'vitest';
import { load } from './scripts.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
const MOST_STATES = 100;
const BUDGET = { maxStates: 20_000, maxBytes: 2 ** 30, shouldStop: () => undefined };

describe.each(globSync('**/*.race', { cwd: EXAMPLES }).toSorted())('%s', file => {
    const path = resolve(EXAMPLES, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    test.each(script.checks.map(question => ({ title: question.title, question })))('$title', ({ question }) => {
        const plain = compile(script, question);
        const noted = compile(script, question, { calls: 'noted' });
        expect(noted.kind).toBe(plain.kind);
        if (noted.kind !== 'ok' || plain.kind !== 'ok') return;
        const [one, other] = [plain, noted].map(({ program }) => check(program, BUDGET));
        expect([other!.states, other!.transitions, other!.depth]).toEqual([one!.states, one!.transitions, one!.depth]);
        expect(other!.witnesses.map(({ outcome }) => outcome)).toEqual(one!.witnesses.map(({ outcome }) => outcome));
        if (one!.states <= MOST_STATES && noted.program.steps.length <= 1000) {
            expect(disagreementsOnFacts(noted.program, MOST_STATES)).toEqual([]);
        }
    });
});
