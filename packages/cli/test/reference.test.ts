// The language reference is a test: every block of code in packages/language/reference/*.md has the errors that stand
// under it and no others, and its checks are met. What the language has is in it: every construct of the grammar, every
// lock operation, builtin function, knob and reserved word.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { annotate, readFixture } from '@faultline/dev';
import { checkQuestion, expectationInWords, outcomeInWords } from '@faultline/ide';
import type { Script } from '@faultline/language';
import { derivedConstants, isExternFn, isStruct, isVar, knobs, lockKinds, reflection } from '@faultline/language';
import { describe, expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

const REFERENCE = resolve(import.meta.dirname, '../../language/reference');

interface Block {
    readonly name: string;
    readonly source: string;
}

const chapters = globSync('*.md', { cwd: REFERENCE })
    .toSorted()
    .map(file => ({ file, text: readFileSync(resolve(REFERENCE, file), 'utf8') }));
const blocks = chapters.flatMap(({ file, text }) => blocksOf(file, text));
const prelude = load(uriOf('prelude'), '').prelude.declarations;
const everything = chapters.map(({ text }) => text).join('\n');

describe.each(blocks)('$name', ({ name, source }) => {
    const { text } = readFixture(source);
    const script = load(uriOf(name), text);
    const told = (severity: string): boolean => source.includes(` ${severity}[`);
    const errors = [...script.diagnostics, ...script.findings].filter(
        ({ severity }) => severity === 'error' || severity === 'warning' || told(severity),
    );

    test('has the errors that are shown', () => {
        const annotations = errors.map(({ place, severity, code, message }) => ({ ...place, severity, code, message }));
        expect(annotate(text, annotations)).toBe(source);
    });

    if (errors.some(({ severity }) => severity === 'error')) return;
    test.each(script.checks.map(question => ({ title: question.title, question })))('$title', ({ question }) => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET);
        if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
        const { status, expected, answer } = checked.report;
        if (status === 'undecidable') return;
        const found = answer!.found.map(({ outcome }) => outcomeInWords(outcome));
        expect({ status, found }, expectationInWords(expected)).toEqual({ status: 'met', found });
    });
});

describe('is complete', () => {
    test('every construct of the grammar occurs in a block', () => {
        const seen = new Set(
            blocks.flatMap(({ name, source }) => constructsOf(load(uriOf(name), readFixture(source).text))),
        );
        expect(constructs().filter(construct => !seen.has(construct))).toEqual([]);
    });

    // A lock kind describes itself, so that a new one is one file; what the chapter says is of kinds that there are.
    test('every lock kind and each of its operations describes itself', () => {
        const texts = lockKinds.flatMap(({ documentation, operations }) => [
            documentation,
            ...operations.map(operation => operation.documentation),
        ]);
        expect(texts.filter(text => !/\w.*\.$/s.test(text.trim()))).toEqual([]);
        const chapter = chapters.find(({ file }) => file === 'locks.md')!.text;
        const kinds = lockKinds.map(({ name }) => name);
        const sections = [...chapter.matchAll(/^## `(\w+)`$/gm)].map(match => match[1]!);
        expect(sections.filter(name => !kinds.includes(name))).toEqual([]);
    });

    test('every function of the language is described; a form that orders less by the fully ordered one', () => {
        const names = [...prelude, ...prelude.filter(isStruct).flatMap(({ members }) => members)]
            .filter(node => isExternFn(node) || isVar(node))
            .map(({ name }) => name);
        const isWeakened = (name: string) =>
            /_(?:relaxed|acquire|release)$/.test(name) && names.includes(name.slice(0, name.lastIndexOf('_')));
        const ofLocks = new Set(lockKinds.flatMap(({ operations }) => operations.map(({ name }) => name)));
        const forms = names.filter(name => !isWeakened(name) && !ofLocks.has(name));
        expect(forms.filter(name => !isDescribed(name))).toEqual([]);
    });

    test('every knob is described, with its values and its default', () => {
        const rows = knobs.map(({ name, values, default: initial }) => {
            const all =
                values.kind === 'words'
                    ? values.words.map(word => `\`${word}\``).join(', ')
                    : `${values.low}..${values.high}`;
            return `| \`${name}\` | ${all} | ${values.kind === 'words' ? `\`${values.words[initial]}\`` : initial} |`;
        });
        expect(rows.filter(row => !everything.includes(row))).toEqual([]);
    });

    test('every constant of the machine is described', () => {
        const names = derivedConstants.map(({ name }) => `\`machine.${name}\``);
        expect(names.filter(name => !everything.includes(name))).toEqual([]);
    });

    test('links lead somewhere', () => {
        const names = new Set(chapters.map(({ file }) => file));
        const links = chapters.flatMap(({ text }) =>
            [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(match => match[1]!),
        );
        expect(links.filter(link => !names.has(link))).toEqual([]);
    });
});

function blocksOf(file: string, text: string): Block[] {
    return [...text.matchAll(/^```race\n([\s\S]*?)^```$/gm)].map(match => ({
        name: `${file.replace('.md', '')}:${text.slice(0, match.index).split('\n').length}`,
        source: match[1]!,
    }));
}

/** Beside the chapters, so that a block may import a script that lies there. */
function uriOf(name: string): string {
    return pathToFileURL(resolve(REFERENCE, `${name.replace(':', '-')}.race`)).href;
}

function isDescribed(name: string): boolean {
    return new RegExp(`\`(?:[^\`\n]*[^\\w\`])?${name}\\b[^\`\n]*\``).test(everything);
}

/** `Thread`, and `Thread.cpu` for each part that it may have. The prelude's own forms are not the user's. */
function constructs(): string[] {
    return reflection
        .getAllTypes()
        .flatMap(type => {
            const properties = Object.keys(reflection.types[type as keyof typeof reflection.types]?.properties ?? {});
            return type.startsWith('Extern') || properties.length === 0
                ? []
                : [type, ...properties.map(property => `${type}.${property}`)];
        })
        .filter(construct => construct !== 'Struct.extern');
}

function constructsOf({ module }: Script): string[] {
    const found: string[] = [];
    const visit = (node: object): void => {
        const { $type } = node as { readonly $type: string };
        found.push($type);
        for (const [property, value] of Object.entries(node)) {
            if (property.startsWith('$') || value === undefined || value === false) continue;
            const values = Array.isArray(value) ? value : [value];
            if (values.length > 0) found.push(`${$type}.${property}`);
            for (const one of values) if (typeof one === 'object' && one !== null && '$type' in one) visit(one);
        }
    };
    visit(module);
    return found;
}
