// Functions that are shared by their calls come to what calls that are written out come to: the same outcomes, and as many
// states and transitions; and a counterexample is told with the same calls.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { check } from '@faultline/checker';
import { compile, stackAt } from '@faultline/compiler';
import { outcomeInWords } from '@faultline/ide';
import type { Question, Script } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

const EXAMPLES = resolve(import.meta.dirname, '../../../examples');

describe.each(globSync('**/*.race', { cwd: EXAMPLES }).toSorted())('%s', file => {
    const path = resolve(EXAMPLES, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));
    test.each(script.checks.map(question => ({ title: question.title, question })))('$title', ({ question }) => {
        const shared = answer(script, question, 0);
        const writtenOut = answer(script, question, Number.POSITIVE_INFINITY);
        if (!shared.goesRound && !writtenOut.goesRound) expect(shared.size).toEqual(writtenOut.size);
        expect(shared.verdict).toEqual(writtenOut.verdict);
    });
});

/** The step of a loop whose round might have none: what is written out shows more often that each round has one. */
const ROUND = 'goes round again';

function answer(script: Script, question: Question, largestWrittenOut: number) {
    const compilation = compile(script, question, { largestWrittenOut });
    if (compilation.kind !== 'ok') return { verdict: compilation.kind, size: undefined, goesRound: false };
    const { program, sourceMap } = compilation;
    const { witnesses, states, transitions, exhausted, executed } = check(program, BUDGET);
    const outcomes = [...new Set(witnesses.map(({ outcome }) => outcomeInWords(outcome)))].toSorted();
    // A step that is shared is blamed once, by the shortest way that leads there.
    const trace = witnesses[0]?.trace;
    const told = trace?.events.map(({ kind, actor, step }, index) => {
        const { registers } = trace.states[index]!.actors[actor]!;
        const stack = kind === 'flush' ? [] : stackAt(sourceMap, step, register => registers[register]);
        return [actor, sourceMap.steps[step]!.text, ...stack.map(({ fn, place }) => `${fn} at ${place.start}`)];
    });
    return {
        verdict: { outcomes, exhausted, told: told?.filter(([, text]) => text !== ROUND) },
        size: { states, transitions },
        goesRound: program.steps.some(
            ({ local }, step) => !local && executed[step] && sourceMap.steps[step]!.text === ROUND,
        ),
    };
}
