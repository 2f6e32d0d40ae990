// Writes packages/library/{kernel,machine}/**/*.race into one TypeScript file, so that the library is there
// without reading files: in a bundle, in a worker, in a browser.

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { sep } from 'node:path';

const ROOT = 'packages/library';
const OUT = `${ROOT}/src/generated`;

const modules = globSync('{kernel,machine}/**/*.race', { cwd: ROOT })
    .map(path => path.split(sep))
    .map(parts => ({
        name: parts.join('.').replace(/\.race$/, ''),
        text: readFileSync([ROOT, ...parts].join('/'), 'utf8'),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));

mkdirSync(OUT, { recursive: true });
writeFileSync(
    `${OUT}/modules.ts`,
    `// Written by packages/dev/scripts/embed-library.ts from the .race files; do not edit.
import type { Module } from '../module.ts';

export const modules: readonly Module[] = ${JSON.stringify(modules, undefined, 4)};
`,
);
