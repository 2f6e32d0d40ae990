import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { modules } from './index.ts';

test('the embedded library is what kernel/ and machine/ hold', () => {
    const root = resolve(import.meta.dirname, '..');
    const files = globSync('{kernel,machine}/**/*.race', { cwd: root }).toSorted();
    expect(modules).toEqual(
        files.map(file => ({
            name: file.replace(/\.race$/, '').replaceAll(/[/\\]/g, '.'),
            text: readFileSync(resolve(root, file), 'utf8'),
        })),
    );
});
