import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { complaints, DAG } from './tidy.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const SOURCES = globSync(['packages/*/{src,test,scripts}/**/*.ts'], {
    cwd: ROOT,
    exclude: ['**/generated', '**/node_modules'],
}).toSorted();

test('there are sources to look at', () => expect(SOURCES).toContain('packages/dev/src/tidy.ts'));

test.each(SOURCES)('%s', path => expect(complaints(path, read(path))).toEqual([]));

test.each(globSync('packages/*/package.json', { cwd: ROOT }))('%s declares the row of the table', path => {
    const name = path.split('/')[1]!;
    const { dependencies = {} } = JSON.parse(read(path)) as { dependencies?: Record<string, string> };
    const { references } = JSON.parse(read(`packages/${name}/tsconfig.json`)) as { references: { path: string }[] };
    const own = DAG[name]?.own ?? [];
    expect(Object.keys(dependencies).toSorted()).toEqual(
        [...own.map(other => `@faultline/${other}`), ...(DAG[name]?.npm ?? [])].toSorted(),
    );
    expect(references.map(reference => reference.path).toSorted()).toEqual(own.map(other => `../${other}`).toSorted());
});

test.each(Object.keys(DAG))('package %s exports its further entries', name => {
    const { exports } = JSON.parse(read(`packages/${name}/package.json`)) as { exports?: string | object };
    const { forTests, entries } = DAG[name]!;
    const further = Object.entries({ ...forTests, ...entries }).map(([entry, file]) => [`./${entry}`, `./${file}`]);
    if (further.length > 0) expect(exports).toMatchObject(Object.fromEntries(further));
    if (typeof exports === 'object')
        expect(Object.keys(exports)).toHaveLength(further.length + ('.' in exports ? 1 : 0));
});

test('one vscode-jsonrpc, so that its classes and types are the same everywhere', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> };
    expect(Object.keys(packages).filter(path => path.endsWith('node_modules/vscode-jsonrpc'))).toHaveLength(1);
});

test('the lock file serves every platform', () => {
    // npm drops the binaries of other platforms when it updates a lock file beside an installed node_modules.
    // Cure: `npm install --package-lock-only` where there is none.
    const { packages } = JSON.parse(read('package-lock.json')) as {
        packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const wanted = Object.values(packages).flatMap(entry => Object.keys(entry.optionalDependencies ?? {}));
    const locked = new Set(Object.keys(packages).map(path => path.slice(path.lastIndexOf('node_modules/') + 13)));
    expect(wanted.filter(name => !locked.has(name))).toEqual([]);
});

test.each([
    ['packages/checker/src/a.ts', "import type { Step } from './program.ts';"],
    ['packages/checker/src/a.test.ts', "import { readFileSync } from 'node:fs'; import { test } from 'vitest';"],
    ['packages/checker/test/a.ts', "import { annotate } from '@faultline/dev';"],
    ['packages/checker/src/index.ts', "export * from './program.ts';"],
    ['packages/checker/src/reference/index.ts', "export { dump } from './dump.ts';"],
    ['packages/cli/test/a.test.ts', "import { runSpin } from '@faultline/interop/oracle';"],
    ['packages/language-server/src/a.test.ts', "import { dump } from '@faultline/checker/reference';"],
    ['packages/language/src/a.ts', "import { AstUtils } from 'langium'; import type { X } from 'langium/lsp';"],
    ['packages/interop/src/a.ts', "import type { Program } from '@faultline/checker';"],
    ['packages/interop/src/a.test.ts', "import { check } from '@faultline/checker';"],
    ['packages/cli/src/a.ts', "import { readFile } from 'node:fs/promises'; const x = await readFile('x');"],
    [
        'packages/extension/src/a.ts',
        "import { window } from 'vscode'; import { TRACE } from '@faultline/language-server/protocol';",
    ],
    ['packages/extension/test/vscode/a.ts', "import { chromium } from 'playwright-core';"],
    ['packages/cli/src/a.ts', '// import { x } from "nowhere"\nconst text = `\nimport "./mine.race"\n`;'],
])('%s may say: %s', (path, text) => expect(complaints(path, text)).toEqual([]));

test.each([
    ['packages/checker/src/a.ts', "import type { AstNode } from 'langium';"],
    ['packages/checker/src/a.ts', "import { createHash } from 'node:crypto';"],
    ['packages/checker/src/a.ts', "type T = import('@faultline/language').T;"],
    ['packages/checker/src/a.ts', 'export async function check() {}'],
    ['packages/checker/src/a.test.ts', "import { parse } from '@faultline/language';"],
    ['packages/language/src/a.ts', "import { check } from '@faultline/checker';"],
    ['packages/language/src/a.ts', "import { X } from 'vscode-languageserver';"],
    ['packages/compiler/src/a.ts', "import { check } from '@faultline/checker/src/check.ts';"],
    ['packages/compiler/src/a.ts', "import { check } from '../../checker/src/index.ts';"],
    ['packages/compiler/src/a.ts', "import { dump } from '@faultline/checker/reference';"],
    ['packages/interop/test/a.test.ts', "import { dump } from '../../checker/src/reference/dump.ts';"],
    ['packages/interop/test/a.test.ts', "import { dump } from '@faultline/checker/reference/dump';"],
    ['packages/ide/src/a.ts', "const { check } = await import('@faultline/cli');"],
    ['packages/ide/src/a.ts', 'const x = await import(name);'],
    ['packages/interop/src/a.ts', "import { check } from '@faultline/checker';"],
    ['packages/ide/src/a.ts', "export { hover } from './hover.ts';"],
    ['packages/ide/src/index.ts', "export * from '@faultline/checker';"],
    ['packages/cli/src/a.ts', "import { annotate } from '@faultline/dev';"],
    ['packages/cli/src/a.ts', 'export default 1;'],
    ['packages/cli/src/a.ts', 'const a = 1; export { a as default };'],
    ['packages/cli/src/a.ts', 'export enum Colour { Red }'],
    ['packages/cli/src/a.ts', 'namespace Inner { export const x = 1; }'],
    ['packages/language-server/src/a.ts', "import { window } from 'vscode';"],
    ['packages/extension/src/a.ts', "import { chromium } from 'playwright-core';"],
    ['packages/cli/src/a.ts', "import { TRACE } from '@faultline/language-server/protocol';"],
    ['packages/dev/src/a.ts', "import { check } from '@faultline/checker';"],
    ['packages/new/src/a.ts', ''],
])('%s may not say: %s', (path, text) => expect(complaints(path, text)).toHaveLength(1));

function read(path: string): string {
    return readFileSync(resolve(ROOT, path), 'utf8');
}
