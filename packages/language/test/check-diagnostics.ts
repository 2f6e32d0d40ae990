// One helper for all tests of diagnostics: a script with its diagnostics written under its lines.
import { annotate, readFixture } from '@faultline/dev';
import { expect } from 'vitest';
import { createLanguage } from '../src/index.ts';

const LIBRARY = new Map([
    ['kernel.counter', 'param step = 1\nvar counter = 0\nfn count() { counter += step }\n'],
    ['kernel.first', 'import kernel.second\nvar first = 0\n'],
    ['kernel.second', 'var second = 0\n'],
]);

export const language = createLanguage({ library: LIBRARY });

/**
 * Loads the fixture and compares what is said about it with its annotations. What is said about unused things counts
 * only where the fixture speaks of it. Other files are given by their names.
 */
export function checkDiagnostics(fixture: string, files: Readonly<Record<string, string>> = {}): void {
    const { text, annotations } = readFixture(fixture);
    const speaksOfUnused = annotations.some(({ code }) => code === 'unused');
    const { diagnostics, findings } = language.load(
        'file:///main.race',
        text,
        uri => files[uri.replace('file:///', '')],
    );
    const actual = [...diagnostics, ...findings]
        .filter(({ code }) => code !== 'unused' || speaksOfUnused)
        .map(({ place: { start, end }, severity, code, message }) => ({ start, end, severity, code, message }));
    expect(annotate(text, actual)).toBe(annotate(text, annotations));
}
