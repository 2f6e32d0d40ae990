// Writes the manual pages of the diagnostics (the top comments of packages/language/src/diagnostics/*.ts) into one
// TypeScript file, so that they are there without reading files. A page begins with `// # code`.

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const FROM = 'packages/language/src/diagnostics';
const OUT = 'packages/ide/src/generated';

const pages = globSync('**/*.ts', { cwd: FROM })
    .filter(path => !path.endsWith('.test.ts'))
    .toSorted()
    .flatMap(path => pageOf(readFileSync(`${FROM}/${path}`, 'utf8')));

mkdirSync(OUT, { recursive: true });
writeFileSync(
    `${OUT}/manual.ts`,
    `// Written by packages/dev/scripts/embed-manual.ts from the top comments of ${FROM}/*.ts; do not edit.
import type { Page } from '../explain/manual.ts';

export const DIAGNOSTIC_PAGES: readonly Page[] = ${JSON.stringify(pages, undefined, 4)};
`,
);

function pageOf(source: string): { code: string; title: string; text: string }[] {
    const lines = source.split(/\r?\n/);
    const end = lines.findIndex(line => !line.startsWith('//'));
    const [heading = '', ...body] = lines.slice(0, end).map(line => line.replace(/^\/\/ ?/, ''));
    const code = /^# ([a-z0-9-]+)$/.exec(heading)?.[1];
    if (code === undefined) return [];
    const text = body.join('\n').trim();
    const [first = ''] = text.split('\n\n');
    const title = first
        .replace(/^What it does: /, '')
        .replace(/\s+/g, ' ')
        .replace(/\.$/, '');
    return [{ code, title, text: text === first ? text : text.slice(first.length).trim() }];
}
