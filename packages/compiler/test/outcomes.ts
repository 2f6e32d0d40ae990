// Puts every check of a script to the checker, for tests: scripts state what they expect themselves.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { check } from '@faultline/checker';
import type { Question } from '@faultline/language';
import { createLanguage } from '@faultline/language';
import { compile } from '../src/index.ts';

const kernel = resolve(import.meta.dirname, '../../library/kernel');
const library = new Map(
    ['wait', 'seqlock'].map(name => [`kernel.${name}`, readFileSync(resolve(kernel, `${name}.race`), 'utf8')]),
);

const BUDGET = { maxStates: 200_000, maxBytes: 500_000_000, shouldStop: () => undefined };

/** What came out otherwise than expected, one line for each check: empty when all are met. */
export function unmet(text: string): readonly string[] {
    return answers(text).flatMap(({ question, outcomes, expected, isMet }) =>
        isMet ? [] : [`${question.title}: expected ${expected}, was ${outcomes}`],
    );
}

interface Answer {
    readonly question: Question;
    readonly outcomes: string;
    readonly expected: string;
    readonly isMet: boolean;
}

function answers(text: string): readonly Answer[] {
    const script = createLanguage({ library }).load('file:///test.race', text, () => undefined);
    return script.checks.map(question => {
        const compilation = compile(script, question);
        if (compilation.kind === 'errors') {
            const [first] = compilation.diagnostics;
            throw new Error(`${first?.message} (${text.slice(first?.place.start, first?.place.end)})`);
        }
        if (compilation.kind === 'undecidable') throw new Error('not decidable');
        const result = check(compilation.program, BUDGET);
        const found = [
            ...new Set(result.witnesses.map(({ outcome }) => `${outcome.kind} ${outcome.name}`.trim())),
        ].sort();
        const expected = question.expects
            .map(({ kind, name }) => `${kind} ${name}`.trim())
            .filter(name => name !== 'pass');
        const isThere = expected.every(name => found.includes(name));
        const label = question.at?.join('.');
        const isPlaced =
            label === undefined ||
            result.witnesses.some(({ at }) =>
                at.some(({ step }) => compilation.sourceMap.steps[step]?.labels.includes(label)),
            );
        const isMet = result.exhausted && isThere && isPlaced && (question.others || found.length === expected.length);
        const nowhere = isPlaced ? '' : ' (elsewhere)';
        const unfinished = result.exhausted ? '' : ' (not exhausted)';
        return {
            question,
            outcomes: (found.join(', ') || 'pass') + nowhere + unfinished,
            expected: expected.join(', ') || 'pass',
            isMet,
        };
    });
}
