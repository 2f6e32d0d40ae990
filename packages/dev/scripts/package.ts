// Packs the extension as a .vsix: packages/extension/dist/faultline.vsix. Run `npm run build` before.
//
// What goes into it is gathered in a folder of its own, file by file, so that nothing gets in by accident.

import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXTENSION = 'packages/extension';
const STAGE = `${EXTENSION}/dist/vsix`;
const OUT = `${EXTENSION}/dist/faultline.vsix`;

/** Relative to the extension. */
const CONTENT = [
    'README.md',
    'language-configuration.json',
    'snippets.json',
    'media/*.{css,png,svg}',
    'walkthrough/*.svg',
    'dist/*.{cjs,js,map}',
    'dist/faultline.tmLanguage.json',
];

rmSync(STAGE, { recursive: true, force: true });
for (const path of globSync(CONTENT, { cwd: EXTENSION })) {
    mkdirSync(dirname(`${STAGE}/${path}`), { recursive: true });
    cpSync(`${EXTENSION}/${path}`, `${STAGE}/${path}`);
}
cpSync('LICENSE', `${STAGE}/LICENSE`);
writeFileSync(`${STAGE}/package.json`, manifest(readFileSync(`${EXTENSION}/package.json`, 'utf8')));
execFileSync(
    process.execPath,
    [
        fileURLToPath(import.meta.resolve('@vscode/vsce/vsce')),
        'package',
        '--no-dependencies',
        '--allow-missing-repository',
        '--out',
        resolve(OUT),
    ],
    { cwd: STAGE, stdio: 'inherit' },
);

/** Without what only this repository needs. */
function manifest(text: string): string {
    const { private: _, dependencies, devDependencies, ...rest } = JSON.parse(text) as Record<string, unknown>;
    return `${JSON.stringify(rest, undefined, 4)}\n`;
}
