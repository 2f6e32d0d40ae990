// One helper for all tests of diagnostics: a script with its diagnostics written under its lines.
import { annotate, readFixture } from '@faultline/dev';
import { expect } from 'vitest';
import type { Diagnostic, Script } from '../src/index.ts';
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
    const { diagnostics } = load(text, files);
    const told = diagnostics.filter(({ code }) => code !== 'unused' || speaksOfUnused);
    expect(annotate(text, told.map(marked))).toBe(annotate(text, annotations));
}

/** The same with what the paths of the fixture say; it has no errors. */
export function checkFindings(fixture: string, files: Readonly<Record<string, string>> = {}): void {
    const { text, annotations } = readFixture(fixture);
    const { diagnostics, findings } = load(text, files);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(annotate(text, findings.map(marked))).toBe(annotate(text, annotations));
}

function load(text: string, files: Readonly<Record<string, string>>): Script {
    return language.load('file:///main.race', text, uri => files[uri.replace('file:///', '')]);
}

function marked({ place: { start, end }, severity, code, message }: Diagnostic) {
    return { start, end, severity, code, message };
}
