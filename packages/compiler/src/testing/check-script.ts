// For tests: a script as text, checked; what came out, as text.
import type { CheckResult } from '@faultline/checker';
import { check } from '@faultline/checker';
import { createLanguage } from '@faultline/language';
import type { Compilation } from '../compile.ts';
import { compile } from '../compile.ts';

export interface Checked {
    readonly title: string;
    /** `pass`, or every outcome, sorted: `bug range, deadlock`. */
    readonly outcomes: string;
    readonly result: CheckResult;
    readonly compilation: Extract<Compilation, { kind: 'ok' }>;
}

const language = createLanguage({ library: new Map() });

/** Every check of the script; throws what is wrong with it. `imported`: the text of any file that it imports. */
export function checkScript(text: string, imported?: string): readonly Checked[] {
    const script = language.load('file:///test.race', text, () => imported);
    return script.checks.map(question => {
        const compilation = compile(script, question);
        if (compilation.kind === 'errors') {
            const told = compilation.diagnostics.map(
                ({ place, code, message }) => `${text.slice(place.start, place.end)}: [${code}] ${message}`,
            );
            throw new Error(told.join('\n'));
        }
        if (compilation.kind === 'undecidable') throw new Error(`${compilation.model} is not decidable yet`);
        const result = check(compilation.program, {
            maxStates: 300_000,
            maxBytes: 1 << 28,
            shouldStop: () => undefined,
        });
        const found = new Set(result.witnesses.map(({ outcome }) => `${outcome.kind} ${outcome.name}`.trim()));
        const limit = result.limit === undefined ? [] : [`limit ${result.limit}`];
        const outcomes = [...found, ...limit].sort().join(', ');
        return { title: question.title, outcomes: outcomes === '' ? 'pass' : outcomes, result, compilation };
    });
}

/** What the only check of the script finds. */
export const outcomesOf = (text: string, imported?: string): string =>
    checkScript(text, imported)
        .map(({ outcomes }) => outcomes)
        .join('; ');
