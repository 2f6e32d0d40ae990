// The library is without fault, each of its modules by itself; every function is documented, and called by a script that says
// what comes out: packages/cli/test/library/*.race, or an example.
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkQuestion, expectationInWords, outcomeInWords } from '@faultline/ide';
import { BUG_KINDS } from '@faultline/language';
import { modules } from '@faultline/library';
import { describe, expect, test } from 'vitest';
import { BUDGET, load } from './scripts.ts';

const SCRIPTS = resolve(import.meta.dirname, 'library');
const EXAMPLES = resolve(import.meta.dirname, '../../../examples');

describe.each(modules)('$name', ({ name, text }) => {
    test('is without fault', () => {
        const { diagnostics } = load(`library:/${name}.race`, text);
        expect(diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    });

    test('documents every function', () => {
        const undocumented = text
            .split('\n')
            .filter((line, at, lines) => /^(fn|hook) /.test(line) && !lines[at - 1]?.startsWith('///'));
        expect(undocumented).toEqual([]);
    });
});

const files = globSync('*.race', { cwd: SCRIPTS }).toSorted();

describe.each(files)('%s', file => {
    const path = resolve(SCRIPTS, file);
    const script = load(pathToFileURL(path).href, readFileSync(path, 'utf8'));

    test('is without fault', () => {
        expect(script.diagnostics.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
    });

    test.each(script.checks.map(question => ({ title: question.title, question })))('$title', ({ question }) => {
        const checked = checkQuestion(script, question, { model: undefined, params: [] }, BUDGET);
        if (checked.kind === 'errors') throw new Error(checked.diagnostics.map(({ message }) => message).join('\n'));
        const { status, expected, answer } = checked.report;
        const found = answer!.found.map(({ outcome }) => outcomeInWords(outcome));
        expect({ status, found }, expectationInWords(expected)).toEqual({ status: 'met', found });
    });
});

test.each(BUG_KINDS)('a script in which `bug %s` is told, and is not told when one thing is right', kind => {
    const scripts = files.map(file => readFileSync(resolve(SCRIPTS, file), 'utf8'));
    const telling = scripts.filter(text => new RegExp(`^check .* expects bug ${kind}$`, 'm').test(text));
    expect(telling.filter(text => /^check "[^"]*"(?! .*expects)/m.test(text))).not.toEqual([]);
});

test('every function is called somewhere', () => {
    const callers = [
        ...files.map(file => resolve(SCRIPTS, file)),
        ...globSync('**/*.race', { cwd: EXAMPLES }).map(file => resolve(EXAMPLES, file)),
    ].map(path => readFileSync(path, 'utf8'));
    const everything = [...callers, ...modules.map(({ text }) => text)].join('\n').replaceAll(/\/\/.*/g, '');
    const uncalled = [...everything.matchAll(/^fn (\w+)\(/gm)]
        .map(([, name]) => name!)
        .filter(name => (everything.match(new RegExp(`\\b${name}\\(`, 'g')) ?? []).length < 2);
    expect(uncalled).toEqual([]);
});
