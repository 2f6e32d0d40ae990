// Every example is a test: its script is without fault, each check meets its expectation and visits the states that its
// folder's golden.json says, the reference search and spin judge it alike, and its checks together reach every step.
//
// After a change that is meant, `npm run golden` writes the golden.json anew: read the difference.
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Program } from '@faultline/checker';
import { nameOf, referenceCheck } from '@faultline/checker/reference';
import { compile } from '@faultline/compiler';
import type { Answer, CheckReport, Coverage } from '@faultline/ide';
import { checkQuestion, expectationInWords, outcomeInWords, untouched } from '@faultline/ide';
import { toPromela } from '@faultline/interop';
import { judgedBySpin, runSpin, spinOrNote, trapped } from '@faultline/interop/oracle';
import type { Diagnostic, Question, Script } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

export const EXAMPLES = resolve(import.meta.dirname, '../../../examples');
/** The reference search keeps every state as text. An example with more states is too large for what it shows. */
const MOST_STATES = 200_000;

const hasSpin = spinOrNote();

/** Tests the examples of a folder; each folder has a test file of its own, so that they run side by side. */
export function testExamples(folder: string): void {
    const golden: Record<string, Record<string, string>> = {};

    const scripts = readdirSync(resolve(EXAMPLES, folder)).filter(isScript).toSorted();

    describe.each(scripts)('%s', file => {
        const path = resolve(EXAMPLES, folder, file);
        const text = readFileSync(path, 'utf8');
        const script = load(pathToFileURL(path).href, text);
        const coverages: Coverage[] = [];

        test('is without fault', () => {
            const isFault = ({ severity, code }: Diagnostic) =>
                severity === 'error' || severity === 'warning' || code === 'unused';
            expect([...script.diagnostics, ...script.findings].filter(isFault)).toEqual([]);
            expect(text).toMatch(/^\/\/\/ /);
            expect(script.checks.length).toBeGreaterThan(0);
        });

        test.each(script.checks.map(question => ({ title: question.title, question })))(
            '$title',
            async ({ title, question }) => {
                const { report, coverage } = ask(script, question);
                if (report.status === 'undecidable') return;
                const { answer } = report;
                const found = answer!.found.map(({ outcome }) => outcomeInWords(outcome)).toSorted();
                expect({ status: report.status, found }, expectationInWords(report.expected)).toEqual({
                    status: 'met',
                    found,
                });
                if (coverage !== undefined) coverages.push(coverage);
                golden[file] = {
                    ...golden[file],
                    [title]: `${answer!.states} states, ${answer!.transitions} transitions`,
                };
                await confirm(programOf(script, question), answer!, found);
            },
        );

        test('reaches every step in some check', () => {
            expect(untouched(script.uri, coverages).map(({ message }) => message)).toEqual([]);
        });
    });

    test('what the text says is what findings.txt says', async () => {
        const told = scripts.flatMap(file => findingsOf(resolve(EXAMPLES, folder, file), file));
        await expect(told.join('')).toMatchFileSnapshot(resolve(EXAMPLES, folder, 'findings.txt'));
    });

    test('the states and transitions are those of golden.json', async () => {
        const text = `${JSON.stringify(golden, undefined, 4)}\n`;
        await expect(text).toMatchFileSnapshot(resolve(EXAMPLES, folder, 'golden.json'));
    });
}

function findingsOf(path: string, file: string): readonly string[] {
    const text = readFileSync(path, 'utf8');
    return load(pathToFileURL(path).href, text).findings.map(({ place, severity, code, message }) => {
        const line = text.slice(0, place.start).split('\n').length;
        return `${file}:${line}: ${severity}[${code}] ${message}\n`;
    });
}

const isScript = (name: string): boolean => name.endsWith('.race');

function ask(
    script: Script,
    question: Question,
): { readonly report: CheckReport; readonly coverage: Coverage | undefined } {
    const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET);
    if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
    return checked;
}

function programOf(script: Script, question: Question): Program {
    const compilation = compile(script, question);
    if (compilation.kind !== 'ok') throw new Error(`${question.title} does not compile`);
    return compilation.program;
}

/** The reference search finds the same in as many states, and so does spin as far as it can judge. */
async function confirm(program: Program, { states, transitions }: Answer, found: readonly string[]): Promise<void> {
    const reference = referenceCheck(program, MOST_STATES);
    expect(reference.exhausted, `more than ${MOST_STATES} states: nobody can confirm that`).toBe(true);
    const names = [...reference.outcomes.values()].map(({ outcome }) => nameOf(outcome)).toSorted();
    expect({ states, transitions, found }).toEqual({
        states: reference.states,
        transitions: reference.transitions,
        found: names,
    });
    if (!hasSpin || program.memory.kind !== 'sc') return;
    const exported = toPromela(trapped(program, reference));
    if (exported.kind !== 'promela') throw new Error(`spin cannot be asked: ${exported.reasons.join('; ')}`);
    expect(await runSpin(exported.text)).toEqual({
        states: reference.states,
        outcomes: judgedBySpin(program, reference),
    });
}
